"""Experts: what they are competent for, whom they are tied to, how much they take on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from pydantic import Field
from stdnum.pl import nip

from chassis.process import (
    Aggregate,
    Decision,
    FieldError,
    Invalid,
    Refused,
    Rules,
    Text,
    go,
    refuse,
    stay,
)
from contracts.base import Language
from contracts.values import Contact
from services.evaluation.domain.dossier import Dossier
from services.evaluation.domain.parts import Part


class ExpertState(StrEnum):
    """An expert on the list; absence is a matter of dates."""

    ACTIVE = "active"


class Absence(Part):
    """First and last day away, both included."""

    since: dt.date
    until: dt.date


class Profile(Part):
    """What the office says about an expert.

    Attributes:
        affiliations: NIPs of employers and entities of the last three years.
        limit: Most seats in one call; none for no limit.
    """

    person: str = Field(min_length=1)
    name: str = Field(min_length=1)
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$")
    language: Language = "pl"
    competences: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    limit: int | None = Field(default=None, ge=0)
    absence: Absence | None = None

    @property
    def contact(self) -> Contact:
        """Whom to write to."""
        return Contact(person=self.person, name=self.name, email=self.email, language=self.language)


class Expert(Aggregate):
    """One expert; the id is the person's."""

    state: ExpertState
    profile: Profile

    @classmethod
    def of(cls, profile: Profile) -> Self:
        """An expert on the list."""
        return cls(state=ExpertState.ACTIVE, profile=profile)


@dataclass(frozen=True, slots=True)
class Enrol:
    """Put a person on the list of experts."""

    profile: Profile


@dataclass(frozen=True, slots=True)
class Amend:
    """Replace what is said about an expert."""

    profile: Profile


NO_COMPETENCE = Text("Podaj co najmniej jedną kategorię.", "Give at least one category.")
WRONG_NIP = Text("To nie jest poprawny NIP.", "This is not a valid NIP.")
WRONG_DATES = Text("Koniec jest przed początkiem.", "The end is before the beginning.")
ENROLLED = Text("Ta osoba jest już na liście ekspertów.", "This person is an expert already.")


def _save(_: Expert | None, command: Enrol | Amend, __: dt.datetime) -> Decision[Expert]:
    errors = tuple(_wrong(command.profile))
    if errors:
        raise Invalid(errors)
    profile = command.profile
    numbers = tuple(nip.compact(number) for number in profile.affiliations)
    return Decision(Expert.of(profile.but(affiliations=numbers)))


def _wrong(profile: Profile) -> Iterator[FieldError]:
    if not profile.competences:
        yield FieldError("competences", "required", NO_COMPETENCE)
    for index, number in enumerate(profile.affiliations):
        # python-stdnum takes all zeros for a NIP; no entity has it.
        if not nip.is_valid(number) or not nip.compact(number).strip("0"):
            yield FieldError(f"affiliations.{index}", "nip", WRONG_NIP)
    if profile.absence is not None and profile.absence.until < profile.absence.since:
        yield FieldError("absence.until", "before-since", WRONG_DATES)


def _enrolled(*_: Any) -> Refused:
    return Refused("expert-exists", ENROLLED)


EXPERT_RULES: Rules = {
    (None, Enrol): go(ExpertState.ACTIVE, _save),
    (ExpertState.ACTIVE, Enrol): refuse(_enrolled),
    (ExpertState.ACTIVE, Amend): stay(_save),
}


def eligible(expert: Profile, file: Dossier, on_case: Collection[str], today: dt.date) -> bool:
    """Whether the expert may sit on this case; the limit is the roster's to count."""
    away = expert.absence is not None and expert.absence.since <= today <= expert.absence.until
    return (
        set(file.categories) <= set(expert.competences)
        and file.excluded.isdisjoint(expert.affiliations)
        and expert.person not in on_case
        and expert.person != file.contact.person
        and not away
    )
