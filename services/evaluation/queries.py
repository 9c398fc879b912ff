"""Reads. The indexes they need stand beside them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

from chassis import pages
from chassis.mongo import Document, Index
from chassis.pages import Key, Page, Turn
from chassis.repository import Repository
from chassis.words import begun, words
from services.evaluation.domain import Case, Expert, Member, Sitting, SittingState, State
from services.evaluation.domain.case import OPEN_SEATS, SeatState
from services.evaluation.domain.chapter.members import MemberProfile, MemberState
from services.evaluation.domain.experts import ExpertState, Profile
from services.evaluation.views import CaseLine, ExpertLine, TaskLine
from services.evaluation.views_chapter import MemberLine, SittingView

LAST_HELD: Key = ("state.held", -1)
FIRST_HELD: Key = ("state.held", 1)
COMING = (SittingState.PLANNED, SittingState.CALLED, SittingState.OPEN)
PAST = (SittingState.CLOSED, SittingState.CANCELLED)
INDEXES = {
    "cases": (
        Index([("state.seats.expert.person", 1), ("state.seats.state", 1), ("_id", 1)]),
        Index([("state.state", 1), ("_id", 1)]),
        Index([("state.seats.late_told", 1), ("_id", 1)], partial={"state.seats.late_told": True}),
        Index([("state.dossier.contact.person", 1)], sparse=True),
        Index([("state.contact.person", 1)], sparse=True),
        Index([("state.withdrawal.by", 1)], sparse=True),
        Index([("state.appeal.by", 1)], sparse=True),
        Index([("state.dossier.contact.team", 1)], sparse=True),
    ),
    "experts": (
        Index([("state.profile.competences", 1), ("_id", 1)]),
        Index([("state.search", 1), ("_id", 1)]),
    ),
    "members": (Index([("state.state", 1), ("_id", 1)]),),
    "sittings": (
        Index([LAST_HELD, ("_id", -1)]),
        Index([("state.state", 1), LAST_HELD, ("_id", -1)]),
        Index([("state.members.person", 1)]),
    ),
}
WROTE = ("state.withdrawal.by", "state.appeal.by")
"""Somebody of the applicant's side, who need not be the contact."""
IN_CASES = (
    *("state.dossier.contact.person", "state.contact.person", "state.seats.expert.person"),
    *WROTE,
)
IN_SITTINGS = ("state.members.person",)
"""Where people stand."""
OF_TEAM = ("state.dossier.contact.team",)
"""Where a case's team stands."""

_QUEUE = dict.fromkeys(
    (
        "state.number",
        "state.dossier.entity.name",
        "state.seats.no",
        "state.seats.expert.person",
        "state.seats.state",
        "state.seats.deadline",
        "state.seats.claim.lease_until",
    ),
    1,
)


async def queue(
    cases: Repository[Case],
    person: str,
    *,
    open_: bool,
    real_now: dt.datetime,
    turn: Turn,
) -> Page[TaskLine]:
    """An expert's own tasks. Polled by many, so it reads few fields and only through the index."""
    states = [state for state in SeatState if (state in OPEN_SEATS) == open_]
    page = await pages.read(cases.collection, seated(person, states), turn, fields=_QUEUE)
    return page.of(lambda document: _line(document, person, states, real_now))


def seated(person: str, states: Sequence[str]) -> Document:
    """The query for cases on which this person has a seat in one of these states."""
    return {
        "state.seats": {"$elemMatch": {"expert.person": person, "state": {"$in": list(states)}}}
    }


def _line(
    document: Document, person: str, states: Sequence[str], real_now: dt.datetime
) -> TaskLine:
    case = document["state"]
    seat = next(
        seat
        for seat in case["seats"]
        if seat["expert"]["person"] == person and seat["state"] in states
    )
    lease = (seat.get("claim") or {}).get("lease_until")
    lapsed = lease is not None and dt.datetime.fromisoformat(lease) <= real_now
    return TaskLine(
        id=f"{document['_id']}.{seat['no']}",
        case=document["_id"],
        number=case["number"],
        entity=case["dossier"]["entity"]["name"],
        state=SeatState.DECLARED if lapsed else SeatState(seat["state"]),
        deadline=seat["deadline"],
        lease_until=None if lapsed else lease,
    )


