"""The common calendar, and what only licensing counts: terms, and reminders of their end."""

from __future__ import annotations

import datetime as dt

from contracts.workdays import WARSAW, add_working_days, end_of_day, working_day
from contracts.workdays import local_date as day_of
from contracts.workdays import start_of_day as start_of

__all__ = [
    "WARSAW",
    "add_working_days",
    "after",
    "day_of",
    "deadline",
    "end_of_day",
    "last_day",
    "reminder_at",
    "start_of",
]

REMINDED_AT = dt.time(8)


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
    return working_day(drawn + dt.timedelta(days=days))


def reminder_at(end: dt.date, days: int) -> dt.datetime:
    """The moment of the reminder ``days`` before the end; it does not move off a free day."""
    return start_of(end - dt.timedelta(days=days), REMINDED_AT)
