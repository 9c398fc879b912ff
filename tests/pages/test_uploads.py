"""A file on its way, in a real browser: how far it is, and what is said when it is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.async_api import FilePayload, Page, Route, expect

from deploy.local.bots_office import OFFICER
from deploy.local.client import Znak
from tests.journeys.build import a_form, an_applicant, an_item
from tests.pages.conftest import Looks

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.prove]

SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
LARGE: FilePayload = {
    "name": "sprawozdanie.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.7\n%" + b" " * 1_500_000 + b"\n%%EOF\n",
}


async def sending(page: Page) -> None:
    """Choose the file and send the form."""
    await page.locator("input[type=file]").set_input_files(LARGE)
    await page.locator("form:has(input[type=file]) button").click()


async def draft(znak: Znak, no: int) -> str:
    """An application that has no file yet; where its files are."""
    now, who = dt.datetime.now(dt.UTC), an_applicant(no)
    call = {"number": f"{no}/2026", "title": f"Nabór {no}", "procedure": "demo"}
    opened = await znak.intake.open_call(OFFICER, opens=now.isoformat(), **call)
    form = a_form(who, no, now, items=[an_item("Torby", "tekstylia")])
    made = await znak.intake.apply(who, opened["id"], form)
    return f"/wnioski/{made['id']}/zalaczniki"


async def test_a_bar_shows_how_far_a_file_is_and_a_lost_one_can_be_sent_again(
    look: Looks, znak: Znak
) -> None:
    path = await draft(znak, 4801)
    page = await look(path, role="applicant", person=an_applicant(4801).id)
    await page.locator("select[name=kind]").select_option("financial-statement")

    async def lose(route: Route) -> None:
        await route.abort()

    await page.route(f"**{path}", lose)
    await sending(page)
    lost = page.locator("[data-lost]")
    await expect(lost).to_have_text("Nie wysłano. Sprawdź połączenie i rozmiar pliku.")
    await expect(page.locator("progress")).to_be_hidden()
    await page.unroute(f"**{path}", lose)

    network = await page.context.new_cdp_session(page)
    await network.send("Network.emulateNetworkConditions", SLOW)
    await sending(page)
    await expect(page.locator("progress")).to_be_visible()
    await expect(page.get_by_role("link", name="sprawozdanie.pdf")).to_be_visible(timeout=20_000)
    await expect(page.locator("progress")).to_be_hidden()
    assert page.url.endswith(path)


async def test_the_files_of_the_mark_are_sent_with_a_bar_too(look: Looks) -> None:
    page = await look("/licencje/pliki-znaku", role="officer")
    network = await page.context.new_cdp_session(page)
    await network.send("Network.emulateNetworkConditions", SLOW)
    await sending(page)
    await expect(page.locator("progress")).to_be_visible()
    await expect(page.get_by_role("link", name="sprawozdanie.pdf")).to_be_visible(timeout=20_000)
