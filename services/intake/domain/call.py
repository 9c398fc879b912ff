"""A call: planned until it opens, open until it closes; its procedure never changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from chassis.process import Aggregate
from contracts.values import Contact
from services.intake.domain import calendar
from services.intake.domain.procedure import Procedure


class State(StrEnum):
    """Where a call is."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class Call(Aggregate):
    """A call for applications. ``closes`` is its last second; none when it names no end."""

    id: str
    state: State
    number: str
    title: str
    opens: dt.datetime
    closes: dt.datetime | None
    procedure_name: str
    procedure: Procedure
    closing_told: bool = False


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
    recipients: tuple[Contact, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Extend:
    """Move the end of the call to a later moment."""

    closes: dt.datetime
    recipients: tuple[Contact, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Close:
    """End the call now."""

    recipients: tuple[Contact, ...]
    by: str


@dataclass(frozen=True, slots=True)
class TimeArrived:
    """What the call waits for may be due."""

    recipients: tuple[Contact, ...] = ()


def due(call: Call) -> dt.datetime | None:
    """The next moment that matters: the opening, three days before the end, the end."""
    if call.state is State.PLANNED:
        return call.opens
    if call.state is State.CLOSED or call.closes is None:
        return None
    return calendar.after(call.closes) if call.closing_told else closing_notice(call, call.closes)


def closing_notice(call: Call, closes: dt.datetime) -> dt.datetime:
    """When to tell that a call with this end is about to close."""
    return calendar.days_before(closes, call.procedure.closing_notice_days)


def takes(call: Call, moment: dt.datetime) -> bool:
    """Whether an application received at the moment is inside the call."""
    return call.opens <= moment and (
        call.closes is None or not calendar.passed(call.closes, moment)
    )


def over(call: Call, moment: dt.datetime) -> bool:
    """Whether the end of the call has passed."""
    return call.closes is not None and calendar.passed(call.closes, moment)
