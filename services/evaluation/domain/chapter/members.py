"""Who sits in the chapter."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field

from chassis.process import Aggregate, Decision, Refused, Rules, Text, go, ignore, refuse
from contracts.base import Language
from contracts.values import Contact
from services.evaluation.domain.parts import Part


class MemberState(StrEnum):
    """Whether a person sits in the chapter."""

    SITTING = "sitting"
    DISMISSED = "dismissed"


class MemberProfile(Part):
    """A member as the office writes them down."""

    person: str = Field(min_length=1, max_length=100)
    name: str = Field(min_length=1, max_length=200)
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)
    language: Language = "pl"

    @property
    def contact(self) -> Contact:
        """Whom to write to."""
        return Contact(**self.model_dump())


class Member(Aggregate):
    """One member of the chapter; the id is the person's."""

    state: MemberState
    profile: MemberProfile


@dataclass(frozen=True, slots=True)
class Appoint:
    """Let a person sit in the chapter, for the first time or again."""

    profile: MemberProfile


@dataclass(frozen=True, slots=True)
class Dismiss:
    """The person no longer sits in the chapter. Sittings already planned keep their members."""


APPOINTED = Text("Ta osoba jest już w Kapitule.", "This person is a member already.")


def _appoint(_: Member | None, command: Appoint, __: dt.datetime) -> Decision[Member]:
    return Decision(Member(state=MemberState.SITTING, profile=command.profile))


def _appointed(*_: object) -> Refused:
    return Refused("member-exists", APPOINTED)


MEMBER_RULES: Rules = {
    (None, Appoint): go(MemberState.SITTING, _appoint),
    (MemberState.SITTING, Appoint): refuse(_appointed),
    (MemberState.DISMISSED, Appoint): go(MemberState.SITTING, _appoint),
    (MemberState.SITTING, Dismiss): go(MemberState.DISMISSED),
    (MemberState.DISMISSED, Dismiss): ignore("dismissed twice"),
}
