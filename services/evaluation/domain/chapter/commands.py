"""What may be asked of a sitting.

``office`` says that an officer acts, who may do for the chair what the chair may do; ``by`` is the
person either way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.values import Contact
from services.evaluation.domain.case import Case
from services.evaluation.domain.chapter.members import MemberProfile
from services.evaluation.domain.chapter.sitting import Ballot
from services.evaluation.domain.dossier import Stake


@dataclass(frozen=True, slots=True)
class Plan:
    """Set date, place, chair and agenda.

    Attributes:
        members: The chapter as it is now; who votes is known when the sitting is called.
        cases: Those put on the agenda, in its order; None for one that does not exist.
        taken: Those of them that another sitting has on its agenda.
    """

    id: str
    held: dt.datetime
    place: str
    chair: str
    members: tuple[Contact, ...]
    cases: Mapping[str, Case | None]
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Call:
    """Invite the whole chapter, nobody chosen or left out.

    Attributes:
        members: Everybody who sits in it now, with what they have to do with whom.
        stakes: Who has a stake in its cases now, by case; where nothing is said, as when planned.
    """

    number: str
    by: str
    members: tuple[MemberProfile, ...]
    stakes: Mapping[str, Stake] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cancel:
    """It is not held; its cases are free for another."""

    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """The members have gathered."""

    by: str
    office: bool


@dataclass(frozen=True, slots=True)
class Exclude:
    """A member is not to vote on a case: said by themselves, by the chair or by the office."""

    case: str
    member: str
    ground: str
    by: str
    office: bool


@dataclass(frozen=True, slots=True)
class CastVotes:
    """One member's votes on items of one case; a later vote on an item replaces the earlier."""

    case: str
    member: str
    ballots: Mapping[str, Ballot]


@dataclass(frozen=True, slots=True)
class Departure:
    """Why the chapter decides an item otherwise than the experts' score."""

    case: str
    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class Close:
    """Count the votes and pass the resolutions."""

    by: str
    office: bool
    departures: tuple[Departure, ...] = field(default=())
