"""Mails as a phone shows them: no wider than the screen, and no rule broken that axe can check."""

from __future__ import annotations

from itertools import chain
from typing import get_args

import pytest
from axe_playwright_python.base import AXE_FILE_PATH, AxeResults
from playwright.async_api import Browser

from contracts.base import Language
from tests.pages.walk import RULES, WIDTH
from tests.services.notifications.samples import every
from tests.services.notifications.test_letters import letters

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.prove]

PHONE = 320
MAIL = {**RULES, "rules": {}}
"""A mail program draws the landmarks around it."""


@pytest.mark.parametrize("language", get_args(Language))
async def test_a_mail_fits_a_phone_and_breaks_no_rule(browser: Browser, language: Language) -> None:
    page = await browser.new_page(viewport={"width": PHONE, "height": 640})
    written = dict(chain.from_iterable(map(letters, every(language).values())))
    wrong = []
    for template, letter in written.items():
        await page.set_content(letter.html)
        await page.evaluate(AXE_FILE_PATH.read_text())
        found = AxeResults(await page.evaluate("rules => axe.run(rules)", MAIL))
        rules = [each["id"] for each in found.response["violations"]]
        if rules or (wide := await page.evaluate(WIDTH)) > PHONE:
            wrong.append((template, rules or wide))
    await page.close()
    assert wrong == []
