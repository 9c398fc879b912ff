"""An officer's day through the pages: a call is opened, an application checked, its file read."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.async_api import expect

from deploy.local.client import Znak
from tests.journeys.build import PDF, a_form, an_applicant
from tests.pages.conftest import Looks
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNA = an_applicant(71)


async def test_an_officer_opens_a_call_checks_an_application_and_sees_its_file(
    look: Looks, znak: Znak
) -> None:
    page = await look("/pulpit", role="officer")
    await page.get_by_role("button", name="Ogłoś nabór").click()
    await page.get_by_label("Numer", exact=True).fill("71/2026")
    await page.get_by_label("Tytuł").fill("Nabór z pulpitu")
    await page.get_by_label("Procedura").select_option("zakup-prospoleczny")
    await page.get_by_role("button", name="Ogłoś nabór").click()
    await expect(page.get_by_role("status")).to_have_text("Nabór zapisano.")

    form = a_form(ANNA, 71, dt.datetime.now(dt.UTC))
    call = page.url.rpartition("/")[2]
    draft = await znak.intake.apply(ANNA, call, form)
    await znak.intake.attach(ANNA, draft["id"], "financial-statement", PDF)
    sent = await znak.intake.submit(ANNA, draft["id"])

    await page.get_by_role("link", name="Na dziś").click()
    await page.get_by_role("link", name="Do oceny formalnej").click()
    await page.get_by_role("link", name=str(sent["number"])).click()
    await expect(page.get_by_role("heading", name="Jedenaście punktów")).to_be_visible()
    seat = page.get_by_role("group", name=re.compile("Siedziba jest w województwie"))
    await seat.get_by_label("nie", exact=True).check()
    await page.get_by_role("button", name="Wezwij do uzupełnienia").click()
    await page.get_by_role("alert").get_by_role("link").click()
    await page.keyboard.type("Nie podano numeru lokalu.")
    await page.get_by_role("button", name="Wezwij do uzupełnienia").dblclick()

    await expect(page.get_by_role("status")).to_have_text("Wezwanie do uzupełnienia wysłano.")

    async def told() -> bool:
        await page.reload()
        return await page.get_by_text("„Wezwanie do uzupełnienia”").count() == 1

    await eventually(told)
    await page.get_by_text("Uzasadnienie").first.click()
    await expect(page.get_by_text("Nie podano numeru lokalu.")).to_be_visible()
