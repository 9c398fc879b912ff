"""Every query the services can send, each with a way to ask it.

What a GET route reads is asked through the route, with every parameter its OpenAPI document names:
none of them, each alone, each two together. What only commands, messages and time read stands in
`ASKED`. A read that is neither there nor behind a GET route fails `tests/services/test_plans.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from typing import Final, cast

from bench.scale.draws import Draw, Question, beginning
from bench.scale.house import House
from bench.scale.reads import ASKED, OFFICE_DAY
from deploy.local.client import Json, Person
from deploy.local.client_api import Problem


class Wanting(Exception):  # noqa: N818 -- reads as what it is
    """Nobody has said what a parameter may be."""


def _item(draw: Draw) -> Json:
    return cast("Json", draw.state("intake", "applications")["form"]["items"][0])


VALUES: Final[Mapping[str, Callable[[Draw], str]]] = {
    "q": lambda draw: beginning(draw, draw.state("licensing", "licences")["entity"]["name"]),
    "entity": lambda draw: beginning(draw, draw.state("licensing", "licences")["entity"]["name"]),
    "item": lambda draw: beginning(draw, _item(draw)["name"]),
    "town": lambda draw: draw.state("licensing", "licences")["entity"]["town"],
    "category": lambda draw: _item(draw)["category"],
    "call": lambda draw: draw.state("intake", "applications")["call"],
    "case": lambda draw: draw.any("intake", "cases")["_id"],
    "person": lambda draw: draw.state("notifications", "mails")[
        draw.chance.choice(("person", "to"))
    ],
    "template": lambda draw: draw.state("notifications", "mails")["template"],
    "digest": lambda _: OFFICE_DAY,
    "notifications /api/mails/{id}": lambda draw: draw.any("notifications", "mails")["_id"],
    "licence": lambda draw: draw.state("licensing", "licences")["number"],
    "voivodeship": lambda _: "lubelskie",
    "nip": lambda draw: draw.state("intake", "applications")["form"]["entity"]["nip"],
    "no": lambda _: "1",
    "version": lambda _: "0" * 16,
    "kind": lambda _: "financial-statement",
    "intake /api/cases number": lambda draw: (
        draw.state("intake", "applications")["number"] or "ZP/0"
    ),
    "intake /api/applications/{id}": lambda draw: draw.any("intake", "applications")["_id"],
    "intake /api/applications/{id}/attachments/{kind} id": lambda draw: draw.chance.choice(
        [each for each in draw.kept["intake", "applications"] if each["state"]["attachments"]]
    )["_id"],
    "intake /api/calls/{id}": lambda draw: draw.any("intake", "calls")["_id"],
    "intake /api/cases/{id}": lambda draw: draw.any("intake", "cases")["_id"],
    "evaluation /api/cases/{case}": lambda draw: draw.any("evaluation", "cases")["_id"],
    "intake /api/teams/{id}": lambda draw: draw.one("intake", "teams")["_id"],
    "intake /api/people q": lambda draw: beginning(draw, draw.state("intake", "people")["name"]),
    "intake /api/people/{id}": lambda draw: draw.any("intake", "people")["_id"],
    "evaluation /api/experts q": lambda draw: beginning(
        draw, draw.state("evaluation", "experts")["profile"]["name"]
    ),
    "evaluation /api/people/{id}": lambda draw: draw.any("evaluation", "experts")["_id"],
    "licensing /api/people/{id}": lambda draw: draw.state("licensing", "licences")["contact"][
        "person"
    ],
    "notifications /api/people/{id}": lambda draw: draw.state("notifications", "mails")["person"],
    "day": lambda draw: draw.any("intake", "seals")["day"],
    "sitting": lambda draw: draw.any("evaluation", "sittings")["_id"],
    "licensing /api/licences/{id}": lambda draw: draw.any("licensing", "licences")["_id"],
    "licensing /api/register/{number}": lambda draw: draw.state("licensing", "licences")[
        "number"
    ].replace("/", "-"),
}
"""By the parameter's name, or by service and path up to it where the name means several things; by
service, whole path and name where not every record has what is asked for."""

OWNERS: Final[Mapping[str, Callable[[Draw], Json]]] = {
    "intake /api/teams/{id}": lambda draw: {
        "id": draw.one("intake", "teams")["state"]["members"][0]["contact"]["person"]
    },
    "intake /api/subscriptions/mine": lambda draw: {
        "email": draw.state("intake", "subscriptions")["email"]
    },
}
"""Who asks where a stranger would get nothing; by service and path."""

LEFT_OUT: Final = {"limit", "after"}
"""How long a page is changes no query; the next page is asked for with the cursor of the first."""

STREAMED: Final = {"/api/register.csv"}
"""Read by nobody to its end here; it is in `ASKED`."""

FORBIDDEN: Final = 403
REFUSALS: Final = {FORBIDDEN, 404, 422}
"""Not this person, nothing there, parameters that do not go together."""

PEOPLE: Final[Mapping[str, Callable[[Draw], Person]]] = {
    "officer": lambda _: Person("officer", "officer-1", "Maria", "m@rops.example"),
    "applicant": lambda draw: Person(
        "applicant", draw.state("intake", "applications")["owner"]["person"], "Anna", "a@x.example"
    ),
    "expert": lambda draw: Person(
        "expert", draw.any("evaluation", "experts")["_id"], "Ewa", "e@x.example"
    ),
    "director": lambda _: Person("director", "director-1", "Tomasz", "t@rops.example"),
    "chapter": lambda _: Person("chapter", "member-1", "Zofia", "z@x.example"),
    "operator": lambda _: Person("operator", "operator-1", "Olga", "o@x.example"),
}


async def all_of(house: House, draw: Draw) -> list[str]:
    """Ask everything once.

    Returns:
        What is wanting: parameters nobody has given a value for, routes that answered nobody.

    Raises:
        Problem: An answer that is neither good nor a refusal.
    """
    answered: dict[str, bool] = {}
    closed: set[tuple[str, str]] = set()
    wanting: set[str] = set()
    for question in questions(house):
        if (question.route, question.role) in closed:
            continue
        answered.setdefault(question.route, False)
        try:
            await question.ask(house, draw)
            answered[question.route] = True
        except Wanting as lacking:
            wanting.add(str(lacking))
        except Problem as problem:
            if problem.status not in REFUSALS:
                raise
            if problem.status == FORBIDDEN:
                closed.add((question.route, question.role))
    wanting |= {f"{route} answered nobody" for route, some in answered.items() if not some}
    return sorted(wanting)


def questions(house: House) -> Iterator[Question]:
    """Everything there is to ask."""
    for service, app in house.apps.items():
        document = app.openapi()
        for path, methods in document["paths"].items():
            if "get" in methods and path.startswith("/api/") and path not in STREAMED:
                yield from _of_route(service, path, methods["get"], document)
    yield from ASKED


def _of_route(service: str, path: str, route: Json, document: Json) -> Iterator[Question]:
    parameters = [each for each in route.get("parameters", ()) if each["in"] != "header"]
    must = [each for each in parameters if each.get("required")]
    may = [each for each in parameters if each not in must and each["name"] not in LEFT_OUT]
    choices = [
        [(each["name"], value) for value in _values(each["schema"], document)] for each in may
    ]
    pages = any(each["name"] == "after" for each in parameters)
    asked = [
        (),
        *((choice,) for some in choices for choice in some),
        *((one[0], other[0]) for one, other in combinations(choices, 2)),
    ]
    fixed = [(each["name"], None) for each in must]
    for query in asked:
        for role in PEOPLE:
            yield _question(service, path, role, [*fixed, *query], pages=pages)


def _values(schema: Json, document: Json) -> list[str | None]:
    """Every value of an enumeration, wherever it is named; None where any may be drawn."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _values(document["components"]["schemas"][name], document)
    if "anyOf" in schema:
        found = [value for each in schema["anyOf"] for value in _values(each, document)]
        return [value for value in found if value is not None] or [None]
    return list(schema.get("enum", (None,)))


