"""A licence from before the system: brought in by hand, suspended, reinstated, revoked."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from deploy.local.bots_office import OFFICER
from deploy.local.client import Problem, Znak
from deploy.local.mailsink import read_mails
from deploy.local.stack import Stack
from deploy.local.travel import Clocks
from services.licensing.domain.bringing import id_of
from tests.journeys.build import a_form, a_nip, an_applicant, an_item
from tests.services.licensing.lists import a_list
from tests.support.waiting import eventually
from znak.cli import main

EWA = an_applicant(3001)
WHY = {"reason": "Znak na innym produkcie."}
DAY = dt.timedelta(days=1)


def a_licence_brought_in(stack: Stack, today: dt.date, list_: Path) -> str:
    """In force for 40 days more, so that it may be renewed."""
    number = f"ZP-LUB/{today.year - 1}/0005"
    term = {"start": f"{today - 300 * DAY}", "end": f"{today + 40 * DAY}"}
    told = {"number": number, "nip": a_nip(3001), "contact": EWA.name, "email": EWA.email}
    list_.write_text(a_list({**told, **term}), "utf-8")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MONGO_URL", stack.mongo_url)
        environment.setenv("MONGO_DATABASE", f"{stack.plan.database_prefix}licensing")
        assert main(["import", str(list_)]) == 0
    return number


async def test_a_licence_brought_in_is_suspended_reinstated_and_revoked(
    stack: Stack, znak: Znak, clocks: Clocks, tmp_path: Path
) -> None:
    now = await clocks.now()
    list_ = tmp_path / "licences.csv"
    number = await asyncio.to_thread(a_licence_brought_in, stack, now.date(), list_)
    id_ = id_of(number)
    states = []
    for step in ("suspension", "reinstatement", "revocation"):
        await znak.licensing.post(f"licences/{id_}/{step}", OFFICER, WHY)
        (shown,) = await znak.licensing.listed("register", q=a_nip(3001))
        states.append(shown["state"])

    async def told() -> bool:
        lines = await entries(znak, id_)
        return len(mails(stack)) == 3 and len(lines) == 4

    await eventually(told, within=40, otherwise="the mails or the case file are not whole")
    assert states == ["suspended", "active", "revoked"]
    assert sorted(mails(stack)) == [
        f"Cofnięcie licencji {number}",
        f"Przywrócenie licencji {number}",
        f"Zawieszenie licencji {number}",
    ]
    assert sorted(await entries(znak, id_)) == [
        "licensing.licence-imported.v1",
        "licensing.licence-reinstated.v1",
        "licensing.licence-revoked.v1",
        "licensing.licence-suspended.v1",
    ]
    assert await renewed(znak, now, number) == ["licence-ended"]


def mails(stack: Stack) -> list[str]:
    return [str(mail["Subject"]) for mail in read_mails(stack.mails) if EWA.email in mail["To"]]


async def entries(znak: Znak, case: str) -> list[str]:
    """The case file's lines, without those about mails; none before the first event is there."""
    try:
        file = await znak.intake.get(f"cases/{case}", OFFICER)
    except Problem:
        return []
    return [each["type"] for each in file["entries"] if each["service"] != "notifications"]


async def renewed(znak: Znak, now: dt.datetime, number: str) -> list[str]:
    """The codes a renewal is refused with."""
    call = await znak.intake.open_call(
        OFFICER, number="5/2026", title="Nabór", opens=now.isoformat(), procedure="bench"
    )
    form = a_form(EWA, 3001, now, kind="renewal", licence_number=number)
    form["items"] = [an_item("Chleb żytni", new=False)]
    with pytest.raises(Problem) as refused:
        await znak.intake.apply(EWA, call["id"], form, submit=True)
    return [error["code"] for error in refused.value.body["errors"]]
