"""Builders: sittings as far along as a test needs them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from contracts.values import Contact
from services.evaluation.domain import Case, Sitting, decide_sitting
from services.evaluation.domain.chapter.commands import (
    Call,
    CastVotes,
    Close,
    Departure,
    Exclude,
    Open,
    Plan,
)
from services.evaluation.domain.chapter.members import MemberProfile
from services.evaluation.domain.chapter.sitting import Ballot
from tests.services.evaluation.build import CASE, NOON, for_chapter

SITTING = "s-1"
CHAIR = "c-1"
HELD = dt.datetime(2026, 3, 10, 9, tzinfo=dt.UTC)  # ten in Warsaw
OFFICER = "o-1"
YES, NO, ABSTAIN = Ballot.YES, Ballot.NO, Ballot.ABSTAIN


def a_member(no: int) -> Contact:
    return Contact(person=f"c-{no}", name=f"Członek {no}", email=f"c{no}@chapter.example")


def a_plan(*cases: Case, seats: int = 3, **changes: Any) -> Plan:
    """A sitting of c-1 (in the chair), c-2, … on these cases; on one case by default."""
    agenda = {case.id: case for case in cases or (for_chapter(),)}
    chapter = tuple(map(a_member, range(1, seats + 1)))
    values = {"held": HELD, "place": "Lublin, sala 14", "chair": CHAIR, "members": chapter}
    return Plan(**{"id": SITTING, "cases": agenda, **values, **changes})


def planned(*cases: Case, seats: int = 3) -> Sitting:
    return decide_sitting(a_plan(*cases, seats=seats), NOON, None).state


def a_call(*numbers: int, **ties: Any) -> Call:
    """Of a chapter of these members, three by default, with the ties that each is named with."""
    invited = {no: a_member(no).model_dump(exclude={"team"}) for no in numbers or (1, 2, 3)}
    profiles = [
        MemberProfile(**known, affiliations=ties.get(f"c{no}", ())) for no, known in invited.items()
    ]
    return Call("1/2026", OFFICER, tuple(profiles))


def called(*cases: Case, seats: int = 3) -> Sitting:
    chapter = range(1, seats + 1)
    return decide_sitting(a_call(*chapter), NOON, planned(*cases, seats=seats)).state


def in_session(*cases: Case, seats: int = 3) -> Sitting:
    return decide_sitting(an_opening(), HELD, called(*cases, seats=seats)).state


def an_opening(by: str = CHAIR, *, office: bool = False) -> Open:
    return Open(by, office)


def votes(no: int, ballot: Ballot = YES, item: str = "i-1", case: str = CASE) -> CastVotes:
    return CastVotes(case, f"c-{no}", {item: ballot})


def exclusion(no: int, by: str = CHAIR, **changes: Any) -> Exclude:
    values = {"case": CASE, "ground": "Znajomość z prezesem.", "office": False}
    return Exclude(**{**values, "member": f"c-{no}", "by": by, **changes})


def a_closure(*reasons: tuple[str, str], by: str = CHAIR, office: bool = False) -> Close:
    """With a reason for each of these items of the one case."""
    return Close(by, office, tuple(Departure(CASE, item, reason) for item, reason in reasons))


def voted(sitting: Sitting, *ballots: Ballot | None, item: str = "i-1") -> Sitting:
    """Members vote in turn, c-1 first; None is away."""
    for no, ballot in enumerate(ballots, start=1):
        if ballot is not None:
            sitting = decide_sitting(votes(no, ballot, item), HELD, sitting).state
    return sitting


def closed() -> Sitting:
    return decide_sitting(a_closure(), HELD, voted(in_session(), YES, YES, NO)).state
