"""A person who may sign in: invited by the office, or come by themselves. Sessions lie in here.

Who is asking never travels in time: every moment here is real.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict

from chassis.process import Aggregate
from contracts.base import Language, Role
from contracts.values import Contact

MOST_SESSIONS: Final = 20
"""Of one person at once; one more ends the oldest."""

LINGERS: Final = dt.timedelta(hours=1)
"""How long a session that is over is still known: longer than any token of it lives."""


class State(StrEnum):
    """Where a person's account is."""

    INVITED = "invited"
    ACTIVE = "active"
    REMOVED = "removed"
    ERASED = "erased"


class Session(BaseModel):
    """One sign-in that goes on. Only digests of its refresh token are kept.

    Attributes:
        id: What its tokens name (``sid``), no secret.
        family: Digest of the first half of its refresh token, which stays the same.
        refresh: Digest of the whole of it, which is new each time.
        previous: Digest of the refresh token before, which another tab may have sent as well.
        device: What the browser says it is, so that people know their sessions apart.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    family: str
    refresh: str
    previous: str = ""
    began_at: AwareDatetime
    used_at: AwareDatetime
    ends_at: AwareDatetime
    device: str = ""


class Erasure(BaseModel):
    """An erasure that was granted: by whom, when (business time), on what grounds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: str
    at: AwareDatetime
    reason: str
    persons: tuple[str, ...]


class Person(Aggregate):
    """An account. The id is made of the first address (`contracts.people`) and never changes.

    Attributes:
        email: As `address_of` makes it; none once it was erased.
        roles: Sorted, each once.
        search: Beginnings of the words of name and address, by which the office finds the person.
        erasure: The newest one, of which the record stays when they come back.
        settled_at: When that erasure is told again, none once it was: then they may come back.
    """

    state: State
    id: str
    name: str
    email: str | None
    language: Language = "pl"
    roles: tuple[Role, ...] = ()
    sessions: tuple[Session, ...] = ()
    search: tuple[str, ...] = ()
    erasure: Erasure | None = None
    settled_at: AwareDatetime | None = None

    def contact(self) -> Contact:
        """Whom to write to."""
        return Contact(
            person=self.id, name=self.name, email=self.email or "", language=self.language
        )

    def session(self, family: str) -> Session | None:
        """The session with this family digest."""
        return next((each for each in self.sessions if each.family == family), None)


TABS: Final = dt.timedelta(seconds=30)
"""How long another tab of the same browser may still send the refresh token before."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks for a change of somebody's account: the person, and the roles they hold."""

    person: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Invite:
    """Let a person in, in these roles."""

    contact: Contact
    roles: tuple[Role, ...]
    by: Actor


@dataclass(frozen=True, slots=True)
class SignIn:
    """The person has shown that the address is theirs; one who is new becomes an applicant."""

    contact: Contact
    session: Session


@dataclass(frozen=True, slots=True)
class Refresh:
    """Use a refresh token: ``old`` is the digest of what came, ``new`` of what follows it.

    Where tabs of one browser share the token, one that was a moment slower changes nothing.
    """

    family: str
    old: str
    new: str
    shared: bool = False


@dataclass(frozen=True, slots=True)
class EndSessions:
    """End one session, or all when none is named."""

    session: str | None
    by: str


@dataclass(frozen=True, slots=True)
class ChangeRoles:
    """Replace the roles."""

    roles: tuple[Role, ...]
    by: Actor


@dataclass(frozen=True, slots=True)
class Remove:
    """Close the account; an invitation may open it again."""

    by: Actor


@dataclass(frozen=True, slots=True)
class Erase:
    """Leave nothing of the person, in any service.

    Attributes:
        person: Their id; there need not be an account.
        at: The business moment.
        reason: What the office notes of why.
        by: Who grants it.
    """

    person: str
    at: dt.datetime
    reason: str
    by: Actor


@dataclass(frozen=True, slots=True)
class TimeArrived:
    """The erasure may have to be told again."""


def due(person: Person) -> dt.datetime | None:
    """When the erasure is told again (real time)."""
    return person.settled_at
