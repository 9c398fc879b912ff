"""The licence: one agreement in force after another, each with its term."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from chassis.process import Aggregate
from contracts.evaluation import EvaluationConcluded
from contracts.values import Contact, Entity, Item, LicenceRules, Office, Timer
from services.licensing.domain import calendar

Form = Literal["paper", "qualified"]


class State(StrEnum):
    """Where a licence stands. What it may do next is the table in `process`."""

    DRAFTED = "drafted"
    AWAITING_SIGNATURE = "awaiting_signature"
    ACTIVE = "active"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SURRENDERED = "surrendered"


PUBLIC = (State.ACTIVE, State.EXPIRED, State.SUSPENDED, State.REVOKED, State.SURRENDERED)
"""What the register shows: licences that have been in force at least once."""


class Part(BaseModel):
    """A value inside the licence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Agreement(Part):
    """Drawn up and waiting for a signature: what the next term will be made of.

    Attributes:
        case: The application that was granted.
        number: That application's number.
        drawn_at: When it was drawn up.
        sign_by: The last day to sign (Warsaw).
        contact: Who to write to about it, and of the licence once it is signed; with ``office``
            none in agreements stored before they were kept here.
        seq: Of the verdict it was drawn up by; a newer one of the same application replaces it.
    """

    case: str
    number: str
    items: tuple[Item, ...]
    entity: Entity
    rules: LicenceRules
    drawn_at: AwareDatetime
    sign_by: dt.date
    contact: Contact | None = None
    contact_seq: int = 0
    office: Office | None = None
    seq: int = 0


class Held(Part):
    """A signed term: its first and last day, both included, and the application that granted it.

    ``seq`` is that of the verdict its items go by.
    """

    no: int
    start: dt.date
    end: dt.date
    signed_on: dt.date
    form: Form
    case: str
    number: str
    items: tuple[Item, ...]
    seq: int = 0


class Refusal(Part):
    """A renewal that was rejected or refused; ``seq`` is that of the verdict, if there was one."""

    case: str
    seq: int = 0


class Filed(Part):
    """A renewal that was filed and is not decided yet."""

    case: str
    at: AwareDatetime


class Measure(Part):
    """What the office did to the licence, or the licensee by giving it up, and why."""

    kind: Literal["suspended", "reinstated", "revoked", "surrendered"]
    at: AwareDatetime
    by: str
    reason: str


class Licence(Aggregate):
    """One licence from its draft through all its terms.

    Attributes:
        id: The application that first granted it.
        number: ``ZP-LUB/2026/0001``; none while it is being given.
        entity: As in the agreement last signed (before the first one: as drawn up).
        contact_seq: Which change of contact it was, of the application that granted the last term;
            an older one comes too late. So in an agreement, of its own application.
        next: The agreement that waits for a signature, the first one or a renewal.
        terms: Signed terms, oldest first; they never overlap.
        reminded: The reminder (days before the end) last sent in the present term.
        filed: Renewals under way; reminders rest while there is one.
        closed: Applications that led to no term; a late message about them changes nothing.
        refused: Renewals rejected or refused. That may still change, on appeal or by a correction.
        measures: Suspensions, reinstatements and what ended it early, oldest first.
        search: Normalised words the register finds it by, as of the day ``search_of``.
        ends: The last term's last day, by which it finds what has ended; see `queries`.
    """

    state: State
    id: str
    number: str | None = None
    entity: Entity
    contact: Contact
    contact_seq: int = 0
    office: Office
    rules: LicenceRules
    next: Agreement | None = None
    terms: tuple[Held, ...] = ()
    reminded: int | None = None
    filed: tuple[Filed, ...] = ()
    closed: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    measures: tuple[Measure, ...] = ()
    search: tuple[str, ...] = ()
    search_of: dt.date | None = None
    ends: dt.date | None = None


