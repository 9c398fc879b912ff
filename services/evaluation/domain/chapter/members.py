"""Who sits in the chapter."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field

from chassis.process import (
    Aggregate,
    Decision,
    Invalid,
    Refused,
    Rules,
    Text,
    go,
    ignore,
    refuse,
    stay,
)
from contracts.base import Language
from contracts.people import person_of
from contracts.values import Contact
from services.evaluation.domain.dossier import Part
from services.evaluation.domain.ties import Affiliations, compact, wrong


class MemberState(StrEnum):
    """Whether a person sits in the chapter."""

    SITTING = "sitting"
    DISMISSED = "dismissed"


class MemberProfile(Part):
    """A member as the office writes them down.

    Attributes:
        person: Left out, it is whoever signs in with this address.
        affiliations: Employers and entities, those of today and those that have ended.
    """

    name: str = Field(min_length=1, max_length=200)
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)
    person: str = Field(
        min_length=1, max_length=100, default_factory=lambda told: person_of(told["email"])
    )
    language: Language = "pl"
    affiliations: Affiliations = ()

    @property
    def contact(self) -> Contact:
        """Whom to write to."""
        return Contact(person=self.person, name=self.name, email=self.email, language=self.language)


class Member(Aggregate):
    """One member of the chapter; the id is the person's."""

    state: MemberState
    profile: MemberProfile


@dataclass(frozen=True, slots=True)
class Appoint:
    """Let a person sit in the chapter, for the first time or again."""

    profile: MemberProfile


@dataclass(frozen=True, slots=True)
class Amend:
    """Replace what is said about a member; sittings called already keep their exclusions."""

    profile: MemberProfile


@dataclass(frozen=True, slots=True)
class Dismiss:
    """The person no longer sits in the chapter. Sittings called already keep their members."""


APPOINTED = Text("Ta osoba jest już w Kapitule.", "This person is a member already.")


def _save(_: Member | None, command: Appoint | Amend, __: dt.datetime) -> Decision[Member]:
    profile = command.profile
    if errors := tuple(wrong(profile.affiliations)):
        raise Invalid(errors)
    saved = profile.but(affiliations=compact(profile.affiliations))
    return Decision(Member(state=MemberState.SITTING, profile=saved))


def _appointed(*_: object) -> Refused:
    return Refused("member-exists", APPOINTED)


MEMBER_RULES: Rules = {
    (None, Appoint): go(MemberState.SITTING, _save),
    (MemberState.SITTING, Appoint): refuse(_appointed),
    (MemberState.DISMISSED, Appoint): go(MemberState.SITTING, _save),
    (MemberState.SITTING, Amend): stay(_save),
    (MemberState.SITTING, Dismiss): go(MemberState.DISMISSED),
    (MemberState.DISMISSED, Dismiss): ignore("dismissed twice"),
}