async def cases_in(cases: Repository[Case], state: State | None, turn: Turn) -> Page[CaseLine]:
    """Cases, of one state if asked for."""
    page = await pages.read(cases.collection, _in(state), turn)
    return page.of(lambda document: CaseLine.of(cases.load(document).state))


async def lacking(cases: Repository[Case], limit: int, after: str | None) -> list[str]:
    """Ids of cases with a vacant seat or one whose holder is late, in their order."""
    on = {"_id": {"$gt": after or ""}}
    lacks = ({"state.state": State.WAITING_FOR_EXPERT}, {"state.seats.late_told": True})
    query = {"$or": [{**each, **on} for each in lacks]}
    cursor = cases.collection.find(query, {"_id": 1}).sort("_id", 1).limit(limit)
    return [document["_id"] for document in await cursor.to_list(limit)]


async def open_tasks(cases: Repository[Case], persons: Sequence[str]) -> dict[str, int]:
    """How many cards are still to come from each of these persons; nothing is said of none."""
    open_, fields = list(OPEN_SEATS), {"state.seats.expert.person": 1, "state.seats.state": 1}
    query = {
        "state.seats": {
            "$elemMatch": {"expert.person": {"$in": list(persons)}, "state": {"$in": open_}}
        }
    }
    found: Counter[str] = Counter()
    async for case in cases.collection.find(query, fields):
        seats = case["state"]["seats"]
        found.update(each["expert"]["person"] for each in seats if each["state"] in open_)
    return dict(found)


async def scored_by(cases: Repository[Case], person: str) -> list[str]:
    """Ids of cases whose card is still to come from this person."""
    cursor = cases.collection.find(seated(person, OPEN_SEATS), {"_id": 1})
    return [document["_id"] for document in await cursor.to_list(None)]


async def naming(
    repository: Repository[Any], places: Sequence[str], names: Collection[str]
) -> list[str]:
    """Ids of what names one of these persons, or teams, in one of these places."""
    of = {"$in": sorted(names)}
    query = {"$or": [{place: of} for place in places]}
    return [found["_id"] async for found in repository.collection.find(query, {"_id": 1})]


async def experts(
    repository: Repository[Expert], category: str | None, turn: Turn, q: str = ""
) -> Page[ExpertLine]:
    """The list of experts: those competent for a category, those whose name has words begun so."""
    named = [each for word in words(q) for each in begun("state.search", word)]
    query: Document = {"$and": named} if named else {}
    query |= {} if category is None else {"state.profile.competences": category}
    page = await pages.read(repository.collection, query, turn)
    return page.of(lambda document: ExpertLine.of(repository.load(document)))


async def members(
    repository: Repository[Member], state: MemberState, turn: Turn
) -> Page[MemberLine]:
    """Those who sit in the chapter, or no longer do."""
    page = await pages.read(repository.collection, _in(state), turn)
    return page.of(lambda document: MemberLine.of(repository.load(document).state))


async def seated_members(repository: Repository[Member]) -> list[MemberProfile]:
    """Everybody who sits in the chapter, which is a handful of people."""
    cursor = repository.collection.find({"state.state": MemberState.SITTING}).sort("_id", 1)
    return [repository.load(found).state.profile for found in await cursor.to_list(None)]


async def sittings(
    repository: Repository[Sitting],
    states: Sequence[SittingState],
    turn: Turn,
    order: Key = LAST_HELD,
) -> Page[SittingView]:
    """Sittings, of these states or of all, the last one first or as ``order`` says."""
    query = {"state.state": {"$in": list(states)}} if states else {}
    page = await pages.read(repository.collection, query, turn, order)
    return page.of(lambda document: SittingView.of(repository.load(document).state))


async def competent(experts: Repository[Expert], categories: Sequence[str]) -> list[Profile]:
    """Experts on the list who are competent for every one of these categories."""
    query = {
        "state.profile.competences": {"$all": list(categories)},
        "state.state": ExpertState.ACTIVE,
    }
    return [
        experts.load(found).state.profile
        for found in await experts.collection.find(query).to_list(None)
    ]


def _in(state: StrEnum | None) -> Document:
    return {} if state is None else {"state.state": state}
