"""Reads of the office's desk: what is to be done, counted and listed, each by an index."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from chassis import pages
from chassis.mongo import Collection, Document, Index
from chassis.pages import BY_ID, Key, Page, Turn
from chassis.repository import Repository
from chassis.words import begun, words
from services.intake.casefile import CaseFiles
from services.intake.domain.application import Application, State
from services.intake.domain.call import Call
from services.intake.domain.licence import Licence
from services.intake.domain.spent import File
from services.intake.licences import Licences

MOST_WORDS: Final = 6
MOST: Final = 1000
"""Today's work is counted so far, which costs the same however much there is."""

RECENT: Final = 300
"""So many cases tell how long things take now."""

_CHECKED: Final[Document] = {"state.state": State.FORMAL_CHECK.value}
_CORRECTED: Final[Document] = {"state.state": State.CORRECTION.value}
_APPEALED: Final[Document] = {
    "state.state": State.APPEAL.value,
    "state.appeals": {"$elemMatch": {"against": "rejection", "outcome": "pending"}},
}
_WAITS: Final = "status.evaluation.waits_for"
_UNTIL: Final = "status.evaluation.until"
_SHOWN: Final = {"number": 1, "status": 1}

INDEXES: Final = {
    "applications": (
        # In the order in which they came, and in which they are due.
        Index([("state.number", 1), ("_id", 1)], partial=_CHECKED),
        Index([("state.call", 1), ("state.number", 1), ("_id", 1)], partial=_CHECKED),
        Index([("state.deadline", 1), ("_id", 1)], partial=_CORRECTED),
        Index([("state.call", 1), ("state.deadline", 1), ("_id", 1)], partial=_CORRECTED),
        Index([("state.search", 1), ("_id", 1)]),
    ),
    "cases": (
        Index([(_WAITS, 1), ("_id", 1)], sparse=True),
        Index([(_WAITS, 1), (_UNTIL, 1), ("_id", 1)], partial={_UNTIL: {"$gt": ""}}),
    ),
    "licences": (Index([("ends", 1), ("_id", 1)], sparse=True),),
}

WAITING: Final = ("experts", "scores", "vote", "confirmation")
"""What a case may wait for at evaluation, in its order."""

ORDERS: Final[Mapping[State, Key]] = {
    State.FORMAL_CHECK: ("state.number", 1),
    State.CORRECTION: ("state.deadline", 1),
}
"""Where applications are listed otherwise than by id."""


class Work(NamedTuple):
    """How many there are of what an officer has to look at; nobody counts beyond `MOST`."""

    check: int
    corrections: int
    appeals: int
    overdue: int
    waiting: Mapping[str, int]
    expiring: int


async def work(
    applications: Repository[Application],
    cases: CaseFiles,
    licences: Licences,
    now: dt.datetime,
    until: dt.datetime,
    days: tuple[dt.date, dt.date],
) -> Work:
    """Count today's work.

    Args:
        applications: All of them.
        cases: Their files.
        licences: What is known of licences.
        now: The business moment.
        until: Corrections that end before this moment run out.
        days: The first and the last day on which a licence that ends is expiring.
    """
    filed, files = applications.collection, cases.collection
    late = {_WAITS: "scores", _UNTIL: {"$gt": "", "$lt": said(now)}}
    ending = {**_CORRECTED, "state.deadline": {"$lte": said(until)}}
    check, corrections, appeals, overdue, expiring, *waiting = await asyncio.gather(
        filed.count_documents(_CHECKED, limit=MOST),
        filed.count_documents(ending, limit=MOST),
        filed.count_documents(_APPEALED, limit=MOST),
        files.count_documents(late, limit=MOST),
        licences.collection.count_documents(_ending(*days), limit=MOST),
        *(files.count_documents({_WAITS: each}, limit=MOST) for each in WAITING),
    )
    counts = dict(zip(WAITING, waiting, strict=True))
    return Work(check, corrections, appeals, overdue, counts, expiring)


async def listed(
    applications: Repository[Application], state: State | None, call: str, turn: Turn
) -> Page[Application]:
    """Applications, those to check in the order of their numbers, corrections by their ends."""
    query: Document = {"state.state": state.value if state else {"$ne": State.DELETED.value}}
    if call:
        query["state.call"] = call
    return await _applications(
        applications, query, turn, ORDERS.get(state, BY_ID) if state else BY_ID
    )


