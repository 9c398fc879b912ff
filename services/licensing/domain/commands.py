"""What may be asked of a licence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from contracts.evaluation import EvaluationConcluded
from contracts.values import Contact, Entity, Item, LicenceRules, Office
from services.licensing.domain.licence import Form


@dataclass(frozen=True, slots=True)
class DrawUp:
    """Begin a licence: a new application was granted, in whole or in part."""

    verdict: EvaluationConcluded


@dataclass(frozen=True, slots=True)
class BringIn:
    """Take over a licence that was in force before this system ran; see `ledger`.

    Attributes:
        number: As it was given then.
        start: The first day of the term that runs.
        end: Its last day.
    """

    number: str
    entity: Entity
    items: tuple[Item, ...]
    start: dt.date
    end: dt.date
    contact: Contact
    office: Office
    rules: LicenceRules


@dataclass(frozen=True, slots=True)
class GiveNumber:
    """Write the number into the draft and ask for the signature."""

    number: str


@dataclass(frozen=True, slots=True)
class Sign:
    """Record the signed agreement.

    Attributes:
        by: The officer.
        form: On paper or with a qualified electronic signature; a licence needs written form.
        signed_on: The day of the signature, today when none.
    """

    by: str
    form: Form
    signed_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class NoteRenewal:
    """A renewal was filed at ``at`` by the entity with this NIP; the message may be late."""

    case: str
    at: dt.datetime
    nip: str


@dataclass(frozen=True, slots=True)
class DrawUpNext:
    """Draw up the next term: a renewal was granted, in whole or in part."""

    verdict: EvaluationConcluded


@dataclass(frozen=True, slots=True)
class Amend:
    """Follow a later verdict of an application: decided on appeal, or corrected."""

    verdict: EvaluationConcluded


@dataclass(frozen=True, slots=True)
class RefuseRenewal:
    """A renewal was rejected or refused; an appeal may change that."""

    case: str
    seq: int = 0


@dataclass(frozen=True, slots=True)
class EndRenewal:
    """A renewal was withdrawn before it was accepted."""

    case: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """An accepted case was withdrawn, perhaps after its verdict was sent."""

    case: str


@dataclass(frozen=True, slots=True)
class FollowContact:
    """Write to somebody else about what this application has led to; the newest ``seq`` counts."""

    case: str
    contact: Contact
    seq: int


@dataclass(frozen=True, slots=True)
class Suspend:
    """Take the right to the mark away for a time; ``by`` an officer."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reinstate:
    """End a suspension; ``by`` an officer."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Revoke:
    """Take the licence back for good; ``by`` an officer."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Surrender:
    """Give the licence up for good; ``by`` the licensee, or the officer who records it."""

    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TimeArrived:
    """A moment that `due` named has come, perhaps long ago."""
