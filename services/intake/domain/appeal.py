"""What is kept of an appeal and of evaluation's verdicts, and what may be asked about an appeal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from contracts.values import ItemVerdict
from services.intake.domain.call import Call


class Appeal(BaseModel):
    """An appeal, and what became of it.

    Attributes:
        at: The moment that counts; for one on paper the end of the day of receipt.
        by: Who filed it, or typed it in.
        taken_back: Evaluation has been asked to stop; it answers.
        ended_at: When it was decided or taken back.
        reasons: Why an officer decided so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    against: Literal["rejection", "refusal"]
    at: dt.datetime
    by: str
    grounds: str
    outcome: Literal["pending", "granted", "upheld", "withdrawn"] = "pending"
    taken_back: bool = False
    ended_at: dt.datetime | None = None
    reasons: str = ""


class Confirmed(BaseModel):
    """Who confirmed the decision as it stands, and what kind of decision it was.

    Attributes:
        seq: The newer of two has the greater.
        by: The director.
        why: What the mistake was that was put right.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int
    kind: Literal["first", "on-appeal", "corrected"]
    by: str
    at: dt.datetime
    why: str = ""


class Verdict(BaseModel):
    """Evaluation's newest word: concluded, decided on appeal, or corrected.

    Attributes:
        seq: The newer of two words is the one with the greater.
        granted: Whether any item was.
        appeal_until: The last day to appeal, none when there is nothing to appeal against.
        items: What was decided of each item, and why.
        mean: Of the scores, out of 100; none when nobody scored.
        resolution: Number of the chapter's resolution, none where the score decided.
        confirmed: By whom; an appeal taken back leaves the decision as it was confirmed before.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int
    at: dt.datetime
    granted: bool
    appeal_until: dt.date | None
    items: tuple[ItemVerdict, ...] = ()
    mean: Decimal | None = None
    resolution: str | None = None
    confirmed: Confirmed | None = None


@dataclass(frozen=True, slots=True)
class FileAppeal:
    """Appeal.

    Attributes:
        received_on: The day the post brought it, none for one filed online.
        duplicates: Numbers of other live applications for what it is about.
    """

    grounds: str
    received_on: dt.date | None
    call: Call
    by: str
    duplicates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteDelivery:
    """The letter with the decision was delivered on this day."""

    day: dt.date
    call: Call
    by: str


@dataclass(frozen=True, slots=True)
class WithdrawAppeal:
    """The applicant no longer wants the appeal; the decision stands."""

    call: Call
    by: str


@dataclass(frozen=True, slots=True)
class DecideAppeal:
    """Another officer's decision on an appeal against the formal rejection; not of ``people``.

    ``duplicates`` are the numbers of other live applications for what it is about.
    """

    outcome: Literal["granted", "upheld"]
    reasons: str
    call: Call
    by: str
    people: frozenset[str] = frozenset()
    duplicates: tuple[str, ...] = ()
