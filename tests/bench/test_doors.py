"""Every page that there is has its measure beside all the records."""

from __future__ import annotations

import re

from bench.scale.doors import FILES, LEFT, PAGES
from tests.services.access.table import TABLE


def test_every_page_is_measured_or_it_is_said_why_not() -> None:
    rows = [row for rows in TABLE.values() for row in rows if row.page]
    named = {row.route for row in rows if row.route.startswith("GET ")}
    asked = {route for route in named if not route.endswith(FILES)}
    shapes = {shape(f"GET {door.path}") for door in PAGES}

    left = {route for route in asked if shape(route) not in shapes}
    gone = shapes - {shape(route) for route in named}
    assert (sorted(left), sorted(gone)) == (sorted(LEFT), [])


def shape(route: str) -> str:
    """Without its names and query."""
    return re.sub(r"{\w+}", "{}", route.partition("?")[0])
