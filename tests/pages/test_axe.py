"""No page breaks a rule of WCAG 2.1 AA that a program can check, in any light, at any width.

320 pixels are what is left of 1280 at 400 %; a page takes less than 100 KB with all it loads.
"""

from __future__ import annotations

from typing import Final, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from contracts.base import Role
from deploy.local.client import Znak
from tests.pages.conftest import Looks
from tests.pages.test_applicant import a_call

pytestmark = pytest.mark.asyncio(loop_scope="session")

RULES: Final = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
TAKEN: Final = "performance.getEntries().reduce((sum, each) => sum + (each.transferSize ?? 0), 0)"
WIDTH: Final = "document.documentElement.scrollWidth"
SEEN: Final[tuple[tuple[int, Literal["light", "dark"]], ...]] = ((1280, "light"), (320, "dark"))
PAGES: Final[tuple[tuple[str, Role | None], ...]] = (
    ("/", None),
    ("/logowanie", None),
    ("/nie-ma-takiej", None),
    ("/nabory", None),
    ("/pulpit", "officer"),
    ("/pulpit/wnioski", "officer"),
    ("/pulpit/nabory", "officer"),
    ("/pulpit/nabory/nowy", "officer"),
    ("/pulpit/obrazy", "director"),
    ("/osoby", "director"),
    ("/osoby/zaproszenie", "officer"),
    ("/zadania", "expert"),
    ("/zadania/zrobione", "expert"),
    ("/wnioski", "applicant"),
    ("/wnioski/nowy", "applicant"),
)


FILLING: Final = (
    *("", "/podmiot", "/podmiot?braki=1", "/produkty?braki=1", "/zalaczniki?braki=1"),
    *("/oswiadczenia", "/sprawdz"),
)


@pytest.mark.parametrize(("path", "role"), PAGES)
async def test_a_page_has_no_violation_and_is_small(
    look: Looks, path: str, role: Role | None
) -> None:
    page = await look(path, role=role, reduced_motion="reduce")
    taken = await page.evaluate(TAKEN)
    await holds(page)
    assert 0 < taken < 100_000


async def test_the_pages_of_a_draft_have_no_violation(look: Looks, znak: Znak) -> None:
    title = await a_call(znak, "AXE/2026")
    page = await look("/nabory", role="applicant", person="anna-axe", reduced_motion="reduce")
    await page.get_by_role("link", name=title).click()
    await holds(page)
    await page.get_by_role("button", name="Złóż wniosek").click()
    await page.get_by_role("button", name="Zacznij").click()
    draft = page.url.rpartition("/")[0]
    await page.goto(f"{draft}/produkty")
    await page.get_by_role("button", name="Dodaj produkt lub usługę").click()
    for path in FILLING:
        await page.goto(draft + path)
        await holds(page)


async def holds(page: Page) -> None:
    """See that no rule is broken, in either light, wide or narrow."""
    for width, scheme in SEEN:
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme=scheme)
        found = await Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
    assert await page.evaluate(WIDTH) <= 320, "it has to be moved sideways"
