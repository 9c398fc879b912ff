"""Every query the services can send, each with a way to ask it.

What a GET route reads is asked through the route, with every parameter its OpenAPI document names:
none of them, each alone, each two together. What only commands, messages and time read stands in
`ASKED`. A read that is neither there nor behind a GET route fails `tests/services/test_plans.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Any, Final, cast

from bench.scale.house import House
from chassis.meters import Meters
from chassis.process import Unknown
from chassis.relay import Relay
from chassis.scheduler import Scheduler
from deploy.local.client import Json, Person
from deploy.local.client_api import Problem
from services.evaluation import queries as evaluation
from services.evaluation.domain.case import State as CaseState
from services.intake import queries as intake
from services.licensing import queries as licensing
from services.licensing.importing import bring_in
from services.licensing.domain.ledger import Region

PICKED: Final = 200
"""Documents that arguments are drawn from."""


@dataclass
class Draw:
    """Arguments that fit what is stored."""

    chance: Random
    kept: Mapping[tuple[str, str], list[Json]]

    def any(self, service: str, collection: str) -> Json:
        """One document."""
        return self.chance.choice(self.kept[service, collection])

    def state(self, service: str, collection: str) -> Json:
        """One aggregate's state."""
        return cast("Json", self.any(service, collection)["state"])


async def draw_from(house: House, seed: str = "draw") -> Draw:
    """Pick documents of every collection at random."""
    kept = {}
    for service, database in house.own.items():
        for name in await database.list_collection_names():
            cursor = await database[name].aggregate([{"$sample": {"size": PICKED}}])
            kept[service, name] = await cursor.to_list(None)
    return Draw(Random(seed), kept)  # noqa: S311 -- nobody has to be kept from guessing


@dataclass(frozen=True)
class Question:
    """Something to ask, and what it is called."""

    name: str
    ask: Callable[[House, Draw], Awaitable[Any]]


def _word(draw: Draw, text: str) -> str:
    """The beginning of a word, as somebody types it."""
    word = draw.chance.choice(text.split())
    return word[: draw.chance.randint(3, 6)]


VALUES: Final[Mapping[str, Callable[[Draw], str]]] = {
    "q": lambda draw: _word(draw, draw.state("licensing", "licences")["entity"]["name"]),
    "entity": lambda draw: _word(draw, draw.state("licensing", "licences")["entity"]["name"]),
    "item": lambda draw: _word(draw, draw.state("intake", "applications")["form"]["items"][0]["name"]),
    "town": lambda draw: draw.state("licensing", "licences")["entity"]["town"],
    "category": lambda draw: draw.state("intake", "applications")["form"]["items"][0]["category"],
    "call": lambda draw: draw.state("intake", "applications")["call"],
    "case": lambda draw: draw.any("intake", "cases")["_id"],
    "person": lambda draw: draw.state("notifications", "mails")["person"],
    "intake /api/cases number": lambda draw: draw.state("licensing", "licences")["number"],
    "intake /api/applications/{id} id": lambda draw: draw.any("intake", "applications")["_id"],
    "intake /api/calls/{id} id": lambda draw: draw.any("intake", "calls")["_id"],
    "intake /api/cases/{id} id": lambda draw: draw.any("intake", "cases")["_id"],
    "evaluation /api/cases/{case} case": lambda draw: draw.any("evaluation", "cases")["_id"],
    "sitting": lambda draw: draw.any("evaluation", "sittings")["_id"],
    "licensing /api/licences/{id} id": lambda draw: draw.any("licensing", "licences")["_id"],
    "licensing /api/register/{number} number": lambda draw: draw.state("licensing", "licences")[
        "number"
    ].replace("/", "-"),
}
"""By the parameter's name, or by service, path and name where the name means several things."""

LEFT_OUT: Final = {"limit", "after"}
"""How long a page is changes no query; the next page is asked for with the cursor of the first."""

STREAMED: Final = {"/api/register.csv"}
"""Read by nobody to its end here; it is in `ASKED`."""

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
        [(each["name"], value) for value in _values(each["schema"], document) or [None]]
        for each in may
    ]
    pages = any(each["name"] == "after" for each in parameters)
    asked = [
        (),
        *((choice,) for some in choices for choice in some),
        *((one[0], other[0]) for one, other in combinations(choices, 2)),
    ]
    fixed = [(each["name"], None) for each in must]
    for query in asked:
        for role in PEOPLE if "security" in route or True else ():
            yield _question(service, path, role, [*fixed, *query], pages=pages)


