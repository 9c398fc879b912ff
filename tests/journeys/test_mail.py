"""Mail that nobody takes, and a day on which so much happens that the office gets a digest."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

from contracts.workdays import start_of_day
from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Znak
from deploy.local.mailsink import read_mails
from deploy.local.stack import Stack
from deploy.local.travel import Clocks
from services.notifications.domain.digest import day_of
from tests.journeys.build import a_form, an_applicant
from tests.support.waiting import eventually

FEW = 20
"""Lines of a day that are mails of their own, as the stack of the journeys is told."""

HOUR = dt.time(8)
UNREACHABLE = replace(an_applicant(9101), email="refuse-5xx-9101@nigdzie.example")
MANY = [an_applicant(9110 + no) for no in range(FEW + 2)]


async def logged(znak: Znak, **asked: str) -> list[Json]:
    return await znak.notifications.listed("mails", OFFICER, **asked)


async def a_call(znak: Znak, number: str, now: dt.datetime) -> str:
    call = await znak.intake.open_call(
        OFFICER,
        number=number,
        title="Nabór",
        opens=now.isoformat(),
        procedure="zakup-prospoleczny",
    )
    return str(call["id"])


async def test_the_office_learns_of_a_mailbox_that_refused_to_the_end(
    stack: Stack, znak: Znak, clocks: Clocks
) -> None:
    now = await clocks.now()
    call = await a_call(znak, "91/2026", now)
    form = a_form(UNREACHABLE, 9101, now)
    form["contact"]["email"] = UNREACHABLE.email
    case = (await znak.intake.apply(UNREACHABLE, call, form))["id"]

    async def told() -> list[Json]:
        return await logged(znak, case=case, template="mail-failed", state="sent")

    [mail] = await eventually(told, within=30, otherwise="the office was not told")
    [refused] = await logged(znak, case=case, state="failed")
    text = (await znak.notifications.get(f"mails/{mail['id']}", OFFICER))["text"]
    assert (refused["last_error"], refused["attempts"]) == ("550 SMTPRecipientsRefused", 3)
    assert UNREACHABLE.email in text
    sent = [each for each in read_mails(stack.mails) if each["Message-ID"] == mail["message_id"]]
    assert len(sent) == 1


async def test_many_lines_of_a_day_are_one_digest_the_next_working_morning(
    stack: Stack, znak: Znak, clocks: Clocks
) -> None:
    now = await clocks.now()
    call = await a_call(znak, "92/2026", now)

    async def send(no: int) -> str:
        form = a_form(MANY[no], 9110 + no, now)
        draft = await znak.intake.apply(MANY[no], call, form)
        await znak.intake.submit(MANY[no], draft["id"])
        return str(draft["id"])

    cases = {await one for one in asyncio.as_completed([send(no) for no in range(len(MANY))])}

    async def lines() -> list[Json] | None:
        found = await logged(znak, template="application-to-check")
        ours = [mail for mail in found if mail["case"] in cases]
        settled = all(mail["state"] in {"sent", "collected"} for mail in ours)
        return ours if settled and len(ours) == len(cases) else None

    ours = await eventually(lines, within=30, otherwise="not every line is written")
    assert ours is not None
    [day] = {mail["digest"] for mail in ours}
    morning = start_of_day(day_of(await clocks.now(), HOUR), HOUR)
    await clocks.move(morning + dt.timedelta(seconds=1))

    async def digest() -> list[Json]:
        return await logged(znak, digest=day, template="digest", state="sent")

    [told] = await eventually(digest, within=30, otherwise="no digest")
    of_the_day = await logged(znak, digest=day)
    states = [mail["state"] for mail in of_the_day if mail["id"] != told["id"]]
    assert (states.count("sent"), "collected" in states) == (FEW, True)
    sent = [each for each in read_mails(stack.mails) if each["Message-ID"] == told["message_id"]]
    assert len(sent) == 1
