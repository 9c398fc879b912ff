"""What may be asked of a case. Withdrawals are asked by intake's events themselves.

``offers`` are the experts the roster has picked, by the purpose of the seat they would take, or of
a part of it (`Case.parts`); fewer than needed when there are no more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chassis.process import Text
from contracts.intake import AppealFiled, ApplicationAccepted
from contracts.values import Contact

Offers = Mapping[str, Contact]


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Begin the evaluation of what intake has accepted."""

    event: ApplicationAccepted
    offers: Offers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declare:
    """Say whether there is a conflict of interest, before the contents open."""

    seat: int
    person: str
    conflict: bool
    ground: str = ""
    offers: Offers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recuse:
    """The system has found that an expert may not judge; ``why`` is told to the office."""

    person: str
    why: Text
    offers: Offers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimTask:
    """Open the task in one session. ``token`` and ``real_now`` are made outside the domain."""

    seat: int
    person: str
    session: str
    token: str
    real_now: dt.datetime
    lease: dt.timedelta


@dataclass(frozen=True, slots=True)
class KeepLease:
    """The card is still open in its session."""

    seat: int
    person: str
    token: str
    real_now: dt.datetime
    lease: dt.timedelta


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """Put aside what is typed of the card so far, wrong or right; the card is still open."""

    seat: int
    person: str
    token: str
    items: tuple[Mapping[str, Any], ...]
    real_now: dt.datetime
    lease: dt.timedelta


@dataclass(frozen=True, slots=True)
class ReleaseTask:
    """Put the task back into the expert's queue."""

    seat: int
    person: str
    token: str


@dataclass(frozen=True, slots=True)
class SubmitCard:
    """Hand in the score card; ``items`` is as the person sent it, checked here."""

    seat: int
    person: str
    token: str
    items: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Reassign:
    """An officer gives a task to the expert they name, or to the next in turn."""

    seat: int
    by: str
    reason: str
    person: str | None = None
    offers: Offers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PutOnAgenda:
    """A sitting takes the case up; ``free`` is the one that has let it go, if the last one has."""

    sitting: str
    held: dt.datetime
    by: str
    free: str | None = None


@dataclass(frozen=True, slots=True)
class Confirm:
    """The director confirms the verdict."""

    by: str


@dataclass(frozen=True, slots=True)
class OpenAppeal:
    """Have what was refused judged again, by other experts."""

    event: AppealFiled
    offers: Offers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Amendment:
    """What is put right about one item; what is None stays."""

    granted: bool | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectDecision:
    """The director puts an obvious mistake of a decision right (art. 113 § 1 KPA)."""

    by: str
    why: str
    items: Mapping[str, Amendment]


@dataclass(frozen=True, slots=True)
class TimeArrived:
    """A moment that matters to the case has come."""

    offers: Offers = field(default_factory=dict)
