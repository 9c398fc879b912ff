"""No page breaks a rule of WCAG 2.1 AA that a program can check; `make prove` looks in any light.

320 pixels are what is left of 1280 at 400 %; a page takes less than 100 KB with all it loads.
"""

from __future__ import annotations

from typing import Final, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from contracts.base import Language, Role
from tests.pages.conftest import Looks

pytestmark = pytest.mark.asyncio(loop_scope="session")

RULES: Final = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
TAKEN: Final = "performance.getEntries().reduce((sum, each) => sum + (each.transferSize ?? 0), 0)"
WIDTH: Final = "document.documentElement.scrollWidth"
Seen = tuple[tuple[int, Literal["light", "dark"]], ...]
ONCE: Final[Seen] = ((1280, "light"),)
OTHERWISE: Final[Seen] = ((1280, "dark"), (320, "light"))
PAGES: Final[tuple[tuple[str, Role | None], ...]] = (
    ("/", None),
    ("/logowanie", None),
    ("/nie-ma-takiej", None),
    ("/nabory", None),
    ("/wnioski", "applicant"),
    ("/wnioski/nowy", "applicant"),
    ("/pulpit", "officer"),
    ("/pulpit/wnioski", "officer"),
    ("/pulpit/nabory", "officer"),
    ("/pulpit/nabory/nowy", "officer"),
    ("/pulpit/papier", "officer"),
    ("/pulpit/obrazy", "director"),
    ("/osoby", "director"),
    ("/osoby/zaproszenie", "officer"),
    ("/zadania", "expert"),
    ("/zadania/zrobione", "expert"),
    ("/zespoly", "applicant"),
    ("/subskrypcja", None),
    ("/subskrypcja/rezygnacja", None),
    ("/dane-osobowe", "applicant"),
    ("/dostepnosc", None),
    ("/posiedzenia", "chapter"),
    ("/posiedzenia/minione", "chapter"),
    ("/posiedzenia/nowe", "officer"),
    ("/posiedzenia/kapitula", "officer"),
    ("/posiedzenia/decyzje", "director"),
    ("/oceny", "officer"),
    ("/eksperci", "officer"),
    ("/eksperci/nowy", "officer"),
    ("/rejestr?state=active", None),
    ("/dane", None),
    ("/sprawdz?numer=ZP-LUB-2020-0009", None),
    ("/licencje", "applicant"),
    ("/licencje", "officer"),
    ("/licencje/pliki-znaku", "officer"),
)


@pytest.mark.parametrize(("path", "role"), PAGES)
async def test_a_page_has_no_violation_and_is_small(
    look: Looks, path: str, role: Role | None
) -> None:
    page = await look(path, role=role, reduced_motion="reduce")
    taken = await page.evaluate(TAKEN)
    await holds(page)
    assert 0 < taken < 100_000


@pytest.mark.prove
@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize(("path", "role"), PAGES)
async def test_a_page_has_no_violation_in_any_light_language_or_width(
    look: Looks, path: str, role: Role | None, language: Language
) -> None:
    page = await look(path, role=role, language=language, reduced_motion="reduce")
    await holds(page, OTHERWISE)


async def holds(page: Page, seen: Seen = ONCE) -> None:
    """See that no rule is broken, and that nobody has to move the page sideways."""
    for width, scheme in seen:
        await page.set_viewport_size({"width": width, "height": 800})
        await page.emulate_media(color_scheme=scheme)
        found = await Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
    await page.set_viewport_size({"width": 320, "height": 800})
    assert await page.evaluate(WIDTH) <= 320, "it has to be moved sideways"
