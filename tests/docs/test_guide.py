"""The users' guide names only what is there: buttons, pages, pictures, files and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import pytest

from deploy.local.guide.scenes import SHOTS
from deploy.local.stack import ROOT

GUIDE: Final = ROOT / "docs" / "przewodnik"
PAGES: Final = tuple(sorted(GUIDE.glob("*.md")))
SAID_BY: Final = (
    "services/*/pages/**/*.html",
    "services/*/pages/*.py",
    "chassis/site/templates/*.html",
    "znak/system/templates/*.html",
    "contracts/places.py",
)
LARGEST: Final = 1_500_000

BOLD: Final = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
PICTURE: Final = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
LINK: Final = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)")
LITERAL: Final = re.compile(r'"((?:[^"\\\n]|\\.)+)"')


@cache
def said() -> set[str]:
    """Everything between quotation marks in the pages."""
    files = [file for pattern in SAID_BY for file in ROOT.glob(pattern)]
    return {found for file in files for found in LITERAL.findall(file.read_text("utf-8"))}


def headings(page: Path) -> set[str]:
    """What links to a heading end with, as GitHub makes it."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for target in LINK.findall(page.read_text("utf-8")):
            yield page, unquote(target)


def pictures() -> list[tuple[str, str]]:
    return [found for page in PAGES for found in PICTURE.findall(page.read_text("utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_is_in_bold_stands_on_a_page_of_the_system(page: Path) -> None:
    bold = {" ".join(each.split()) for each in BOLD.findall(page.read_text("utf-8"))}
    assert bold - said() == set()


def test_every_link_leads_to_a_file_and_a_heading() -> None:
    lost = []
    for page, target in links():
        path, _, heading = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.is_file() or (heading and heading not in headings(file)):
            lost.append(f"{page.name}: {target}")
    assert lost == []


def test_every_picture_is_made_by_the_table_shown_and_described() -> None:
    made = {f"obrazy/{shot.name}.png" for shot in SHOTS}
    there = {f"obrazy/{file.name}" for file in (GUIDE / "obrazy").iterdir()}
    assert {path for _, path in pictures()} == made == there
    assert [path for alt, path in pictures() if len(alt.split()) < 5] == []


def test_the_pictures_are_small() -> None:
    assert sum(file.stat().st_size for file in (GUIDE / "obrazy").iterdir()) < LARGEST
