"""How many mails somebody may cause, or one address may get, within a while. By the real clock.

One document for each person and each address, deleted when none of its moments counts any more.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from pydantic import AwareDatetime

from chassis.process import Aggregate, Decision, Invalid
from services.intake.domain.reading import wrong


class State(StrEnum):
    """There is but one."""

    COUNTED = "counted"


class Allowance(Aggregate):
    """When one was asked for lately, and until when that counts."""

    state: State = State.COUNTED
    asked: tuple[AwareDatetime, ...] = ()
    until: AwareDatetime


@dataclass(frozen=True, slots=True)
class Take:
    """One more, of at most so many within this time."""

    most: int
    within: dt.timedelta


def due(allowance: Allowance) -> dt.datetime:
    """When the document may go."""
    return allowance.until


def take(command: Take, now: dt.datetime, known: Allowance | None) -> Decision[Allowance]:
    """Count one more.

    Raises:
        Invalid: There were as many as there may be; names the address, which may be typed anew.
    """
    before = known.asked if known else ()
    lately = tuple(moment for moment in before if moment + command.within > now)
    if len(lately) >= command.most:
        said = (
            "Za dużo zaproszeń w krótkim czasie. Spróbuj ponownie jutro.",
            "Too many invitations in a short time. Please try again tomorrow.",
        )
        raise Invalid((wrong("email", "too-many", *said),))
    return Decision(Allowance(asked=(*lately, now), until=now + command.within))
