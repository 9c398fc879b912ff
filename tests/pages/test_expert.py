"""An expert's work, in a real browser: from the queue to the card that is in."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.async_api import Page, expect

from deploy.local.client import Znak
from tests.journeys.build import an_expert
from tests.pages.cases import apply, assigned, enrol
from tests.pages.conftest import Looks

pytestmark = pytest.mark.asyncio(loop_scope="session")

EXPERTS = [an_expert(no) for no in (4101, 4102)]
IVA = EXPERTS[0]


async def type_card(page: Page, points: str = "12") -> None:
    """Fill in whatever is still empty."""
    for field in await page.get_by_label("Punkty").all():
        if not await field.input_value():
            await field.fill(points)
    for area in await page.get_by_label("Uzasadnienie").all():
        if not await area.input_value():
            await area.fill("Rekomendacje to potwierdzają.")


async def lease(znak: Znak) -> str:
    """Until when the card is open."""
    [task] = await znak.evaluation.listed("tasks", IVA, state="open")
    return str(task["lease_until"])


async def stays_open(card: Page, znak: Znak) -> None:
    """Left alone in another tab, the page keeps the card open by itself."""
    page, before = await card.context.new_page(), await lease(znak)
    await page.clock.install()
    await page.goto(card.url)
    async with page.expect_response("**/obecnosc") as kept:
        await page.clock.run_for(dt.timedelta(minutes=4) // dt.timedelta(milliseconds=1))
    assert (await kept.value).status == 200
    assert await lease(znak) > before
    await page.close()


async def test_an_expert_declares_scores_and_sends_and_loses_no_word(
    look: Looks, znak: Znak
) -> None:
    await enrol(znak, EXPERTS, "tekstylia")
    await apply(znak, 4101, "tekstylia", "demo")
    task = await assigned(znak, IVA)

    page = await look("/zadania", role="expert", person=IVA.id, reduced_motion="reduce")
    await page.locator(f'a[href="/zadania/{task}"]').click()
    await page.get_by_role("button", name="Nie mam konfliktu").click()
    await expect(page.locator("#stan")).to_contain_text("Karta jest otwarta tutaj do")

    await page.get_by_label("Uzasadnienie").first.fill("Szwy trzymają, sprawdzone.")
    await page.get_by_label("Punkty").first.fill("31")
    await expect(page.locator("#stan")).to_contain_text("Zapisano o")
    await page.reload()
    await expect(page.get_by_label("Uzasadnienie").first).to_have_value(
        "Szwy trzymają, sprawdzone."
    )

    await stays_open(page, znak)

    await type_card(page)
    send = page.get_by_role("button", name="Wyślij i weź następne")
    await send.click()
    await expect(page.locator(".summary")).to_be_focused()
    await page.get_by_role("link", name="Jakość produktu lub usługi: Podaj od 0 do 30.").click()
    await page.keyboard.press("Control+a")
    await page.keyboard.type("28")
    await send.dblclick()
    await expect(page.get_by_role("status")).to_have_text("Karta wysłana. Dziękujemy!")
    await page.get_by_role("link", name="Zrobione").click()
    await expect(page.locator("main")).to_contain_text("karta wysłana")
