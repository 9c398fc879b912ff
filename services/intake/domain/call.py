"""A call: planned until it opens, open until it closes; its procedure is frozen as it opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chassis.process import Aggregate
from contracts.intake import CallAnnounced
from contracts.values import Recipient
from services.intake.domain import calendar
from services.intake.domain.procedure import Procedure


class State(StrEnum):
    """Where a call is."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Call(Aggregate):
    """A call for applications.

    Attributes:
        closes: Its last second; none when it names no end.
        closing_told: Whether it was told that the end is near.
        mistakes: Fields of the procedure's file, with their lines, that were wrong when the call
            opened: it goes by the procedure as it was read when the call was planned.
        told: Of each announcement, how many pages of people were told.
    """

    id: str
    state: State
    number: str
    title: str
    opens: dt.datetime
    closes: dt.datetime | None
    procedure_name: str
    procedure: Procedure
    closing_told: bool = False
    mistakes: tuple[str, ...] = ()
    told: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class OpenCall:
    """Announce a call, which opens now or on its day."""

    id: str
    number: str
    title: str
    opens: dt.datetime
    closes: dt.datetime | None
    procedure_name: str
    procedure: Procedure
    by: str


@dataclass(frozen=True, slots=True)
class Replan:
    """Change a call that nobody has been told of yet."""

    plan: OpenCall


@dataclass(frozen=True, slots=True)
class Cancel:
    """Give up a call that nobody has been told of yet."""


@dataclass(frozen=True, slots=True)
class Extend:
    """Move the end of the call to a later moment."""

    closes: dt.datetime
    by: str


@dataclass(frozen=True, slots=True)
class Close:
    """End the call now, or at an earlier moment than was said."""

    closes: dt.datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class TimeArrived:
    """What the call waits for may be due.

    Attributes:
        procedure: For one that is to open, its procedure as the file says now.
        mistakes: What is wrong in that file, if it cannot be used.
    """

    procedure: Procedure | None = None
    mistakes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TellPage:
    """Tell a page of people what was announced, and go on with those after them, if any."""

    announced: CallAnnounced
    people: tuple[Recipient, ...]
    after: str | None


def due(call: Call) -> dt.datetime | None:
    """The next moment that matters: the opening, three days before the end, the end."""
    if call.state is State.PLANNED:
        return call.opens
    if call.state is not State.OPEN or call.closes is None:
        return None
    return calendar.after(call.closes) if call.closing_told else closing_notice(call, call.closes)


def closing_notice(call: Call, closes: dt.datetime) -> dt.datetime:
    """When to tell that a call with this end is about to close."""
    return calendar.days_before(closes, call.procedure.closing_notice_days)


def takes(call: Call, moment: dt.datetime) -> bool:
    """Whether an application received at the moment is inside the call."""
    return begun(call, moment) and not over(call, moment)


def took(call: Call, day: dt.date) -> bool:
    """Whether a letter received on the day is inside the call: the date counts, not the hour."""
    opens = calendar.local_date(call.opens)
    return opens <= day and (call.closes is None or day <= calendar.local_date(call.closes))


def begun(call: Call, moment: dt.datetime) -> bool:
    """Whether the call has opened."""
    return call.state is not State.CANCELLED and call.opens <= moment


def over(call: Call, moment: dt.datetime) -> bool:
    """Whether the end of the call has passed."""
    return call.closes is not None and calendar.passed(call.closes, moment)
