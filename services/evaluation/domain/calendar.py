"""The common calendar, and when an expert is reminded."""

from __future__ import annotations

import datetime as dt

from contracts.workdays import (
    WARSAW,
    after,
    deadline,
    end_of_day,
    last_day,
    local_date,
    passed,
    start_of_day,
)

__all__ = ["WARSAW", "after", "deadline", "end_of_day", "last_day", "morning_before", "passed"]

EIGHT = dt.time(8)


def morning_before(deadline: dt.datetime, days: int) -> dt.datetime:
    """Eight in the morning, so many days before; reminders do not move off holidays."""
    return start_of_day(local_date(deadline) - dt.timedelta(days=days), EIGHT)
