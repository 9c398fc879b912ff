from __future__ import annotations

import datetime as dt

import pytest

from services.evaluation.domain.calendar import WARSAW, deadline, last_day, morning_before


def noon(day: str) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        ("2026-03-02", 14, "2026-03-16"),
        ("2026-03-07", 14, "2026-03-23"),  # a Saturday
        ("2026-04-22", 9, "2026-05-04"),  # 1 May, then a weekend with 3 May
        ("2026-12-10", 14, "2026-12-28"),  # Christmas Eve is a holiday since 2025
        ("2024-12-10", 14, "2024-12-24"),  # and was none before
        ("2026-05-21", 14, "2026-06-05"),  # Corpus Christi moves with Easter
    ],
)
def test_a_deadline_for_a_person_moves_off_free_days(day: str, days: int, expected: str) -> None:
    assert last_day(noon(day), days) == dt.date.fromisoformat(expected)


def test_the_day_is_the_one_in_warsaw() -> None:
    late = dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.UTC)

    assert last_day(late, 14) == dt.date(2026, 3, 17)


def test_a_deadline_is_the_end_of_its_day_across_the_change_of_clocks() -> None:
    end = deadline(noon("2026-03-16"), 14)

    assert end == dt.datetime(2026, 3, 30, 21, 59, 59, tzinfo=dt.UTC)
    assert morning_before(end, 3) == dt.datetime(2026, 3, 27, 7, tzinfo=dt.UTC)