async def to_check(applications: Repository[Application], after: str) -> str | None:
    """The id of the application to check whose number follows this one, else of the first."""
    for number in (after, ""):
        query = {**_CHECKED, "state.number": {"$gt": number}}
        order = [("state.number", 1)]
        found = await applications.collection.find_one(query, {"_id": 1}, sort=order)
        if found is not None:
            return str(found["_id"])
    return None


async def to_decide(applications: Repository[Application], turn: Turn) -> Page[Application]:
    """Applications whose formal rejection was appealed against."""
    return await _applications(applications, dict(_APPEALED), turn, BY_ID)


async def named(applications: Repository[Application], text: str, turn: Turn) -> Page[Application]:
    """Applications of entities in whose names words begin so; none for a text without words."""
    conditions = [c for word in words(text)[:MOST_WORDS] for c in begun("state.search", word)]
    if not conditions:
        return Page(items=[])
    return await _applications(applications, {"$and": conditions}, turn, BY_ID)


async def of_entity(
    applications: Repository[Application], nip: str, turn: Turn
) -> Page[Application]:
    """Applications of the entity with this NIP."""
    return await _applications(applications, {"state.form.entity.nip": nip}, turn, BY_ID)


async def _applications(
    applications: Repository[Application], query: Document, turn: Turn, by: Key
) -> Page[Application]:
    page = await pages.read(applications.collection, query, turn, by, {"inbox": 0, "outbox": 0})
    return page.of(lambda document: applications.load(document).state)


async def of_call(applications: Repository[Application], call: str) -> AsyncGenerator[Application]:
    """Every application of a call that was sent in, one after another."""
    query = {"state.call": call, "state.state": {"$nin": [State.DRAFT.value, State.DELETED.value]}}
    async for found in applications.collection.find(query, {"inbox": 0, "outbox": 0}):
        yield applications.load(found).state


async def waiting(cases: CaseFiles, waits_for: str, turn: Turn) -> Page[Document]:
    """Case files by what they wait for at evaluation; with experts the soonest end first."""
    if waits_for != "scores":
        return await pages.read(cases.collection, {_WAITS: waits_for}, turn, BY_ID, _SHOWN)
    query = {_WAITS: waits_for, _UNTIL: {"$gt": ""}}
    return await pages.read(cases.collection, query, turn, (_UNTIL, 1), _SHOWN)


async def entities(applications: Repository[Application], ids: Sequence[str]) -> dict[str, str]:
    """Whose applications these are; nothing of one that is not here."""
    found = applications.collection.find({"_id": {"$in": list(ids)}}, {"state.form.entity.name": 1})
    return {each["_id"]: each["state"]["form"]["entity"]["name"] async for each in found}


async def expiring(licences: Licences, days: tuple[dt.date, dt.date], turn: Turn) -> Page[Licence]:
    """Licences that end on these days, the first first."""
    page = await pages.read(licences.collection, _ending(*days), turn, ("ends", 1))
    return page.of(Licence.model_validate)


async def by_stage(applications: Repository[Application]) -> dict[State, int]:
    """How many applications are in each state."""
    shown = [state for state in State if state is not State.DELETED]
    filed = applications.collection
    found = await asyncio.gather(
        *(filed.count_documents({"state.state": state.value}) for state in shown)
    )
    return dict(zip(shown, found, strict=True))


async def lately(cases: CaseFiles, since: dt.datetime) -> AsyncGenerator[File]:
    """What happened in the cases that something happened in last, at most `RECENT` of them."""
    query, shown = {"quiet_since": {"$gte": since}}, {"entries.type": 1, "entries.at": 1}
    newest = cases.collection.find(query, shown).sort("quiet_since", -1).limit(RECENT)
    async for found in newest:
        yield [(each["type"], dt.datetime.fromisoformat(each["at"])) for each in found["entries"]]


async def by_month(licences: Licences, months: Sequence[tuple[dt.date, dt.date]]) -> list[int]:
    """How many licences end in each of these months (first and last day)."""
    counted: Collection = licences.collection
    return list(
        await asyncio.gather(*(counted.count_documents(_ending(*month)) for month in months))
    )


async def calls_of(calls: Repository[Call], ids: set[str]) -> dict[str, Call]:
    """These calls, by id."""
    query: Document = {"_id": {"$in": sorted(ids)}}
    found = await calls.collection.find(query).to_list(None)
    return {each["_id"]: calls.load(each).state for each in found}


def _ending(first: dt.date, last: dt.date) -> dict[str, Any]:
    return {"ends": {"$gte": first.isoformat(), "$lte": last.isoformat()}}


def said(moment: dt.datetime) -> str:
    """As moments are stored; all are UTC."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
