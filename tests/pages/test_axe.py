"""No page breaks a rule of WCAG 2.1 AA that a program can check."""

from __future__ import annotations

from typing import Final

import pytest
from axe_playwright_python.async_playwright import Axe

from contracts.base import Role
from tests.pages.conftest import Looks

pytestmark = pytest.mark.asyncio(loop_scope="session")

RULES: Final = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
PAGES: Final[tuple[tuple[str, Role | None], ...]] = (
    ("/", None),
    ("/logowanie", None),
    ("/nie-ma-takiej", None),
    ("/pulpit", "officer"),
    ("/pulpit/wnioski", "officer"),
    ("/pulpit/nabory", "officer"),
    ("/pulpit/nabory/nowy", "officer"),
    ("/pulpit/obrazy", "director"),
    ("/osoby", "director"),
    ("/osoby/zaproszenie", "officer"),
    ("/zadania", "expert"),
    ("/zadania/zrobione", "expert"),
    ("/posiedzenia", "chapter"),
    ("/posiedzenia/minione", "chapter"),
    ("/posiedzenia/nowe", "officer"),
    ("/posiedzenia/kapitula", "officer"),
    ("/posiedzenia/decyzje", "director"),
    ("/oceny", "officer"),
    ("/eksperci", "officer"),
    ("/eksperci/nowy", "officer"),
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "role"), PAGES)
async def test_a_page_has_no_violation(
    look: Looks, path: str, role: Role | None, scheme: str
) -> None:
    page = await look(path, role=role, color_scheme=scheme)
    found = await Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