def _values(schema: Json, document: Json) -> list[str]:
    """Of an enumeration, wherever it is named."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _values(document["components"]["schemas"][name], document)
    if "anyOf" in schema:
        return [value for each in schema["anyOf"] for value in _values(each, document)]
    return list(schema.get("enum", ()))


def _question(
    service: str, path: str, role: str, given: list[tuple[str, str | None]], *, pages: bool
) -> Question:
    async def ask(house: House, draw: Draw) -> None:
        values = {name: fixed or value_of(service, path, name, draw) for name, fixed in given}
        query = {name: value for name, value in values.items() if f"{{{name}}}" not in path}
        where = path.format(**values).removeprefix("/api/")
        api, who = getattr(house.znak, service), PEOPLE[role](draw)
        if pages:
            query["limit"] = "2"
        found = await api.get(where, who, **query)
        if pages and found["next"]:
            await api.get(where, who, **query, after=found["next"])

    told = ", ".join(name if value is None else f"{name}={value}" for name, value in given)
    return Question(f"{service} {path} {role} {told}".strip(), ask)


def value_of(service: str, path: str, name: str, draw: Draw) -> str:
    """An argument.

    Raises:
        LookupError: Nobody has said what this parameter may be: it belongs into `VALUES`.
    """
    value = VALUES.get(f"{service} {path} {name}") or VALUES.get(name)
    if value is None:
        raise LookupError(f"say in bench.scale.asked.VALUES what {service} {path} {name} may be")
    return value(draw)


def _part(house: House, service: str) -> Any:
    return house.wirings[service].service


async def _duplicates(house: House, draw: Draw) -> None:
    service = _part(house, "intake")
    stored = service.applications.load(draw.any("intake", "applications"))
    await intake.duplicates(service.applications, stored.state)


async def _renewing(house: House, draw: Draw) -> None:
    number = draw.state("licensing", "licences")["number"]
    await intake.renewing(_part(house, "intake").applications, number, "another")


async def _recipients(house: House, draw: Draw) -> None:
    call = draw.any("intake", "calls")["_id"]
    await intake.recipients(_part(house, "intake").applications, call)


async def _competent(house: House, draw: Draw) -> None:
    known = draw.state("evaluation", "experts")["profile"]["competences"]
    await evaluation.competent(_part(house, "evaluation").experts, draw.chance.sample(known, 2))


async def _waiting(house: House, _: Draw) -> None:
    cases = _part(house, "evaluation").cases
    await evaluation.ids_in(cases, CaseState.WAITING_FOR_EXPERT, 100)


async def _members(house: House, _: Draw) -> None:
    await evaluation.seated_members(_part(house, "evaluation").members)


async def _licence(house: House, draw: Draw) -> None:
    await _part(house, "licensing").id_of(draw.state("licensing", "licences")["number"])


async def _table(house: House, draw: Draw) -> None:
    for asked in ({}, {"q": VALUES["q"](draw)}, {"town": VALUES["town"](draw)}):
        table = licensing.table(_part(house, "licensing"), licensing.Question(asked))
        for _ in range(2):
            await anext(table, None)
        await table.aclose()


async def _numbers(house: House, draw: Draw) -> None:
    for service in ("intake", "licensing"):
        numbers, given = _part(house, service).numbers, draw.any(service, "numbers")
        numbers._last.clear()
        await numbers._highest(given["series"])
        await numbers._held(given["owner"])
        await numbers.given(given["series"], [given["no"]])


async def _time(house: House, _: Draw) -> None:
    """What scheduler, sweeper and the question whether all is at rest read."""
    for service, wiring in house.wirings.items():
        settings, database = house.settings[service], house.databases[service]
        relay = Relay(service, database, _NOBODY, (), settings, house.clock, Meters())
        scheduler = Scheduler(
            database,
            wiring.ticks,
            clock=house.clock,
            relay=relay,
            gate=_NOBODY,
            settings=settings,
            meters=Meters(),
        )
        await scheduler.next_due()
        await scheduler.overdue()
        for tick in wiring.ticks:
            await scheduler._pass(tick)
        for name in house.repositories_of(service):
            await relay._sweep(database[name])


_NOBODY: Final = cast("Any", None)

ASKED: Final = (
    Question("other applications for the same items", _duplicates),
    Question("other renewals of the licence", _renewing),
    Question("people with drafts in the call", _recipients),
    Question("experts competent for all categories", _competent),
    Question("cases that wait for an expert", _waiting),
    Question("who sits in the chapter", _members),
    Question("the licence of a number", _licence),
    Question("the register as CSV, its first lines", _table),
    Question("numbers", _numbers),
    Question("time: due, overdue, left in an outbox", _time),
)
