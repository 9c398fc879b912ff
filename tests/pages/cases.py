"""Cases as far along as a journey through the pages needs them, made through the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from deploy.local.bots_experts import work
from deploy.local.bots_office import OFFICER, check
from deploy.local.client import Person, Znak
from tests.journeys.build import PDF, a_form, a_profile, an_applicant, an_item
from tests.support.waiting import eventually

ASKED = [
    {
        "code": "social-activity",
        "verdict": "no",
        "reason": "Napisz, ile osób zatrudniacie.",
        "fields": ["activity.social"],
    },
    {
        "code": "identifiers",
        "verdict": "no",
        "reason": "Sprawdź NIP.",
        "fields": ["entity.nip"],
    },
]
"""What an officer asks an applicant to correct."""


async def enrol(znak: Znak, experts: Sequence[Person], category: str) -> None:
    """Put them on the list for a category that no other test uses."""
    for expert in experts:
        await znak.evaluation.enrol(OFFICER, a_profile(expert, category))


async def apply(znak: Znak, no: int, category: str, procedure: str) -> str:
    """An application for one product into a call of its own; its id."""
    now, who = dt.datetime.now(dt.UTC), an_applicant(no)
    call = await znak.intake.open_call(
        OFFICER,
        number=f"{no}/2026",
        title=f"Nabór {no}",
        opens=now.isoformat(),
        procedure=procedure,
    )
    form = a_form(who, no, now, items=[an_item("Torby z recyklingu", category)])
    draft = await znak.intake.apply(who, call["id"], form)
    await znak.intake.attach(who, draft["id"], "financial-statement", PDF)
    await znak.intake.submit(who, draft["id"])
    return str(draft["id"])


async def assigned(znak: Znak, expert: Person) -> str:
    """The task that this expert has been given."""

    async def first() -> str | None:
        found = await znak.evaluation.listed("tasks", expert, state="open")
        return str(found[0]["id"]) if found else None

    return str(await eventually(first, 15))


async def before_the_chapter(znak: Znak, no: int, category: str, experts: Sequence[Person]) -> str:
    """A case that the experts have scored and that waits for a sitting."""
    await enrol(znak, experts, category)
    case = await apply(znak, no, category, "zakup-prospoleczny")

    async def scored() -> bool:
        await check(znak, lambda each: each != case)
        for expert in experts:
            await work(znak, expert)
        waiting = await znak.evaluation.listed("cases", OFFICER, state="chapter")
        return case in [each["id"] for each in waiting]

    await eventually(scored, 20)
    return case
