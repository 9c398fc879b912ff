"""Dates as the law counts them: Europe/Warsaw, working days. What a deadline in a message means.

Source: art. 57 of the Code of Administrative Procedure (KPA): the day of the event is not counted,
and a term that ends on a Saturday or a public holiday moves to the next working day. `holidays`
knows 24 December since 2025.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

from holidays import country_holidays
from pydantic import AfterValidator, AwareDatetime
from pydantic_core import PydanticCustomError

WARSAW = ZoneInfo("Europe/Warsaw")
_LAST_SECOND = dt.time(23, 59, 59)
_FRIDAY = 4

D = TypeVar("D", bound=dt.date)
YEARS = range(1800, 2200)
"""Of days that people give: near the ends of what is counted, 1 and 9999, zones overflow."""


def within(value: D) -> D:
    """The day or moment, when its year is one of `YEARS`.

    Raises:
        PydanticCustomError: ``out_of_range``.
    """
    if value.year not in YEARS:
        raise PydanticCustomError("out_of_range", "The year should be from 1800 to 2199")
    return value


Day = Annotated[dt.date, AfterValidator(within)]
Instant = Annotated[AwareDatetime, AfterValidator(within)]


def local_date(moment: dt.datetime) -> dt.date:
    """The day in Warsaw of a moment in any zone."""
    return moment.astimezone(WARSAW).date()


def start_of_day(day: dt.date, at: dt.time = dt.time()) -> dt.datetime:
    """The moment (UTC) when clocks in Warsaw show ``at`` on this day, by default midnight."""
    return dt.datetime.combine(day, at, WARSAW).astimezone(dt.UTC)


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


def add_working_days(day: dt.date, days: int) -> dt.date:
    """The working day that is so many after this day."""
    for _ in range(days):
        day = working_day(day + dt.timedelta(days=1))
    return day


def last_day(event: dt.datetime, days: int) -> dt.date:
    """The last day for a person's act, ``days`` after the event (whose day is not counted)."""
    return working_day(local_date(event) + dt.timedelta(days=days))


def deadline(event: dt.datetime, days: int) -> dt.datetime:
    """The last second for a person's act, ``days`` after the event, in UTC."""
    return end_of_day(last_day(event, days))
