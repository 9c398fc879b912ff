"""Deadlines in Warsaw: days, holidays, both clock changes, months."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain import calendar

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("event", "days", "deadline"),
    [
        ("2026-01-12T10:00", 7, "2026-01-19T22:59:59"),  # Monday to Monday
        ("2026-01-12T23:30", 7, "2026-01-20T22:59:59"),  # already the 13th in Warsaw
        ("2026-01-10T10:00", 7, "2026-01-19T22:59:59"),  # Saturday moves to Monday
        ("2026-01-11T10:00", 7, "2026-01-19T22:59:59"),  # Sunday moves to Monday
        ("2025-12-17T10:00", 7, "2025-12-29T22:59:59"),  # 24, 25, 26 December, then a weekend
        ("2024-12-17T10:00", 7, "2024-12-24T22:59:59"),  # in 2024 the 24th was a working day
        ("2026-03-30T10:00", 7, "2026-04-07T21:59:59"),  # Easter Monday
        ("2026-04-24T10:00", 7, "2026-05-04T21:59:59"),  # 1 May, Saturday, 3 May
        ("2026-03-23T10:00", 7, "2026-03-30T21:59:59"),  # over the change to summer time
        ("2026-10-19T10:00", 7, "2026-10-26T22:59:59"),  # over the change to winter time
    ],
)
def test_a_deadline_is_the_end_of_a_working_day(event: str, days: int, deadline: str) -> None:
    assert calendar.deadline(utc(event), days) == utc(deadline)


@pytest.mark.parametrize(
    ("moment", "days", "last"),
    [
        ("2026-01-22T22:59:59", 0, "2026-01-22T22:59:59"),
        ("2026-01-22T22:59:59", 3, "2026-01-27T22:59:59"),  # over a weekend
        ("2026-04-30T21:59:59", 1, "2026-05-04T21:59:59"),  # 1 May, Saturday, 3 May
    ],
)
def test_working_days_are_counted_without_the_days_off(moment: str, days: int, last: str) -> None:
    assert calendar.working_days_after(utc(moment), days) == utc(last)


def test_a_deadline_has_not_passed_before_its_last_second_is_over() -> None:
    deadline = utc("2026-01-19T22:59:59")
    late = [dt.timedelta(microseconds=after) for after in (0, 999_999, 1_000_000)]
    assert [calendar.passed(deadline, deadline + by) for by in late] == [False, False, True]


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-01-15", 24)]
)
def test_a_day_of_a_clock_change_is_shorter_or_longer(day: str, hours: int) -> None:
    date = dt.date.fromisoformat(day)
    length = calendar.after(calendar.end_of_day(date)) - calendar.start_of_day(date)
    assert length == dt.timedelta(hours=hours)


@pytest.mark.parametrize(
    ("day", "later"),
    [
        ("2025-07-12", "2026-01-12"),
        ("2025-08-31", "2026-02-28"),
        ("2023-08-31", "2024-02-29"),
        ("2025-10-31", "2026-04-30"),
        ("2025-12-01", "2026-06-01"),
    ],
)
def test_six_months_end_on_the_matching_day_or_the_last_of_the_month(day: str, later: str) -> None:
    assert calendar.add_months(dt.date.fromisoformat(day), 6) == dt.date.fromisoformat(later)


def test_a_reminder_falls_on_the_start_of_its_day_and_does_not_move() -> None:
    assert calendar.days_before(utc("2026-01-19T22:59:59"), 2) == utc("2026-01-16T23:00")


@given(DAYS)
def test_a_working_day_is_never_before_the_day_and_seldom_far_from_it(day: dt.date) -> None:
    found = calendar.working_day(day)
    assert calendar.is_working_day(found)
    assert 0 <= (found - day).days <= 5


@given(DAYS)
def test_a_day_begins_and_ends_in_itself(day: dt.date) -> None:
    assert calendar.local_date(calendar.start_of_day(day)) == day
    assert calendar.local_date(calendar.end_of_day(day)) == day
    assert calendar.after(calendar.end_of_day(day)) == calendar.start_of_day(
        day + dt.timedelta(days=1)
    )
