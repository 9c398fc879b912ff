"""The common calendar, and what only intake counts: months, working days, days back.

Source: art. 57 KPA: a term in months ends on the matching day or the month's last.
"""

from __future__ import annotations

import calendar
import datetime as dt

from contracts.workdays import (
    WARSAW,
    add_working_days,
    after,
    deadline,
    end_of_day,
    is_working_day,
    last_day,
    local_date,
    passed,
    start_of_day,
    working_day,
)

__all__ = [
    "WARSAW",
    "add_months",
    "after",
    "days_before",
    "deadline",
    "end_of_day",
    "is_working_day",
    "last_day",
    "local_date",
    "passed",
    "start_of_day",
    "working_day",
    "working_days_after",
]


def days_before(moment: dt.datetime, days: int) -> dt.datetime:
    """The start of the day in Warsaw that lies ``days`` before; reminders do not move."""
    return start_of_day(local_date(moment) - dt.timedelta(days=days))


def working_days_after(moment: dt.datetime, days: int) -> dt.datetime:
    """The last second of the working day that is so many after the moment's day."""
    return end_of_day(add_working_days(local_date(moment), days))


def add_months(day: dt.date, months: int) -> dt.date:
    """The matching day ``months`` later, or the last day of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
