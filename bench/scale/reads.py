"""Queries that no GET route sends: what commands, messages and time read, one line for each.

The driver's private parts are asked where nothing public asks a single query.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Final, cast

from bench.scale.draws import Draw, Question, beginning
from bench.scale.house import House
from chassis.forgetting import Forgotten
from chassis.meters import Meters
from chassis.pages import Turn
from chassis.process import Refused
from chassis.relay import Relay
from chassis.scheduler import Scheduler
from contracts.values import Recipient
from services.evaluation import erasing as evaluation_erasing
from services.evaluation import queries as evaluation
from services.intake import audit, queries_desk, retention
from services.intake import erasing as intake_erasing
from services.intake import queries as intake
from services.intake.domain.application import State as Filed
from services.intake.known import known
from services.licensing import erasing as licensing_erasing
from services.licensing import importing
from services.licensing import queries as licensing
from services.licensing.domain.licence import State
from services.licensing.mark import Mark
from services.notifications import erasing as notifications_erasing
from services.notifications import queries as notifications

LONG_AGO: Final = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
OFFICE_DAY: Final = "office:lubelskie:znak@rops.lubelskie.example:2026-03-03"


def _part(house: House, service: str) -> Any:
    return house.wirings[service].service


async def _duplicates(house: House, draw: Draw) -> None:
    service = _part(house, "intake")
    for kind in ("new", "renewal"):
        document = draw.where("intake", "applications", kind, "form", "kind")
        await intake.duplicates(service.applications, service.applications.load(document).state)


async def _recipients(house: House, draw: Draw) -> None:
    call = draw.any("intake", "calls")["_id"]
    for after in (None, "person-1"):
        await intake.recipients(_part(house, "intake").applications, call, after, 100)


async def _cases_of(house: House, draw: Draw) -> None:
    service = _part(house, "intake")
    await service.cases.of([draw.any("intake", "cases")["_id"] for _ in range(3)])


async def _written_to(house: House, draw: Draw) -> None:
    team = draw.any("intake", "teams")
    person = team["state"]["members"][0]["contact"]["person"]
    await intake.written_to(_part(house, "intake").applications, team["_id"], person)


async def _subscribers(house: House, draw: Draw) -> None:
    subscriptions = _part(house, "intake").subscriptions
    await subscriptions.page("lubelskie", "", 100)
    account = draw.any("intake", "people")
    person = Recipient(person=account["_id"], name="", email=account["state"]["email"])
    await subscriptions.others((person,), "lubelskie")
    for used in (subscriptions.confirm, subscriptions.leave_by):
        with suppress(Refused):
            await used("nobody has this link")


async def _accounts(house: House, draw: Draw) -> None:
    people = _part(house, "intake").people
    await people.find(draw.state("intake", "people")["email"])
    with suppress(Refused):
        await people.refresh("nobody has this token")
    with suppress(Refused):
        await people.open("nobody has this link", "", "")


async def _case_files(house: House, draw: Draw) -> None:
    service = _part(house, "intake")
    case = draw.any("intake", "cases")["_id"]
    await service.heads.seal()
    await audit.check_case(service.heads, case)
    await service.cases.erase({"nobody"})
    async with aclosing(
        cast("AsyncGenerator[Any]", audit.check_all(service.heads, _signed))
    ) as all_:
        await anext(all_, None)


def _signed(_: str) -> bytes:
    return b""


async def _erased(house: House, _: Draw) -> None:
    nobody = {"nobody"}
    await intake_erasing.needing(_part(house, "intake"), nobody)
    await known(_part(house, "intake"), "nobody")
    await intake.on_paper(_part(house, "intake").applications, "nobody@example.org")
    await intake_erasing.erase(_part(house, "intake"), nobody)
    await evaluation_erasing.erase(_part(house, "evaluation"), nobody)
    await licensing_erasing.erase(_part(house, "licensing"), nobody)
    await notifications_erasing.erase(_part(house, "notifications"), nobody)
    for database in house.databases.values():
        forgotten = Forgotten(database["erased"])
        await forgotten.add(nobody, LONG_AGO)
        await forgotten.clean(b'{"by": "nobody"}')


async def _quiet(house: House, draw: Draw) -> None:
    cases = _part(house, "intake").cases
    await cases.quiet(LONG_AGO, retention.PAGE)
    await cases.newest(draw.state("intake", "applications")["owner"]["person"])
    await cases.put_aside({"_id": "none", "quiet_since": LONG_AGO}, None)


async def _desk(house: House, draw: Draw) -> None:
    """Today's work, every list of the desk, the search, the pictures."""
    service, now = _part(house, "intake"), house.clock.moment
    year = (now.date(), now.date() + dt.timedelta(days=365))
    applications, cases, licences = service.applications, service.cases, service.licences
    await queries_desk.work(applications, cases, licences, now, now, year)
    call = draw.any("intake", "calls")["_id"]
    for state in (None, *Filed):
        for chosen in ("", call):
            await _turned(queries_desk.listed, applications, state, chosen)
    await queries_desk.to_check(applications, "")
    await _turned(queries_desk.to_decide, applications)
    entity = draw.state("intake", "applications")["form"]["entity"]
    await _turned(queries_desk.of_entity, applications, entity["nip"])
    await _turned(queries_desk.named, applications, beginning(draw, entity["name"]))
    await _turned(queries_desk.named, applications, "stowarzyszenie")
    for waits_for in queries_desk.WAITING:
        await _turned(queries_desk.waiting, cases, waits_for)
    await queries_desk.entities(applications, [draw.any("intake", "applications")["_id"]])
    await _turned(queries_desk.expiring, licences, year)
    await queries_desk.by_stage(applications)
    await queries_desk.by_month(licences, [year])
    async with aclosing(queries_desk.lately(cases, now - dt.timedelta(days=365))) as files:
        assert [file async for file in files]  # noqa: S101 -- something is read
    await queries_desk.calls_of(service.calls, {call})
    async with aclosing(queries_desk.of_call(applications, call)) as filed:
        await anext(filed, None)


