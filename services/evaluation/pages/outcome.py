"""What a vote comes to so far, as a page tells it; the arithmetic is the domain's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from contracts.values import ItemVerdict
from services.evaluation.domain import Sitting
from services.evaluation.domain.chapter.sitting import Ballot, Matter
from services.evaluation.domain.chapter.voting import Count, carried, count, departs, has_quorum


class ItemOutcome(NamedTuple):
    """One item: what the score says, who voted how, and what comes of it as it stands.

    Attributes:
        departs: It would be decided otherwise than the score, which needs reasons.
    """

    scored: ItemVerdict
    ballots: Mapping[str, Ballot]
    counted: Count
    granted: bool
    departs: bool


class Outcome(NamedTuple):
    """One case: whether it can be resolved, and its items."""

    quorum: bool
    items: tuple[ItemOutcome, ...]

    def voted(self, person: str) -> bool:
        """Whether this person has voted on every item."""
        return all(person in item.ballots for item in self.items)


def outcomes(sitting: Sitting, matter: Matter) -> Outcome:
    """How the vote on a case stands."""
    items = tuple(_item(sitting, matter, scored) for scored in matter.scored)
    return Outcome(has_quorum(sitting, matter), items)


def _item(sitting: Sitting, matter: Matter, scored: ItemVerdict) -> ItemOutcome:
    ballots = sitting.ballots(matter.case, scored.item.id)
    counted = count(ballots.values())
    granted = carried(counted, ballots.get(sitting.chair))
    return ItemOutcome(scored, ballots, counted, granted, departs(scored, granted))
