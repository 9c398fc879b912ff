"""The office's day: a few mails, then one digest; on a real database and a real mail server."""

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import AsyncExitStack
from typing import Any

import pytest

from chassis import mongo as driver
from contracts.base import Event
from services.notifications import queries
from services.notifications.domain.digest import day_of
from services.notifications.domain.mail import Mail, State
from tests.services.notifications.office import Office, an_office
from tests.services.notifications.samples import every
from tests.services.notifications.sink import Sink, a_sink
from tests.support.waiting import eventually

FEW: dict[str, Any] = {"office_mails_a_day": 2, "digest_lines": 3}
EXPIRED = every("pl")["licence-expired"]
OVERDUE = every("pl")["score-overdue"]
SHORT = every("pl")["panel-short"]
BOX = "znak@rops.lubelskie.example"
HOUR = dt.time(8)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-03-03T07:59:59+01:00", "2026-03-03"),
        ("2026-03-03T08:00:00+01:00", "2026-03-04"),
        ("2026-03-06T08:00:00+01:00", "2026-03-09"),  # a Friday: told on Monday
        ("2026-03-08T12:00:00+01:00", "2026-03-09"),
        ("2026-04-03T09:00:00+02:00", "2026-04-07"),  # Good Friday: after Easter Monday
        ("2026-12-23T09:00:00+01:00", "2026-12-28"),  # 24 December is a holiday
        ("2026-10-26T06:59:59+00:00", "2026-10-26"),  # winter time since yesterday
    ],
)
def test_a_line_is_told_on_the_next_working_morning(now: str, day: str) -> None:
    assert str(day_of(dt.datetime.fromisoformat(now), HOUR)) == day


async def office_mails(office: Office) -> list[Mail]:
    documents = office.service.mails.collection.find({"state.to": BOX}).sort("state.line", 1)
    return [office.service.mails.load(each).state async for each in documents]


async def tell(office: Office, event: Event, *causes: str) -> None:
    for cause in causes:
        await office.service.tell(event, cause)


async def close(office: Office) -> str:
    [digest] = await office.service.days.digests.collection.find({}).to_list(None)
    await office.service.digest(digest["_id"])
    return str(digest["_id"])


def to_the_office(sink: Sink) -> list[str]:
    return [str(mail["X-Znak-Template"]) for mail in sink.taken if BOX in str(mail["To"])]


async def test_a_few_lines_of_a_day_are_mails_of_their_own_and_the_rest_one_digest(
    database: driver.Database,
) -> None:
    async with a_sink() as sink, an_office(database, sink, **FEW) as office:
        await tell(office, EXPIRED, "e1", "e2", "e3", "e4", "e5", "e6")
        await tell(office, OVERDUE, "e7")
        await tell(office, SHORT, "e8")
        day = await close(office)
        await close(office)
        await office.becomes(State.SENT, f"digest:{day}")
        kept = [mail.state for mail in await office_mails(office) if mail.line is not None]
        [digest] = [mail for mail in sink.taken if mail["X-Znak-Template"] == "digest"]
    singly = ["licence-expired-office"] * 2
    assert sorted(to_the_office(sink)) == ["digest", *singly, "panel-short"]
    assert kept == [*[State.SENT] * 2, *[State.COLLECTED] * 5, State.SENT]
    body = digest.get_body(("plain",))
    assert body is not None
    said = body.get_content().replace("\r", "")
    assert "Licencje, które wygasły: 4\n\n- ZP-LUB" in said
    assert (said.count("- ZP-LUB"), "Oraz 1 następne." in said) == (3, True)
    assert "Oceny po terminie: 1\n\n- ZP/2026/" in said


async def test_few_lines_make_no_digest(database: driver.Database) -> None:
    async with a_sink() as sink, an_office(database, sink, **FEW) as office:
        await tell(office, EXPIRED, "e1", "e2")
        assert await office.service.days.digests.collection.count_documents({}) == 0


async def test_what_comes_twice_takes_one_line_and_calls_again_for_its_digest(
    database: driver.Database,
) -> None:
    told = {**FEW, "office_mails_a_day": 0}
    async with a_sink() as sink, an_office(database, sink, **told) as office:
        await tell(office, EXPIRED, "e1")
        await office.service.days.digests.collection.delete_many({})  # died before it called
        await tell(office, EXPIRED, "e1")
        await office.becomes(State.SENT, f"digest:{await close(office)}")
    assert to_the_office(sink) == ["digest"]


async def test_many_writers_share_the_lines_of_a_day_and_a_late_one_waits_for_the_next(
    database: driver.Database,
) -> None:
    await driver.ensure_indexes(database, queries.INDEXES)
    async with a_sink() as sink, AsyncExitStack() as stack:
        offices = [
            await stack.enter_async_context(an_office(database, sink, **FEW)) for _ in range(3)
        ]
        one = offices[0]
        causes = [f"e{no}" for no in range(60)]
        writing = [tell(offices[no % 3], EXPIRED, cause) for no, cause in enumerate(causes)]
        closing = asyncio.create_task(closed_by_two(one, offices[1]))
        await asyncio.gather(*writing, closing)
        days = [each async for each in one.service.days.digests.collection.find().sort("_id", 1)]
        for day in days:
            await one.service.digest(day["_id"])
            await one.becomes(State.SENT, f"digest:{day['_id']}")
        mails = await office_mails(one)
    by_day = {day["_id"]: [mail for mail in mails if mail.digest == day["_id"]] for day in days}
    for found in by_day.values():
        assert [mail.line for mail in found] == [*range(1, len(found) + 1)]
        assert [mail.template for mail in found].index("digest") == len(found) - 1
    collected = [mail for mail in mails if mail.state is State.COLLECTED]
    told = sum(found[-1].context["count"] for found in by_day.values())
    assert (told, len(mails) - len(days)) == (len(collected), len(causes))
    assert to_the_office(sink).count("digest") == len(days)


async def closed_by_two(one: Office, other: Office) -> None:
    """Close the day while others still write, twice at once."""

    async def called() -> Any:
        return await one.service.days.digests.collection.find_one({})

    digest = await eventually(called)
    await asyncio.gather(*(each.service.digest(digest["_id"]) for each in (one, other)))


async def test_a_digest_of_a_dead_worker_is_sent_by_the_next(database: driver.Database) -> None:
    async with a_sink() as sink:
        dead = Office(database, sink.server, **FEW, mail_lease=0.0)
        await tell(dead, EXPIRED, "e1", "e2", "e3")
        day = await close(dead)
        async with an_office(database, sink, **FEW) as office:
            await office.service.digest(day)
            await office.service.retry(f"digest:{day}")
            await office.becomes(State.SENT, f"digest:{day}")
    assert to_the_office(sink) == ["digest"]
