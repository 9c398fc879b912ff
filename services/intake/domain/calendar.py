"""Dates as the office counts them: Europe/Warsaw, working days, whole months.

Source: art. 57 of the Code of Administrative Procedure (KPA): the day of the event is not counted,
a term in months ends on the matching day or the month's last, and a term that ends on a Saturday
or a public holiday moves to the next working day. `holidays` knows 24 December since 2025.
"""

from __future__ import annotations

import calendar
import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

WARSAW = ZoneInfo("Europe/Warsaw")
_LAST_SECOND = dt.time(23, 59, 59)
_FRIDAY = 4


def local_date(moment: dt.datetime) -> dt.date:
    """The day in Warsaw of a moment in any zone."""
    return moment.astimezone(WARSAW).date()


def start_of_day(day: dt.date) -> dt.datetime:
    """Midnight in Warsaw with which the day begins, in UTC."""
    return dt.datetime.combine(day, dt.time(), WARSAW).astimezone(dt.UTC)


def end_of_day(day: dt.date) -> dt.datetime:
    """The day's last second in Warsaw, in UTC. See `passed` for the fraction after it."""
    return dt.datetime.combine(day, _LAST_SECOND, WARSAW).astimezone(dt.UTC)


def after(deadline: dt.datetime) -> dt.datetime:
    """The first moment at which the deadline has passed."""
    return deadline + dt.timedelta(seconds=1)


def passed(deadline: dt.datetime, now: dt.datetime) -> bool:
    """Whether the deadline, its last second included, is over."""
    return now >= after(deadline)


@cache
def _holidays(year: int) -> frozenset[dt.date]:
    return frozenset(country_holidays("PL", years=year))


def is_working_day(day: dt.date) -> bool:
    """Neither Saturday, Sunday nor a public holiday in Poland."""
    return day.weekday() <= _FRIDAY and day not in _holidays(day.year)


def working_day(day: dt.date) -> dt.date:
    """The day itself, or the next working day."""
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def last_day(event: dt.datetime, days: int) -> dt.date:
    """The last day for a person's act, ``days`` after the event (whose day is not counted)."""
    return working_day(local_date(event) + dt.timedelta(days=days))


def deadline(event: dt.datetime, days: int) -> dt.datetime:
    """The last second for a person's act, ``days`` after the event, in UTC."""
    return end_of_day(last_day(event, days))


def days_before(moment: dt.datetime, days: int) -> dt.datetime:
    """The start of the day in Warsaw that lies ``days`` before; reminders do not move."""
    return start_of_day(local_date(moment) - dt.timedelta(days=days))


def add_months(day: dt.date, months: int) -> dt.date:
    """The matching day ``months`` later, or the last day of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
