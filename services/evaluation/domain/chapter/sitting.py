"""What a sitting is made of: its members, its agenda, who may not vote on what, the votes."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime

from chassis.process import Aggregate, Unknown
from contracts.values import Contact, Item, ItemVerdict, ItemVote, Office
from services.evaluation.domain.case import Case
from services.evaluation.domain.dossier import Part, Stake


class SittingState(StrEnum):
    """How far a sitting has come."""

    PLANNED = "planned"
    CALLED = "called"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Ballot(StrEnum):
    """How one member votes on one item."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Matter(Part):
    """One case on the agenda, as the experts left it.

    Attributes:
        scored: What the score says of each item that is voted on; without a mean where there are
            no points. A licensed item that the rules of renewal spare is not among them.
        took_part: Experts of the case, who do not vote on it.
        stake: Who else does not.
    """

    case: str
    number: str
    entity: str
    scored: tuple[ItemVerdict, ...]
    took_part: tuple[str, ...] = ()
    stake: Stake = Stake()

    @classmethod
    def of(cls, case: Case) -> Self:
        """The matter that this case is."""
        voted = {item.id for item in case.file.to_score}
        return cls(
            case=case.id,
            number=case.number,
            entity=case.file.entity.name,
            scored=tuple(made for made in case.verdicts if made.item.id in voted),
            took_part=tuple(sorted(case.took_part)),
            stake=case.file.stake,
        )

    @property
    def items(self) -> tuple[Item, ...]:
        """What is voted on, one by one."""
        return tuple(made.item for made in self.scored)


class Exclusion(Part):
    """A member who does not vote on a case, and why (art. 24 KPA)."""

    case: str
    member: str
    ground: str


class Vote(Part):
    """One member's open vote on one item."""

    case: str
    item: str
    member: str
    ballot: Ballot


class Resolution(Part):
    """What the chapter resolved on one case, item by item."""

    case: str
    number: str
    items: tuple[ItemVote, ...]


class Sitting(Aggregate):
    """One sitting of the chapter.

    Attributes:
        number: ``3/2026``, given when it is called; resolutions are numbered below it.
        held: When it begins.
        chair: The member who leads it and whose vote breaks a tie.
        members: The whole chapter, as it was when the sitting was called; until then, as planned.
        resolutions: One for each case that had a quorum; the other cases wait for the next sitting.
    """

    state: SittingState
    id: str
    number: str | None = None
    held: AwareDatetime
    place: str
    chair: str
    members: tuple[Contact, ...]
    agenda: tuple[Matter, ...]
    office: Office
    exclusions: tuple[Exclusion, ...] = ()
    votes: tuple[Vote, ...] = ()
    resolutions: tuple[Resolution, ...] = ()

    def matter(self, case: str) -> Matter:
        """A case of the agenda.

        Raises:
            Unknown: It is not on it.
        """
        found = next((matter for matter in self.agenda if matter.case == case), None)
        if found is None:
            raise Unknown("matter")
        return found

    def holds(self, case: str) -> bool:
        """Whether it votes on the case or has resolved it; if not, another sitting may."""
        resolved = any(each.case == case for each in self.resolutions)
        return resolved or self.state not in {SittingState.CLOSED, SittingState.CANCELLED}

    def seats(self, person: str) -> bool:
        """Whether this person is one of its members."""
        return any(member.person == person for member in self.members)

    def excluded(self, case: str) -> frozenset[str]:
        """Members who do not vote on this case."""
        return frozenset(each.member for each in self.exclusions if each.case == case)

    def entitled(self, case: str) -> frozenset[str]:
        """Members who may vote on this case."""
        return frozenset(member.person for member in self.members) - self.excluded(case)

    def ballots(self, case: str, item: str) -> dict[str, Ballot]:
        """The votes on an item, by member."""
        return {v.member: v.ballot for v in self.votes if (v.case, v.item) == (case, item)}