async def _turned(read: Any, *given: Any) -> None:
    """The first page and the next."""
    page = await read(*given, Turn(2))
    if page.next:
        await read(*given, Turn(2, page.next))


async def _ended_sessions(house: House, _: Draw) -> None:
    for chassis in house.chassis.values():
        await chassis.revoked.refresh()


async def _competent(house: House, draw: Draw) -> None:
    known = draw.state("evaluation", "experts")["profile"]["competences"]
    await evaluation.competent(_part(house, "evaluation").experts, draw.chance.sample(known, 2))


async def _waiting(house: House, _: Draw) -> None:
    cases = _part(house, "evaluation").cases
    for after in (None, "a"):
        await evaluation.lacking(cases, 100, after)


async def _cards_to_come(house: House, draw: Draw) -> None:
    expert = draw.any("evaluation", "experts")["_id"]
    await evaluation.scored_by(_part(house, "evaluation").cases, expert)


async def _of_a_team(house: House, draw: Draw) -> None:
    team = draw.any("intake", "teams")["_id"]
    await evaluation.naming(_part(house, "evaluation").cases, evaluation.OF_TEAM, [team])


async def _loads(house: House, draw: Draw) -> None:
    experts = [draw.any("evaluation", "experts")["_id"] for _ in range(3)]
    await evaluation.open_tasks(_part(house, "evaluation").cases, experts)


async def _members(house: House, _: Draw) -> None:
    await evaluation.seated_members(_part(house, "evaluation").members)


async def _sittings(house: House, _: Draw) -> None:
    sittings = _part(house, "evaluation").sittings
    for states, order in (
        (evaluation.COMING, evaluation.FIRST_HELD),
        (evaluation.PAST, evaluation.LAST_HELD),
    ):
        found = await evaluation.sittings(sittings, states, Turn(1), order)
        if found.next:
            await evaluation.sittings(sittings, states, Turn(1, found.next), order)


async def _licence(house: House, draw: Draw) -> None:
    await _part(house, "licensing").id_of(draw.state("licensing", "licences")["number"])


async def _whose_licences(house: House, draw: Draw) -> None:
    service = _part(house, "licensing")
    contact = draw.state("licensing", "licences")["contact"]
    team = draw.any("intake", "teams")["state"]["members"][0]["contact"]
    for person in (contact["person"], team["person"]):
        await licensing.mine(service, person, Turn(20))


