"""Every way in which a value can be wrong has a sentence that names the rule, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import httpx
import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from chassis.auth import Principal, mint
from chassis.clock import Clock
from chassis.sentences import SENTENCES
from deploy.local.keys import Keys

WHOLE: Final = {"int_type", "int_parsing", "int_from_float", "int_parsing_size"}
MOMENT: Final = {"datetime_type", "datetime_parsing", "datetime_object_invalid"}
DAY: Final = {"date_type", "date_parsing", "date_from_datetime_parsing"}
AMOUNT: Final = {"decimal_type", "decimal_parsing", "finite_number"}
RAISES: Final[dict[str, set[str]]] = {
    "any": set(),
    "bool": {"bool_type", "bool_parsing"},
    "date": DAY | {"date_from_datetime_inexact"},
    "datetime": MOMENT | {"datetime_from_date_parsing"},
    "decimal": AMOUNT,
    "dict": {"dict_type"},
    "enum": {"enum"},
    "int": WHOLE,
    "list": {"list_type"},
    "literal": {"literal_error"},
    "model": {"model_type"},
    "model-fields": {"missing", "model_attributes_type"},
    "str": {"string_type", "string_unicode"},
    "tuple": {"tuple_type"},
    # These have no error of their own, only those of their parts.
    "default": set(),
    "definition-ref": set(),
    "definitions": set(),
    "function-after": {"out_of_range"},
    "function-before": set(),
    "model-field": set(),
    "no-info": set(),
    "nullable": set(),
    "union": set(),
}
"""The errors of each kind of schema."""
RULES: Final = {
    ("str", "min_length"): {"string_too_short"},
    ("str", "max_length"): {"string_too_long"},
    ("str", "pattern"): {"string_pattern_mismatch"},
    ("list", "min_length"): {"too_short"},
    ("list", "max_length"): {"too_long"},
    ("dict", "min_length"): {"too_short"},
    ("dict", "max_length"): {"too_long"},
    ("tuple", "min_length"): {"too_short"},
    ("tuple", "max_length"): {"too_long"},
    ("datetime", "tz_constraint"): {"timezone_aware"},
    ("decimal", "max_digits"): {"decimal_max_digits", "decimal_whole_digits"},
    ("decimal", "decimal_places"): {"decimal_max_places"},
}
"""The further ones of a rule in it."""
BOUNDS: Final = {
    "gt": "greater_than",
    "ge": "greater_than_equal",
    "lt": "less_than",
    "le": "less_than_equal",
}


def schemas(dependant: Dependant) -> Iterator[Any]:
    """Of everything that a route reads."""
    groups = ("path_params", "query_params", "header_params", "cookie_params", "body_params")
    for field in (field for group in groups for field in getattr(dependant, group)):
        yield field._type_adapter.core_schema  # noqa: SLF001 -- there is no other way to it
    for inner in dependant.dependencies:
        yield from schemas(inner)


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside a schema, itself included."""
    if isinstance(schema, dict):
        if isinstance(schema.get("type"), str):
            yield schema
        for key in schema.keys() - {"metadata", "serialization"}:
            yield from parts(schema[key])
    elif isinstance(schema, (list, tuple)):
        for value in schema:
            yield from parts(value)


def errors(part: dict[str, Any]) -> set[str]:
    """What can be wrong with a value of this schema."""
    found, kind = set(RAISES[part["type"]]), part["type"]
    for rule in part:
        found |= {BOUNDS[rule]} if rule in BOUNDS else RULES.get((kind, rule), set())
    return found | ({"extra_forbidden"} if part.get("extra_behavior") == "forbid" else set())


def test_whatever_can_be_wrong_with_what_a_route_reads_has_its_own_sentence(
    served: dict[str, FastAPI],
) -> None:
    read = [
        part
        for app in served.values()
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute)
        for schema in schemas(context.original_route.dependant)
        for part in parts(schema)
    ]
    assert {part["type"] for part in read} - set(RAISES) == set(), "add what these can raise"
    possible = {"json_invalid"}.union(*map(errors, read))
    assert possible - set(SENTENCES) == set()


def test_no_two_languages_say_it_in_the_same_words() -> None:
    assert [kind for kind, said in SENTENCES.items() if said.pl == said.en] == []


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("service", "request_", "field", "detail"),
    [
        ("intake", ("GET", "/api/calls?limit=0"), "limit", "Najmniejsza wartość: 1."),
        ("intake", ("GET", "/api/calls?limit=101"), "limit", "Największa wartość: 100."),
        ("intake", ("GET", "/api/calls?limit=a"), "limit", "Podaj liczbę całkowitą."),
        (
            "licensing",
            ("POST", "/api/licences/x/signature", {"form": "?"}),
            "form",
            "Wybierz jedną z wartości: paper, qualified.",
        ),
        (
            "licensing",
            ("POST", "/api/licences/x/suspension", {"reason": "x" * 2001}),
            "reason",
            "Tekst jest za długi. Najwięcej znaków: 2000.",
        ),
        (
            "intake",
            ("POST", "/api/calls/x/extension", {"closes": "jutro"}),
            "closes",
            "Podaj datę i godzinę ze strefą, np. 2026-03-02T09:00:00Z.",
        ),
        (
            "intake",
            ("POST", "/api/calls/x/extension", {"closes": "0001-01-01"}),
            "closes",
            "Podaj rok od 1800 do 2199.",
        ),
        (
            "intake",
            (
                "POST",
                "/api/applications",
                {"call": "x", "form": {"activity": {"since": "9999-12-31"}}},
            ),
            "activity.since",
            "Podaj rok od 1800 do 2199.",
        ),
        (
            "evaluation",
            ("POST", "/api/sittings/x/votes", {"case": "c", "votes": {}}),
            "votes",
            "Za mało pozycji. Najmniej: 1.",
        ),
        (
            "evaluation",
            ("POST", "/api/sittings/x/votes", {"case": "c", "votes": {"i": "może"}}),
            "votes.i",
            "Wybierz jedną z wartości: yes, no, abstain.",
        ),
    ],
)
async def test_an_error_names_the_field_and_its_rule(
    served: dict[str, FastAPI], keys: Keys, service: str, request_: Any, field: str, detail: str
) -> None:
    method, path, *body = request_
    who = Principal("anna", "Anna", "a@x.example", roles=frozenset({"officer", "chapter"}))
    token = mint(keys.private.read_bytes(), who, Clock().real())
    transport = httpx.ASGITransport(served[service])
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://znak") as client:
        answer = await client.request(method, path, json=next(iter(body), None), headers=headers)
    assert answer.status_code == 422
    told = [(error["field"], error["detail"]) for error in answer.json()["errors"]]
    assert told == [(field, detail)]
