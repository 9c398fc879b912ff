"""Only what was questioned may change."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.process import Invalid
from services.intake.domain.corrections import merge

SENT: dict[str, Any] = {
    "entity": {"name": "A", "nip": "1"},
    "items": [{"name": "x", "recommendations": [{"author": "a"}]}, {"name": "y"}],
    "run_by": None,
}


@pytest.mark.parametrize(
    ("fields", "correction", "merged"),
    [
        (["entity.nip"], {"entity": {"nip": "2"}}, {"entity": {"name": "A", "nip": "2"}}),
        (["entity"], {"entity": {"nip": "2"}}, {"entity": {"name": "A", "nip": "2"}}),
        (
            ["entity.nip"],
            {"entity": {"nip": "2", "name": "A"}},
            {"entity": {"name": "A", "nip": "2"}},
        ),
        (["items"], {"items": [{}, {"name": "z"}]}, {"items": [SENT["items"][0], {"name": "z"}]}),
        (
            ["items.0.recommendations"],
            {"items": [{"recommendations": [{}, {"author": "b"}]}]},
            {
                "items": [
                    {"name": "x", "recommendations": [{"author": "a"}, {"author": "b"}]},
                    {"name": "y"},
                ]
            },
        ),
        (["items"], {"items": [None]}, {"items": [{"name": "y"}]}),
        (["run_by"], {"run_by": {"name": "G"}}, {"run_by": {"name": "G"}}),
        ([], {}, {}),
    ],
)
def test_a_questioned_field_changes_and_the_rest_stays(
    fields: list[str], correction: dict[str, Any], merged: dict[str, Any]
) -> None:
    assert merge(SENT, correction, fields) == {**SENT, **merged}


@pytest.mark.parametrize(
    ("fields", "correction", "named"),
    [
        (["entity.nip"], {"entity": {"name": "B"}}, "entity.name"),
        (["entity.nip"], {"items": [{}, {}, {"name": "z"}]}, "items.2"),
        (["entity.nip"], {"items": [None]}, "items.0"),
        (["items.1"], {"items": [{"name": "B"}]}, "items.0.name"),
        (["entity.nip"], {"entity": {"nipper": "1"}}, "entity.nipper"),
        (["entity.nip"], {"entity": "text"}, "entity"),
    ],
)
def test_any_other_field_is_refused_by_name(
    fields: list[str], correction: dict[str, Any], named: str
) -> None:
    with pytest.raises(Invalid) as refused:
        merge(SENT, correction, fields)
    assert [error.field for error in refused.value.errors] == [named]