async def _towns(house: House, _: Draw) -> None:
    await licensing.towns(_part(house, "licensing"))


async def _mark(house: House, _: Draw) -> None:
    mark = Mark(
        house.chassis["licensing"].bucket("mark"), house.databases["licensing"]["mark.files"]
    )
    await mark.own()


async def _brought_in(house: House, draw: Draw) -> None:
    number = draw.state("licensing", "licences")["number"]
    line = SimpleNamespace(licence=SimpleNamespace(number=number))
    await importing._stored(_part(house, "licensing"), [cast("Any", line)])  # noqa: SLF001


async def _office_day(house: House, _: Draw) -> None:
    mails, day = _part(house, "notifications").mails, OFFICE_DAY
    await notifications.waiting(mails)
    await notifications.case_of(mails, "ZP/2026/000001")
    await notifications.last_line(mails, day)
    async for _line in notifications.lines(mails, day):
        pass


async def _table(house: House, draw: Draw) -> None:
    entity = draw.state("licensing", "licences")["entity"]
    named = beginning(draw, entity["name"])
    questions = (
        licensing.Question({}),
        licensing.Question({"q": named}),
        licensing.Question({"q": named}, None, State.EXPIRED),
        licensing.Question({"town": entity["town"]}),
    )
    for asked in questions:
        table = licensing.table(_part(house, "licensing"), asked)
        async with aclosing(cast("AsyncGenerator[str]", table)):
            await anext(table, None)
            await anext(table, None)


async def _numbers(house: House, draw: Draw) -> None:
    for service in ("intake", "evaluation", "licensing"):
        numbers, given = _part(house, service).numbers, draw.any("intake", "numbers")
        numbers._last.clear()  # noqa: SLF001
        await numbers._highest(given["series"])  # noqa: SLF001
        await numbers._held(given["owner"])  # noqa: SLF001
        await numbers.given(given["series"], [given["no"]])


async def _time(house: House, _: Draw) -> None:
    """What scheduler, sweeper and the question whether all is at rest read."""
    for service, wiring in house.wirings.items():
        settings, database = house.settings[service], house.databases[service]
        relay = Relay(service, database, _NOBODY, _NOBODY, (), settings, house.clock, Meters())
        scheduler = Scheduler(
            database,
            wiring.ticks,
            clock=house.clock,
            dead=_NOBODY,
            gate=_NOBODY,
            settings=settings,
            meters=Meters(),
        )
        relay.swept = house.repositories_of(service)
        await relay.left()
        await relay.oldest()
        await scheduler.next_due()
        await scheduler.overdue()
        await scheduler.late()
        for tick in wiring.ticks:
            await scheduler._pass(replace(tick, room=None))  # noqa: SLF001
        for name in relay.swept:
            await relay._sweep(database[name])  # noqa: SLF001


_NOBODY: Final = cast("Any", None)

ASKED: Final = (
    Question("other applications for the same items", _duplicates),
    Question("people with drafts in the call", _recipients),
    Question("where applications are", _cases_of),
    Question("whom a team's applications are about", _written_to),
    Question("who wants to hear of calls, and whose link it is", _subscribers),
    Question("accounts by address, refresh token and link", _accounts),
    Question("case files: the day's head, an audit, an erasure", _case_files),
    Question("whom an erasure is about", _erased),
    Question("case files that have been quiet for long, and whose they are", _quiet),
    Question("the office's desk: work, lists, search, pictures", _desk),
    Question("sessions that have ended", _ended_sessions),
    Question("experts competent for all categories", _competent),
    Question("cases that lack an expert", _waiting),
    Question("cases whose card somebody still owes", _cards_to_come),
    Question("cases of a team", _of_a_team),
    Question("how much experts have to do", _loads),
    Question("who sits in the chapter", _members),
    Question("sittings to come and past", _sittings),
    Question("the licence of a number", _licence),
    Question("licences of a list that are there already", _brought_in),
    Question("whose licences they are", _whose_licences),
    Question("towns where a licence is in force", _towns),
    Question("the files of the mark", _mark),
    Question("the register as CSV, its first lines", _table),
    Question("an office's day, and its last line", _office_day),
    Question("numbers", _numbers),
    Question("time: due, overdue, left in an outbox", _time),
)
