"""The guard of frozen schemas, seen red on every kind of breakage."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from contracts import all_events
from contracts.catalogue import broken, schema_of
from contracts.compatibility import breaking_changes

FROZEN: dict[str, Any] = {
    "$defs": {
        "Person": {
            "title": "Person",
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "language": {"type": "string", "enum": ["pl", "en"], "default": "pl"},
            },
            "required": ["name"],
        }
    },
    "type": "object",
    "properties": {
        "number": {"type": "string"},
        "until": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "person": {"$ref": "#/$defs/Person"},
        "people": {"type": "array", "items": {"$ref": "#/$defs/Person"}},
        "names": {"type": "object", "additionalProperties": {"type": "string"}},
        "note": {"type": "string", "default": ""},
    },
    "required": ["number", "until", "person", "people"],
}
PROPERTIES = FROZEN["properties"]
DATE, NULL = PROPERTIES["until"]["anyOf"]


def changed(path: str, value: Any) -> dict[str, Any]:
    """The frozen schema with the member at this path replaced, or removed by None."""
    current = deepcopy(FROZEN)
    *parents, last = path.split("/")
    place: Any = current
    for name in parents:
        place = place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return current


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("properties/note", None, ["note: removed"]),
        ("properties/number/type", "integer", ["number: type was 'string', is 'integer'"]),
        ("properties/number/pattern", "^Z", ["number: pattern was None, is '^Z'"]),
        ("properties/number/enum", ["a"], ["number: only a list of values is possible now"]),
        ("required", [*FROZEN["required"], "note"], ["note: was optional, is required"]),
        ("required", ["number", "until", "person"], ["people: was required, is optional"]),
        ("required", [*FROZEN["required"], "extra"], ["extra: new and required"]),
        ("properties/until/anyOf", [DATE], ["until: was null or string, is string"]),
        (
            "properties/until",
            DATE,
            [
                "until: was null or string, is ",
                "until: format was None, is 'date'",
                "until: type was None, is 'string'",
            ],
        ),
        (
            "properties/until/anyOf",
            [{"type": "string"}, NULL],
            ["until: format was 'date', is None"],
        ),
        (
            "properties/people/items",
            {"type": "string"},
            [
                "people[].name: removed",
                "people[].language: removed",
                "people[]: type was 'object', is 'string'",
            ],
        ),
        ("properties/people/items", None, ["people: items changed"]),
        (
            "properties/names/additionalProperties",
            {"type": "integer"},
            ["names{}: type was 'string', is 'integer'"],
        ),
        (
            "$defs/Person/properties/language/enum",
            ["pl"],
            [
                "person.language: the value 'en' was removed",
                "people[].language: the value 'en' was removed",
            ],
        ),
        (
            "$defs/Person/properties/language/enum",
            ["pl", "en", "uk"],
            [
                "person.language: the value 'uk' is new",
                "people[].language: the value 'uk' is new",
            ],
        ),
        (
            "$defs/Person/properties/language/enum",
            None,
            [
                "person.language: any value is possible now",
                "people[].language: any value is possible now",
            ],
        ),
        (
            "$defs/Person/required",
            ["name", "phone"],
            [
                "person.phone: new and required",
                "people[].phone: new and required",
            ],
        ),
    ],
)
def test_a_breakage_is_told(path: str, value: Any, told: list[str]) -> None:
    assert breaking_changes(FROZEN, changed(path, value)) == told


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("properties/extra", {"type": "string", "default": ""}),
        ("$defs/Person/properties/phone", {"anyOf": [{"type": "string"}, {"type": "null"}]}),
        ("$defs/Person/description", "Somebody."),
        ("properties/until/anyOf", [NULL, DATE]),
        ("properties/note/default", "none"),
    ],
)
def test_growth_and_words_break_nothing(path: str, value: Any) -> None:
    assert breaking_changes(FROZEN, changed(path, value)) == []


def test_a_definition_may_be_renamed() -> None:
    current = deepcopy(FROZEN)
    current["$defs"] = {"Human": current["$defs"]["Person"]}
    for place in (current["properties"]["person"], current["properties"]["people"]["items"]):
        place["$ref"] = "#/$defs/Human"

    assert breaking_changes(FROZEN, current) == []


def test_a_message_that_is_gone_breaks() -> None:
    assert broken({"intake.gone.v1": {}}, []) == ["intake.gone.v1: removed"]


def test_a_real_message_without_one_of_its_fields_breaks() -> None:
    event = all_events()["licensing.licence-expired.v1"]
    frozen = schema_of(event)
    frozen["properties"]["ghost"] = {"type": "string"}

    assert broken({event.wire_type: frozen}, [event]) == [
        "licensing.licence-expired.v1: ghost: removed"
    ]
