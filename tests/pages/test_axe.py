"""No page breaks a rule of WCAG 2.1 AA that a program can check."""

from __future__ import annotations

from typing import Final

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from contracts.base import Role
from deploy.local.client import Znak
from tests.pages.conftest import Looks
from tests.pages.test_applicant import a_call

pytestmark = pytest.mark.asyncio(loop_scope="session")

RULES: Final = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
PAGES: Final[tuple[tuple[str, Role | None], ...]] = (
    ("/", None),
    ("/logowanie", None),
    ("/nie-ma-takiej", None),
    ("/nabory", None),
    ("/zadania", "expert"),
    ("/zadania/zrobione", "expert"),
    ("/wnioski", "applicant"),
    ("/wnioski/nowy", "applicant"),
)


FILLING: Final = (
    *("", "/podmiot", "/podmiot?braki=1", "/produkty?braki=1", "/zalaczniki?braki=1"),
    *("/oswiadczenia", "/sprawdz"),
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "role"), PAGES)
async def test_a_page_has_no_violation(
    look: Looks, path: str, role: Role | None, scheme: str
) -> None:
    await holds(await look(path, role=role, color_scheme=scheme))


async def test_the_pages_of_a_draft_have_no_violation(look: Looks, znak: Znak) -> None:
    title = await a_call(znak, "AXE/2026")
    page = await look("/nabory", role="applicant", person="anna-axe")
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
    """See that no rule is broken."""
    found = await Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
