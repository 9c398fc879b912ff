"""Deadlines from 2025 to 2030: holidays, both clock changes, leap days."""

from __future__ import annotations

import datetime as dt

import pytest

from contracts.workdays import after, deadline, passed


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("event", "days", "expected"),
    [
        ("2024-12-17T10:00", 7, "2024-12-24T22:59:59"),  # the last Christmas Eve at work
        ("2025-12-17T10:00", 7, "2025-12-29T22:59:59"),  # 24 to 26 December, then a weekend
        ("2026-12-17T10:00", 7, "2026-12-28T22:59:59"),
        ("2030-12-17T10:00", 7, "2030-12-27T22:59:59"),
        ("2025-04-14T10:00", 7, "2025-04-22T21:59:59"),  # Easter Monday
        ("2026-03-30T10:00", 7, "2026-04-07T21:59:59"),
        ("2027-03-22T10:00", 7, "2027-03-30T21:59:59"),  # Easter and summer time on one day
        ("2028-04-10T10:00", 7, "2028-04-18T21:59:59"),
        ("2029-03-26T10:00", 7, "2029-04-03T21:59:59"),
        ("2030-04-15T10:00", 7, "2030-04-23T21:59:59"),
        ("2025-06-12T10:00", 7, "2025-06-20T21:59:59"),  # Corpus Christi, a Thursday
        ("2026-05-28T10:00", 7, "2026-06-05T21:59:59"),
        ("2028-06-08T10:00", 7, "2028-06-16T21:59:59"),
        ("2026-04-24T10:00", 7, "2026-05-04T21:59:59"),  # 1 May, Saturday, 3 May
        ("2027-11-04T10:00", 7, "2027-11-12T22:59:59"),  # Independence Day
        ("2026-03-23T10:00", 7, "2026-03-30T21:59:59"),  # over the change to summer time
        ("2026-10-19T10:00", 7, "2026-10-26T22:59:59"),  # over the change to winter time
        ("2028-02-22T10:00", 7, "2028-02-29T22:59:59"),  # a leap day is a day like any other
        ("2028-02-29T10:00", 7, "2028-03-07T22:59:59"),
        ("2026-01-12T23:30", 7, "2026-01-20T22:59:59"),  # already the 13th in Warsaw
    ],
)
def test_a_deadline_is_the_last_second_of_a_working_day_in_warsaw(
    event: str, days: int, expected: str
) -> None:
    assert deadline(utc(event), days) == utc(expected)


def test_the_last_second_is_in_time_to_its_end() -> None:
    end = deadline(utc("2026-01-12T10:00"), 7)
    moments = [end, after(end) - dt.timedelta(microseconds=1), after(end)]

    assert [passed(end, moment) for moment in moments] == [False, False, True]