def _question(
    service: str, path: str, role: str, given: list[tuple[str, str | None]], *, pages: bool
) -> Question:
    async def ask(house: House, draw: Draw) -> None:
        draw.same.clear()
        values = {name: fixed or value_of(service, path, name, draw) for name, fixed in given}
        query = {name: value for name, value in values.items() if f"{{{name}}}" not in path}
        where = path.format(**values).removeprefix("/api/")
        api, who = getattr(house.znak, service), PEOPLE[role](draw)
        if (owner := OWNERS.get(f"{service} {path}")) is not None:
            who = replace(who, **owner(draw))
        if pages:
            query["limit"] = "2"
        found = await api.get(where, who, **query)
        if pages and found["next"]:
            await api.get(where, who, **query, after=found["next"])

    told = ", ".join(name if value is None else f"{name}={value}" for name, value in given)
    return Question(f"{service} {path}", ask, role, told)


def value_of(service: str, path: str, name: str, draw: Draw) -> str:
    """An argument.

    Raises:
        Wanting: Nobody has said what this parameter may be: it belongs into `VALUES`.
    """
    record, inside, _ = path.partition(f"{{{name}}}")
    keys = (f"{service} {path} {name}", f"{service} {record}{inside}" if inside else name, name)
    value = next((VALUES[key] for key in keys if key in VALUES), None)
    if value is None:
        raise Wanting(f"say in bench.scale.asked.VALUES what {service} {path} {name} may be")
    return value(draw)
