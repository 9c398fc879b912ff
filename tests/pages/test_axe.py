"""No page breaks a rule of WCAG 2.1 AA that a program can check, whatever stands on it.

`make test` looks at every page once, full and after a mistake; `make prove` as everybody who may
see it, in both languages, in the dark and narrow, and as somebody who has nothing yet. What says
the same to two people is looked at once: the menu of each stands on pages of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
import pytest_asyncio
from fastapi import Request
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser

from chassis.site.page import Site
from contracts.base import Language
from tests.pages import looks
from tests.pages.others import NOT_SHOWN_HERE, others, templates
from tests.pages.place import Place
from tests.pages.walk import Light, walk
from tests.services.access.rows import PUBLIC

pytestmark = pytest.mark.asyncio(loop_scope="session")

WIDE: Final[Light] = (1280, "light")
OTHERWISE: Final[dict[Language, Light]] = {"pl": (1280, "dark"), "en": (320, "light")}


@dataclass(frozen=True)
class Walked:
    """What is wrong with pages as they are, after a mistake, and seldom seen; what was shown."""

    full: list[str]
    wrong: list[str]
    others: list[str]
    templates: set[str]


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def walked(browser: Browser, place: Place) -> Walked:
    """Every page was looked at once."""
    shown, page = set[str](), Site.page

    def noted(site: Site, request: Request, template: str, **said: Any) -> HTMLResponse:
        shown.add(template)
        return page(site, request, template, **said)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Site, "page", noted)
        full = await walk(browser, place, looks.full(), "pl", WIDE)
        wrong = await walk(browser, place, looks.wrong(), "pl", WIDE)
        seldom = await walk(browser, place, others(), "pl", WIDE)
    return Walked(full, wrong, seldom, shown)


async def test_every_page_and_form_is_looked_at_or_it_is_said_why_not() -> None:
    named = {row.route for rows in looks.ALL.values() for row in rows if row.page}
    seen = {each.row.route for each in (*looks.full(), *looks.wrong())}
    files = {route for route in named if route.endswith(looks.FILES)}
    left = named - seen - looks.NO_PAGES.keys() - files - looks.NEVER_WRONG
    gone = {*looks.NO_PAGES, *looks.NEVER_WRONG, *looks.SEEN, *looks.WRONG} - named

    assert (sorted(left), sorted(gone)) == ([], [])


async def test_a_page_has_no_violation_and_is_small(walked: Walked) -> None:
    assert walked.full == []


async def test_a_form_with_a_mistake_has_no_violation_and_leads_to_it(walked: Walked) -> None:
    assert walked.wrong == []


async def test_a_page_that_one_seldom_comes_to_has_no_violation(walked: Walked) -> None:
    assert walked.others == []


async def test_every_template_is_looked_at(walked: Walked) -> None:
    assert templates() - walked.templates == NOT_SHOWN_HERE.keys()


@pytest.mark.prove
async def test_wherever_the_office_works_its_menu_and_the_search_are_at_hand(place: Place) -> None:
    missing: list[str] = []
    strange: list[str] = []
    async with httpx.AsyncClient(base_url=place.url, trust_env=False) as client:
        for look in looks.full(everybody=True):
            path, cookies, _ = place.visit(look)
            client.cookies = httpx.Cookies(cookies)
            there = 'action="/pulpit/szukaj"' in (await client.get(path)).text
            works = look.role in {"officer", "director"} and PUBLIC not in look.row.may
            if there != works:
                (missing if works else strange).append(str(look))
    assert (missing, strange) == ([], [])


@pytest.mark.prove
@pytest.mark.parametrize("language", OTHERWISE)
async def test_a_page_has_no_violation_for_anybody_in_any_light_language_or_width(
    browser: Browser, place: Place, bare: Place, language: Language
) -> None:
    for where, seen in (
        (bare, looks.empty()),
        (place, looks.full(everybody=True)),
        (place, looks.wrong(everybody=True)),
    ):
        assert await walk(browser, where, seen, language, OTHERWISE[language]) == []
