"""What a page weighs for who comes the first time: full lists, and the longest application."""

from __future__ import annotations

from random import Random
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page

from chassis.mongo import Document
from contracts.base import Role
from deploy.local import bots_office
from deploy.local.client import Json
from tests.journeys.build import PDF, a_form, an_item
from tests.journeys.people import ANNA, EXPERTS, people_of
from tests.pages import looks
from tests.pages.place import Place
from tests.pages.walk import MOST, TAKEN

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.prove]

MOST_ITEMS: Final = 20
"""Of an application (`docs/limits.md`)."""

FULL: Final = 60
"""More than a page of any list shows."""

COPIED: Final = {
    "intake": ("applications", "cases", "people", "calls", "teams", "licences"),
    "evaluation": ("cases", "experts", "members", "sittings"),
    "licensing": ("licences",),
    "notifications": ("mails",),
}
WORDS: Final = (
    "bardzo smaczne pieczywo dostarczane codziennie rano przez uprzejmych pracowników do szkoły "
    "gdzie dzieci chętnie jedzą drożdżówki oraz kanapki z warzywami od okolicznych rolników a "
    "spółdzielnia zawsze dotrzymuje terminów dba o czystość naczyń i chętnie uczy praktykantów"
)


async def test_no_page_of_the_longest_application_takes_100_kb(
    browser: Browser, place: Place
) -> None:
    draft, case, task = await the_longest(place)
    heavy = {}
    opened: tuple[tuple[str, Role], ...] = (
        (f"/wnioski/{draft}/produkty", "applicant"),
        (f"/wnioski/{draft}/sprawdz", "applicant"),
        (f"/wnioski/{case}", "applicant"),
        (f"/sprawy/{case}", "officer"),
        (f"/sprawy/{case}/ocena", "officer"),
        (f"/oceny/{case}", "officer"),
        (f"/zadania/{task}", "expert"),
    )
    for path, role in opened:
        page = await place.sit(browser, path, role)
        if (taken := await measured(page)) >= MOST:
            heavy[path] = taken
        await page.context.close()
    assert heavy == {}


async def test_no_page_of_full_lists_takes_100_kb(browser: Browser, place: Place) -> None:
    await crowd(place)
    heavy = {}
    for look in looks.full():
        path, cookies, _ = place.visit(look)
        if (taken := await weight(browser, place, path, cookies)) >= MOST:
            heavy[str(look)] = taken
    assert heavy == {}


async def weight(browser: Browser, place: Place, path: str, cookies: dict[str, str]) -> int:
    """Bytes that this page and all it loads take in a browser that has nothing yet."""
    context = await browser.new_context(base_url=place.url, locale="pl-PL")
    for name, value in cookies.items():
        await context.add_cookies([{"name": name, "value": value, "url": place.url}])
    page = await context.new_page()
    await page.goto(path)
    taken = await measured(page)
    await context.close()
    return taken


async def measured(page: Page) -> int:
    await page.wait_for_load_state("load")
    taken: int = await page.evaluate(TAKEN)
    assert taken > 0
    return taken


async def crowd(place: Place) -> None:
    """Fill every list: each record once more, and more, under other ids."""
    for service, names in COPIED.items():
        for name in names:
            collection = place.house.databases[service][name]
            [*known] = await collection.find({}).to_list(None)
            assert known, (service, name)
            for no in range(1 + FULL // len(known)):
                await collection.insert_many([another(each, no) for each in known])


def another(document: Document, no: int) -> Document:
    state: dict[str, Any] = dict(document.get("state", {}))
    if state.get("email"):  # one account has an address
        state["email"] = f"{no}.{state['email']}"
    if state.get("line"):  # one mail has a line of the office's day
        state |= {"digest": None, "line": None}
    own = {"_id": f"{document['_id']}-{no}", "state": state}
    return {name: value for name, value in (document | own).items() if name != "due"}


async def the_longest(place: Place) -> tuple[str, str, str]:
    """As many items as there may be, each well recommended: a draft, a case and a task of it."""
    chance, house = Random(20), place.house  # noqa: S311 -- nobody has to be kept from guessing
    async with people_of(house) as people:
        intake, office = people.znak.intake, people.znak.evaluation
        made = []
        for no in (901, 902):
            items = [long_item(chance, at) for at in range(MOST_ITEMS)]
            call = await intake.open_call(
                bots_office.OFFICER,
                number=f"{no}/2026",
                title=f"Nabór {no}",
                procedure="bench",
                opens=house.clock.moment.isoformat(),
            )
            form = a_form(ANNA, no, house.clock.moment, items=items)
            begun = await intake.apply(ANNA, call["id"], form)
            await intake.attach(ANNA, begun["id"], "financial-statement", PDF)
            made.append(str(begun["id"]))
        draft, case = made
        await intake.submit(ANNA, case)
        await house.settle()
        await bots_office.check(people.znak, lambda each: each != case)
        await house.settle()
        tasks = await office.listed("tasks", EXPERTS[0], state="open")
        task = str(next(each["id"] for each in tasks if each["case"] == case))
        await office.declare(EXPERTS[0], task)
    return draft, case, task


def long_item(chance: Random, no: int) -> Json:
    def text(words: int) -> str:
        return " ".join(chance.choices(WORDS.split(), k=words))

    praise = [{"author": f"Szkoła nr {at}", "text": text(40)} for at in range(10)]
    item = an_item(f"Wyrób {no}")
    return {**item, "description": text(100), "quality": text(60), "recommendations": praise}
