from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.licensing.domain import calendar
from tests.services.licensing.build import at, day

DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-10", "2027-03-09"),
        ("2026-01-01", "2026-12-31"),
        ("2028-02-29", "2029-02-28"),
        ("2027-03-01", "2028-02-29"),
        ("2027-02-28", "2028-02-27"),
    ],
)
def test_a_term_ends_the_day_before_its_anniversary(start: str, end: str) -> None:
    assert calendar.last_day(day(start), 1) == day(end)


def test_four_years_from_29_february_end_on_28_february() -> None:
    assert calendar.last_day(day("2028-02-29"), 4) == day("2032-02-28")


@given(DAYS, st.integers(1, 5))
def test_the_day_after_a_term_is_its_anniversary_or_1_march(start: dt.date, years: int) -> None:
    following = calendar.after(calendar.last_day(start, years))

    expected = (start.month, start.day)
    leap_day_gone = expected == (2, 29) and following.day == 1
    assert (following.month, following.day) == ((3, 1) if leap_day_gone else expected)
    assert following.year == start.year + years


@pytest.mark.parametrize(
    ("drawn", "days", "last"),
    [
        ("2026-03-02", 60, "2026-05-04"),  # 1 May is a holiday, then a weekend with 3 May
        ("2026-12-10", 14, "2026-12-28"),  # Christmas Eve, Christmas, a weekend
        ("2026-03-02", 1, "2026-03-03"),
        ("2026-03-06", 1, "2026-03-09"),
    ],
)
def test_a_deadline_on_a_free_day_moves_to_the_next_working_day(
    drawn: str, days: int, last: str
) -> None:
    assert calendar.deadline(day(drawn), days) == day(last)


@given(DAYS, st.integers(1, 90))
def test_a_deadline_is_a_working_day_never_too_early(drawn: dt.date, days: int) -> None:
    last = calendar.deadline(drawn, days)

    assert last.weekday() < 5
    assert 0 <= (last - drawn).days - days < 7


def test_days_are_those_of_warsaw() -> None:
    assert calendar.day_of(dt.datetime(2026, 12, 31, 23, 0, tzinfo=dt.UTC)) == day("2027-01-01")
    assert calendar.start_of(day("2026-07-01")) == dt.datetime(2026, 6, 30, 22, tzinfo=dt.UTC)


def test_a_reminder_comes_at_eight_in_summer_and_in_winter() -> None:
    assert calendar.reminder_at(day("2026-07-31"), 30) == at("2026-07-01T08:00")
    assert calendar.reminder_at(day("2026-03-31"), 60) == at("2026-01-30T08:00")
