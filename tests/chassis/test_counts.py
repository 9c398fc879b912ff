"""How a number is said with its noun."""

from __future__ import annotations

import pytest

from chassis.counts import count


@pytest.mark.parametrize(
    ("number", "pl", "en"),
    [
        (0, "0 punktów", "0 points"),
        (1, "1 punkt", "1 point"),
        (2, "2 punkty", "2 points"),
        (5, "5 punktów", "5 points"),
        (12, "12 punktów", "12 points"),
        (22, "22 punkty", "22 points"),
        (101, "101 punktów", "101 points"),
        (112, "112 punktów", "112 points"),
    ],
)
def test_a_count_has_its_form(number: int, pl: str, en: str) -> None:
    assert count(number, "punkt", "punkty", "punktów", language="pl") == pl
    assert count(number, "point", "points", "", language="en") == en
