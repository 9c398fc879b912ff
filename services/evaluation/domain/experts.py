"""Experts: what they are competent for, whom they are tied to, how much they take on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from pydantic import Field

from chassis.process import (
    Aggregate,
    Decision,
    FieldError,
    Invalid,
    Refused,
    Rules,
    Text,
    go,
    ignore,
    refuse,
    stay,
)
from chassis.words import beginnings
from contracts.base import Language, Subject
from contracts.evaluation import ExpertChanged
from contracts.people import person_of
from contracts.values import Contact
from contracts.workdays import Day
from services.evaluation.domain.dossier import Dossier, Part
from services.evaluation.domain.ties import Affiliations, compact, tied, wrong


class ExpertState(StrEnum):
    """Whether a person is on the list; absence is a matter of dates."""

    ACTIVE = "active"
    REMOVED = "removed"


class Absence(Part):
    """First and last day away, both included."""

    since: Day
    until: Day


class Profile(Part):
    """What the office says about an expert.

    Attributes:
        person: Left out, it is whoever signs in with this address.
        affiliations: Employers and entities, those of today and those that have ended.
        limit: Most seats in one call; none for no limit.
    """

    name: str = Field(min_length=1)
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    person: str = Field(min_length=1, default_factory=lambda told: person_of(told["email"]))
    language: Language = "pl"
    competences: tuple[str, ...] = ()
    affiliations: Affiliations = ()
    limit: int | None = Field(default=None, ge=0)
    absence: Absence | None = None

    def away(self, today: dt.date) -> bool:
        """Whether they are absent on this day."""
        return self.absence is not None and self.absence.since <= today <= self.absence.until

    @property
    def contact(self) -> Contact:
        """Whom to write to."""
        return Contact(person=self.person, name=self.name, email=self.email, language=self.language)


class Expert(Aggregate):
    """One expert; the id is the person's.

    Attributes:
        search: Beginnings of the words of the name, by which the office finds them.
    """

    state: ExpertState
    profile: Profile
    search: tuple[str, ...] = ()

    @classmethod
    def of(cls, profile: Profile) -> Self:
        """An expert on the list."""
        found_by = beginnings(profile.name)
        return cls(state=ExpertState.ACTIVE, profile=profile, search=found_by)


@dataclass(frozen=True, slots=True)
class Enrol:
    """Put a person on the list of experts."""

    profile: Profile
    by: str


@dataclass(frozen=True, slots=True)
class Amend:
    """Replace what is said about an expert."""

    profile: Profile
    by: str


@dataclass(frozen=True, slots=True)
class Remove:
    """Take the person off the list."""

    by: str


@dataclass(frozen=True, slots=True)
class LookOn:
    """Cases up to ``after`` have been looked at; there are more."""

    after: str


NO_COMPETENCE = Text("Podaj co najmniej jedną kategorię.", "Give at least one category.")
WRONG_DATES = Text("Koniec jest przed początkiem.", "The end is before the beginning.")
ENROLLED = Text("Ta osoba jest już na liście ekspertów.", "This person is an expert already.")


def _save(_: Expert | None, command: Enrol | Amend, now: dt.datetime) -> Decision[Expert]:
    errors = tuple(_wrong(command.profile))
    if errors:
        raise Invalid(errors)
    profile = command.profile
    saved = Expert.of(profile.but(affiliations=compact(profile.affiliations)))
    return Decision(saved, (_changed(saved, command.by, now),))


def _remove(expert: Expert, command: Remove, now: dt.datetime) -> Decision[Expert]:
    return Decision(expert, (_changed(expert, command.by, now),))


def _look_on(expert: Expert, command: LookOn, now: dt.datetime) -> Decision[Expert]:
    return Decision(expert, (_changed(expert, "rule:panel", now, command.after),))


def _changed(expert: Expert, by: str, now: dt.datetime, after: str | None = None) -> ExpertChanged:
    """To evaluation itself: cases look whether this expert is for them, or no longer."""
    subject = Subject(kind="person", id=expert.profile.person)
    return ExpertChanged(subject=subject, at=now, by=by, after=after)


def _wrong(profile: Profile) -> Iterator[FieldError]:
    if not profile.competences:
        yield FieldError("competences", "required", NO_COMPETENCE)
    yield from wrong(profile.affiliations)
    if profile.absence is not None and profile.absence.until < profile.absence.since:
        yield FieldError("absence.until", "before-since", WRONG_DATES)


def _enrolled(*_: Any) -> Refused:
    return Refused("expert-exists", ENROLLED)


EXPERT_RULES: Rules = {
    (None, Enrol): go(ExpertState.ACTIVE, _save),
    (ExpertState.ACTIVE, Enrol): refuse(_enrolled),
    (ExpertState.ACTIVE, Amend): stay(_save),
    (ExpertState.ACTIVE, Remove): go(ExpertState.REMOVED, _remove),
    (ExpertState.REMOVED, Remove): ignore("removed twice"),
    (ExpertState.REMOVED, Enrol): go(ExpertState.ACTIVE, _save),
    **{(state, LookOn): stay(_look_on) for state in ExpertState},
}


def eligible(
    expert: Profile,
    file: Dossier,
    on_case: Collection[str],
    today: dt.date,
    category: str | None = None,
) -> bool:
    """Whether the expert may sit on this case or, if named, on the panel of this category.

    The limit is the roster's to count.
    """
    return (
        set(file.needed(category)) <= set(expert.competences)
        and not tied(expert.person, expert.affiliations, file.stake, today)
        and expert.person not in on_case
        and not expert.away(today)
    )
