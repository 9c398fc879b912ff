"""The chapter's vote, in a real browser: each member for themselves, the chair closes."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.async_api import expect

from deploy.local.bots_office import OFFICER
from deploy.local.client import Person, Znak
from tests.journeys.build import an_expert
from tests.pages.cases import before_the_chapter
from tests.pages.conftest import Looks

pytestmark = pytest.mark.asyncio(loop_scope="session")

EXPERTS = [an_expert(no) for no in (4111, 4112)]
MEMBERS = [
    Person("chapter", f"member-411{no}", name, f"member411{no}@kapitula.example")
    for no, name in enumerate(("Zofia Lis", "Jan Bąk"))
]
CHAIR, JAN = MEMBERS


async def a_sitting(znak: Znak) -> str:
    """Called for today, on one case; its page."""
    case = await before_the_chapter(znak, 4111, "kultura", EXPERTS)
    for member in MEMBERS:
        await znak.evaluation.appoint(OFFICER, member)
    held = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=5)
    planned = await znak.evaluation.sitting(
        OFFICER,
        held=held.isoformat(),
        place="Lublin, sala 14",
        chair=CHAIR.id,
        cases=[case],
    )
    await znak.evaluation.at(OFFICER, planned["id"], "call")
    return f"/posiedzenia/{planned['id']}"


async def test_the_chapter_votes_unlike_the_score_and_says_why(look: Looks, znak: Znak) -> None:
    path = await a_sitting(znak)
    chair = await look(path, role="chapter", person=CHAIR.id, reduced_motion="reduce")
    await chair.get_by_role("button", name="Otwórz posiedzenie").click()
    for person, ballot in ((CHAIR, "przeciw"), (JAN, "za")):
        member = await look("/posiedzenia", role="chapter", person=person.id)
        await member.locator(f'a[href="{path}"]').click()
        await member.get_by_role("link", name="Spółdzielnia Socjalna nr 4111").click()
        await expect(member.get_by_role("heading", name="Materiały")).to_be_visible()
        await member.get_by_label(ballot, exact=True).check()
        await member.get_by_role("button", name="Zapisz głos").click()
        await expect(member.get_by_role("status")).to_have_text("Głos zapisany.")

    await chair.reload()
    close = chair.get_by_role("button", name="Zamknij posiedzenie")
    await close.click()
    await expect(chair.locator(".summary")).to_be_focused()
    await chair.get_by_label("Torby z recyklingu").fill("Brak atestu materiału.")
    await close.click()
    await expect(chair.locator("main")).to_contain_text("Torby z recyklingu: odmowa")
    await chair.get_by_role("link", name="Spółdzielnia Socjalna nr 4111").click()
    await chair.get_by_text("Karta oceny: Ekspert 4111").click()
