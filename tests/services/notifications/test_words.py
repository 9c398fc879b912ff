from __future__ import annotations

import pytest

from contracts.base import Language
from services.notifications import words


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        ("2026-01-12", "pl", "12 stycznia 2026 r."),
        ("2026-01-12", "en", "12 January 2026"),
        ("2026-06-30T22:30:00Z", "pl", "1 lipca 2026 r."),
    ],
)
def test_a_day_is_said_as_people_say_it(value: str, language: Language, said: str) -> None:
    assert words.day(value, language=language) == said


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        ("2026-01-26T22:59:59Z", "pl", "26 stycznia 2026 r."),
        ("2026-01-26T23:00:00Z", "pl", "26 stycznia 2026 r."),
        ("2026-01-26T11:05:00Z", "pl", "26 stycznia 2026 r., godz. 12:05"),
        ("2026-07-26T11:05:00Z", "en", "26 July 2026, 13:05 (Warsaw time)"),
    ],
)
def test_a_deadline_names_the_hour_only_when_the_day_does_not_end_then(
    value: str, language: Language, said: str
) -> None:
    assert words.deadline(value, language=language) == said


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [("82.50", "pl", "82,5"), ("60", "pl", "60"), ("66.67", "en", "66.67"), ("0", "pl", "0")],
)
def test_points_drop_idle_zeros(value: str, language: Language, said: str) -> None:
    assert words.points(value, language=language) == said
