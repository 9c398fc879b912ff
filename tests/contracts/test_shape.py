from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.shape import misfits

SCHEMA: dict[str, Any] = {
    "type": "object",
    "$defs": {"Day": {"type": "string", "format": "date"}},
    "properties": {
        "day": {"$ref": "#/$defs/Day"},
        "kind": {"enum": ["new", "renewal"]},
        "subject": {"const": "sitting"},
        "count": {"type": "integer", "minimum": 1},
        "link": {"type": "string", "pattern": "^/"},
        "items": {"type": "array", "items": {"type": "string"}},
        "mean": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "name": {"type": "object", "propertyNames": {"enum": ["pl"]}},
    },
    "required": ["day"],
}


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ({"day": "2026-03-01", "more": 1, "mean": None}, []),
        ({}, [".day"]),
        ({"day": "tomorrow"}, [".day"]),
        ({"day": "2026-03-01", "kind": "old"}, [".kind"]),
        ({"day": "2026-03-01", "subject": "call"}, [".subject"]),
        ({"day": "2026-03-01", "count": 0}, [".count"]),
        ({"day": "2026-03-01", "link": "http://a/"}, [".link"]),
        ({"day": "2026-03-01", "items": ["a", 1]}, [".items.1"]),
        ({"day": "2026-03-01", "mean": 1}, [".mean"]),
        ({"day": "2026-03-01", "name": {"de": 1}}, [".name.de"]),
        ([], [""]),
    ],
)
def test_a_misfit_is_named(value: Any, wrong: list[str]) -> None:
    assert misfits(SCHEMA, value) == wrong


def test_an_unknown_keyword_is_never_a_pass() -> None:
    with pytest.raises(NotImplementedError):
        misfits({"multipleOf": 2}, 3)