def agreement(verdict: EvaluationConcluded, now: dt.datetime) -> Agreement:
    """The agreement about the items that were granted."""
    return Agreement(
        case=case_of(verdict),
        number=verdict.number,
        items=granted(verdict),
        entity=verdict.entity,
        rules=verdict.licence,
        drawn_at=now,
        sign_by=calendar.deadline(calendar.day_of(now), verdict.licence.sign_within_days),
        contact=verdict.contact,
        office=verdict.office,
        seq=verdict.seq,
    )


def granted(verdict: EvaluationConcluded) -> tuple[Item, ...]:
    """The items that may carry the mark."""
    return tuple(each.item for each in verdict.verdicts if each.granted)


def case_of(verdict: EvaluationConcluded) -> str:
    """The application the verdict is about."""
    return verdict.case or verdict.subject.id


def window(rules: LicenceRules, end: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day to file a renewal of the term that ends on this day.

    The last one, for a person's act, moves off a free day; the opening does not.
    """
    opens = end - dt.timedelta(days=rules.renewal_opens_days)
    return opens, calendar.deadline(end, rules.renewal_closes_days)


def term_on(licence: Licence, day: dt.date) -> Held | None:
    """The term that covers this day, else the last one that had begun by then."""
    begun = [term for term in licence.terms if term.start <= day]
    return begun[-1] if begun else None


def state_on(licence: Licence, day: dt.date) -> State:
    """The state as the dates have it, so that a late timer never shows a dead right as alive."""
    if licence.state in (State.ACTIVE, State.EXPIRED, State.SUSPENDED):
        term = term_on(licence, day)
        if term is None or day > term.end:
            return State.EXPIRED
        return State.SUSPENDED if licence.state is State.SUSPENDED else State.ACTIVE
    unsigned = licence.state is State.AWAITING_SIGNATURE and licence.next
    if unsigned and day > record_by(unsigned):
        return State.LAPSED
    return licence.state


def to_sign(licence: Licence, day: dt.date) -> Agreement | None:
    """The agreement that can be signed on this day, if any; none while the licence is suspended."""
    resting = (State.DRAFTED, State.LAPSED, State.SUSPENDED)
    if licence.next is None or licence.state in resting or day > licence.next.sign_by:
        return None
    return licence.next


def to_record(licence: Licence, day: dt.date) -> Agreement | None:
    """The agreement that nobody can sign any more, and that may still come signed in time."""
    if licence.next is None or licence.state in (State.LAPSED, State.SUSPENDED):
        return None
    return licence.next if licence.next.sign_by < day <= record_by(licence.next) else None


def record_by(ready: Agreement) -> dt.date:
    """The last day to record a signature; an agreement signed in time may be in the post."""
    return calendar.add_working_days(ready.sign_by, ready.rules.post_days)


def lapse(ready: Agreement) -> Timer:
    """When the agreement lapses, unless its signature is recorded."""
    return Timer(what="lapse", at=calendar.end_of_day(record_by(ready)))


def knows(licence: Licence, case: str) -> bool:
    """Whether this application has already led to an agreement, a term or nothing."""
    return is_spent(licence, case) or any(each.case == case for each in licence.refused)


def is_spent(licence: Licence, case: str) -> bool:
    """Whether nothing more can come of this application: agreement, term, withdrawn or lapsed."""
    waiting = licence.next is not None and licence.next.case == case
    return waiting or case in licence.closed or any(term.case == case for term in licence.terms)


def reminds(licence: Licence) -> bool:
    """Whether reminders run: in force, no renewal filed and no next agreement to sign."""
    return licence.state is State.ACTIVE and not licence.filed and licence.next is None


def reminders_left(licence: Licence) -> tuple[int, ...]:
    """Reminders of the last term not sent yet, the earliest (most days) first."""
    sent = licence.reminded
    left = (days for days in licence.rules.reminder_days if sent is None or days < sent)
    return tuple(sorted(left, reverse=True))


def reminders(licence: Licence) -> tuple[Timer, ...]:
    """When the holder will be reminded of the end of the last term, unless they renew before."""
    end = licence.terms[-1].end
    days = reminders_left(licence)
    return tuple(Timer(what="reminder", at=calendar.reminder_at(end, each)) for each in days)
