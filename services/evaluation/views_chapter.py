"""What the API answers with about the chapter. The vote is open, so votes bear names."""

from __future__ import annotations

import datetime as dt
from typing import Self

from pydantic import BaseModel

from contracts.values import Contact, ItemVerdict
from services.evaluation.domain import Member, Sitting, SittingState
from services.evaluation.domain.chapter.members import MemberProfile, MemberState
from services.evaluation.domain.chapter.sitting import Exclusion, Matter, Resolution, Vote
from services.evaluation.domain.chapter.voting import has_quorum


class MemberLine(MemberProfile):
    """A member of the chapter."""

    state: MemberState

    @classmethod
    def of(cls, member: Member) -> Self:
        """The line of this member."""
        return cls(state=member.state, **member.profile.model_dump())


class MatterView(BaseModel):
    """A case on the agenda: what the experts' score says, who has voted, whether it is enough."""

    case: str
    number: str
    entity: str
    scored: tuple[ItemVerdict, ...]
    excluded: tuple[Exclusion, ...]
    votes: tuple[Vote, ...]
    quorum: bool
    resolution: Resolution | None

    @classmethod
    def of(cls, sitting: Sitting, matter: Matter) -> Self:
        """Everything about this case at this sitting."""
        passed = (each for each in sitting.resolutions if each.case == matter.case)
        return cls(
            **matter.model_dump(),
            excluded=tuple(each for each in sitting.exclusions if each.case == matter.case),
            votes=tuple(vote for vote in sitting.votes if vote.case == matter.case),
            quorum=has_quorum(sitting, matter),
            resolution=next(passed, None),
        )


class SittingView(BaseModel):
    """A sitting with its agenda."""

    id: str
    number: str | None
    state: SittingState
    held: dt.datetime
    place: str
    chair: str
    members: tuple[Contact, ...]
    agenda: tuple[MatterView, ...]

    @classmethod
    def of(cls, sitting: Sitting) -> Self:
        """The sitting as its members and the office see it."""
        return cls(
            id=sitting.id,
            number=sitting.number,
            state=sitting.state,
            held=sitting.held,
            place=sitting.place,
            chair=sitting.chair,
            members=sitting.members,
            agenda=tuple(MatterView.of(sitting, matter) for matter in sitting.agenda),
        )
