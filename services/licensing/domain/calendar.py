"""Days in Warsaw: where a term ends, when a deadline is over, when a reminder is due."""

from __future__ import annotations

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

import holidays

WARSAW = ZoneInfo("Europe/Warsaw")
REMINDED_AT = dt.time(8)


def day_of(moment: dt.datetime) -> dt.date:
    """The date in Warsaw at this moment."""
    return moment.astimezone(WARSAW).date()


def start_of(day: dt.date, at: dt.time = dt.time(0)) -> dt.datetime:
    """The moment (UTC) when the clocks in Warsaw show ``at`` on this day, by default midnight."""
    return dt.datetime.combine(day, at, WARSAW).astimezone(dt.UTC)


def after(day: dt.date) -> dt.date:
    """The next day."""
    return day + dt.timedelta(days=1)


def last_day(start: dt.date, years: int) -> dt.date:
    """The day before the anniversary; a term begun on 29 February ends on 28 February."""
    try:
        anniversary = start.replace(year=start.year + years)
    except ValueError:  # there is no 29 February in that year
        return dt.date(start.year + years, 2, 28)
    return anniversary - dt.timedelta(days=1)


def deadline(drawn: dt.date, days: int) -> dt.date:
    """The last day for a person's act; from a free day it moves to the next working day.

    The day of the event is not counted. Source: art. 57 of the Code of Administrative Procedure.
    """
    day = drawn + dt.timedelta(days=days)
    while day.weekday() >= 5 or day in _free_days():  # noqa: PLR2004 -- Saturday
        day = after(day)
    return day


def reminder_at(end: dt.date, days: int) -> dt.datetime:
    """The moment of the reminder ``days`` before the end; it does not move off a free day."""
    return start_of(end - dt.timedelta(days=days), REMINDED_AT)


@cache
def _free_days() -> holidays.HolidayBase:
    return holidays.country_holidays("PL")
