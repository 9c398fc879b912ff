"""Reads. The indexes they need stand beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from chassis.mongo import Document, Index
from chassis.repository import Repository
from services.evaluation.domain import Case, Expert, Member, Sitting, SittingState, State
from services.evaluation.domain.case import OPEN_SEATS, SeatState
from services.evaluation.domain.chapter.members import MemberProfile, MemberState
from services.evaluation.domain.experts import ExpertState, Profile
from services.evaluation.views import CaseLine, ExpertLine, Page, TaskLine
from services.evaluation.views_chapter import MemberLine, SittingView

INDEXES = {
    "cases": (
        Index([("state.seats.expert.person", 1), ("state.seats.state", 1), ("_id", 1)]),
        Index([("state.state", 1), ("_id", 1)]),
    ),
    "experts": (Index([("state.profile.competences", 1)]),),
    "members": (Index([("state.state", 1), ("_id", 1)]),),
    "sittings": (Index([("state.state", 1), ("_id", 1)]),),
}

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
    limit: int,
    after: str | None,
) -> Page[TaskLine]:
    """An expert's own tasks. Polled by many, so it reads few fields and only through the index."""
    states = [state for state in SeatState if (state in OPEN_SEATS) == open_]
    found = await _read(cases, seated(person, states), limit, after, _QUEUE)
    lines = [_line(document, person, states, real_now) for document in found]
    return Page(items=lines[:limit], next=_next(found, limit))


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


async def cases_in(
    cases: Repository[Case], state: State | None, limit: int, after: str | None
) -> Page[CaseLine]:
    """Cases, of one state if asked for."""
    query = {} if state is None else {"state.state": state}
    found = await _read(cases, query, limit, after)
    lines = [CaseLine.of(cases.load(document).state) for document in found[:limit]]
    return Page(items=lines, next=_next(found, limit))


async def ids_in(cases: Repository[Case], state: State, limit: int, after: str | None) -> list[str]:
    """Ids of cases in a state, in their order."""
    query = {"state.state": state, "_id": {"$gt": after or ""}}
    cursor = cases.collection.find(query, {"_id": 1}).sort("_id", 1).limit(limit)
    return [document["_id"] for document in await cursor.to_list(limit)]


async def scored_by(cases: Repository[Case], person: str) -> list[str]:
    """Ids of cases whose card is still to come from this person."""
    cursor = cases.collection.find(seated(person, OPEN_SEATS), {"_id": 1})
    return [document["_id"] for document in await cursor.to_list(None)]


async def experts(
    repository: Repository[Expert], limit: int, after: str | None
) -> Page[ExpertLine]:
    """The list of experts."""
    found = await _read(repository, {}, limit, after)
    lines = [ExpertLine.of(repository.load(document)) for document in found[:limit]]
    return Page(items=lines, next=_next(found, limit))


async def members(
    repository: Repository[Member], limit: int, after: str | None
) -> Page[MemberLine]:
    """Those who sit in the chapter."""
    found = await _read(repository, {"state.state": MemberState.SITTING}, limit, after)
    lines = [MemberLine.of(repository.load(document).state) for document in found[:limit]]
    return Page(items=lines, next=_next(found, limit))


async def seated_members(repository: Repository[Member]) -> list[MemberProfile]:
    """Everybody who sits in the chapter, which is a handful of people."""
    cursor = repository.collection.find({"state.state": MemberState.SITTING}).sort("_id", 1)
    return [repository.load(found).state.profile for found in await cursor.to_list(None)]


async def sittings(
    repository: Repository[Sitting], state: SittingState | None, limit: int, after: str | None
) -> Page[SittingView]:
    """Sittings, of one state if asked for."""
    query = {} if state is None else {"state.state": state}
    found = await _read(repository, query, limit, after)
    lines = [SittingView.of(repository.load(document).state) for document in found[:limit]]
    return Page(items=lines, next=_next(found, limit))


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


async def _read(
    repository: Repository[Any],
    query: Document,
    limit: int,
    after: str | None,
    fields: dict[str, int] | None = None,
) -> list[Document]:
    """One more than asked for tells whether there is a next page."""
    if after is not None:
        query = {**query, "_id": {"$gt": after}}
    cursor = repository.collection.find(query, fields).sort("_id", 1).limit(limit + 1)
    return await cursor.to_list(limit + 1)


def _next(found: Sequence[Document], limit: int) -> str | None:
    return found[limit - 1]["_id"] if len(found) > limit else None
