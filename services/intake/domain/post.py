"""What came by letter counts by the day the post brought it."""

from __future__ import annotations

import datetime as dt

from chassis.process import FieldError, Invalid
from services.intake.domain import calendar
from services.intake.domain.reading import wrong


def counts_at(
    day: dt.date | None, since: dt.datetime | None, now: dt.datetime, before: FieldError
) -> dt.datetime:
    """The moment that counts: now, or for a letter the end of the day of its receipt.

    Args:
        day: The day of receipt; None for what came online.
        since: What the letter answers; none where that is not known.
        now: The business moment.
        before: What is said of a day before that.

    Raises:
        Invalid: The day is still to come, or before what the letter answers.
    """
    if day is None:
        return now
    possible(day, since, now, before)
    return min(now, calendar.end_of_day(day))


def possible(day: dt.date, since: dt.datetime | None, now: dt.datetime, before: FieldError) -> None:
    """Say no to a day on which no letter can have come; arguments as in `counts_at`.

    Raises:
        Invalid: The day is still to come, or before what the letter is about.
    """
    if day > calendar.local_date(now):
        said = ("Ta data jest w przyszłości.", "This date is in the future.")
        raise Invalid((wrong(before.field, "in-future", *said),))
    if since is not None and day < calendar.local_date(since):
        raise Invalid((before,))
