"""Deadlines for a person's act, in the office's calendar.

The day of the event is not counted; a deadline that falls on a Saturday, Sunday or public holiday
moves to the next working day (art. 57 KPA; 24 December is a holiday since 2025).
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import holidays

WARSAW = ZoneInfo("Europe/Warsaw")
SATURDAY = 5
_HOLIDAYS = holidays.country_holidays("PL")


def last_day(at: dt.datetime, days: int) -> dt.date:
    """The last day on which the act is in time."""
    day = at.astimezone(WARSAW).date() + dt.timedelta(days=days)
    while day.weekday() >= SATURDAY or day in _HOLIDAYS:
        day += dt.timedelta(days=1)
    return day


def last_moment(at: dt.datetime, days: int) -> dt.datetime:
    """The end of the last day, in UTC."""
    return end_of(last_day(at, days))


def end_of(day: dt.date) -> dt.datetime:
    """The last second of the day in Warsaw, in UTC."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=WARSAW).astimezone(dt.UTC)


def morning_before(deadline: dt.datetime, days: int) -> dt.datetime:
    """Eight in the morning, so many days before; reminders do not move off holidays."""
    day = deadline.astimezone(WARSAW).date() - dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(8), tzinfo=WARSAW).astimezone(dt.UTC)
