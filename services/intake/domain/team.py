"""A team: the people who act for one entity, each in their own name.

Its id is given here and known to its members only. It is not the NIP, which is public: whoever
types a NIP first must gain nothing by it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict

from chassis.process import Aggregate
from contracts.base import Language
from contracts.values import Contact, Office

MOST: Final = 50
"""Members and invitations that one team may have, together."""


class State(StrEnum):
    """A team has one: its last member stays."""

    ACTIVE = "active"


class Member(BaseModel):
    """A person in a team; ``contact`` is how the person was signed in on joining."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contact: Contact
    since: AwareDatetime


class Invitation(BaseModel):
    """A place kept for whoever signs in with this address, in lower case, before ``until``.

    ``person`` is who that would be.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    email: str
    by: str
    at: AwareDatetime
    until: AwareDatetime
    person: str = ""


class Team(Aggregate):
    """One team.

    Attributes:
        name: What its members call it, mostly the entity's name.
        members: At least one, the longest-standing first.
        invitations: Not accepted yet; one that is over is dropped.
    """

    id: str
    state: State
    name: str
    members: tuple[Member, ...]
    invitations: tuple[Invitation, ...] = ()

    @property
    def people(self) -> frozenset[str]:
        """The ids of its members."""
        return frozenset(each.contact.person for each in self.members)

    def member(self, person: str) -> Member | None:
        """The member with this id, none when the person is not in the team."""
        return next((each for each in self.members if each.contact.person == person), None)

    def invitation(self, email: str, now: dt.datetime) -> Invitation | None:
        """What waits for whoever signed in with this address, none when it is over."""
        waiting = (each for each in self.invitations if now < each.until)
        return next((each for each in waiting if each.email == email.lower()), None)


def due(team: Team) -> dt.datetime | None:
    """When the first invitation is over: an address is not kept longer than it is of use."""
    return min((each.until for each in team.invitations), default=None)


@dataclass(frozen=True, slots=True)
class Found:
    """Begin a team with its first member."""

    id: str
    name: str
    founder: Contact


@dataclass(frozen=True, slots=True)
class Invite:
    """Ask somebody in; again to the same address, the time runs anew.

    Attributes:
        id: Of the invitation.
        language: Of the mail.
        by: The member who invites.
        until: When it is over.
        office: Who signs the mail.
    """

    id: str
    email: str
    language: Language
    by: str
    until: dt.datetime
    office: Office


@dataclass(frozen=True, slots=True)
class Uninvite:
    """Take an invitation back."""

    invitation: str
    by: str


@dataclass(frozen=True, slots=True)
class Join:
    """Accept, signed in with the address that was invited."""

    person: Contact


@dataclass(frozen=True, slots=True)
class Decline:
    """Say no, signed in with the address that was invited."""

    email: str


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a member out; a member who removes themselves leaves."""

    person: str
    by: str


@dataclass(frozen=True, slots=True)
class TimeArrived:
    """An invitation may be over."""
