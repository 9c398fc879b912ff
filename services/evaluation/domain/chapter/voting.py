"""The arithmetic of a vote: quorum, count, tie."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from contracts.values import ItemVerdict
from services.evaluation.domain.chapter.sitting import Ballot, Matter, Sitting


class Count(NamedTuple):
    """How many voted how."""

    yes: int
    no: int
    abstain: int


def quorum(voted: int, entitled: int) -> bool:
    """Over half of the members who are not excluded took part; abstaining is taking part."""
    return 2 * voted > entitled


def count(ballots: Collection[Ballot]) -> Count:
    """The count of the votes on one item."""
    cast = list(ballots)
    return Count(*(cast.count(ballot) for ballot in (Ballot.YES, Ballot.NO, Ballot.ABSTAIN)))


def carried(counted: Count, chair: Ballot | None) -> bool:
    """More for than against; a tie goes as the chair voted, and without that vote it fails."""
    if counted.yes != counted.no:
        return counted.yes > counted.no
    return chair is Ballot.YES


def has_quorum(sitting: Sitting, matter: Matter) -> bool:
    """Whether every item of the case had a quorum: a case is resolved as a whole or not at all."""
    entitled = len(sitting.entitled(matter.case))
    return all(
        quorum(len(sitting.ballots(matter.case, item.id)), entitled) for item in matter.items
    )


def departs(scored: ItemVerdict, granted: bool) -> bool:  # noqa: FBT001 -- the outcome itself
    """Whether the chapter decides otherwise than the score; without points there is none."""
    return scored.mean is not None and granted != scored.granted
