"""What licensing shows: the officer's list and the public register."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chassis.mongo import Document
from chassis.process import Unknown
from chassis.repository import Stored
from services.licensing.domain.licence import PUBLIC, Held, Licence, State, state_on, term_on
from services.licensing.domain.search import MOST_WORDS, words
from services.licensing.service import Licensing

BY_DATES = {
    State.ACTIVE: [State.ACTIVE, State.EXPIRED],
    State.SUSPENDED: [State.SUSPENDED],
    State.EXPIRED: [State.ACTIVE, State.EXPIRED, State.SUSPENDED],
}
"""States that the dates decide, and the stored ones that may be it."""

SHOWN_OF_ITEM = {"kind", "name", "category", "description"}

Page = tuple[list[Stored[Licence]], str | None]


async def licences(service: Licensing, state: State | None, after: str | None, limit: int) -> Page:
    """The officer's list by id; active and expired are told apart by the dates."""
    query = _where(state, service.today())
    if after is not None:
        query["_id"] = {"$gt": after}
    found = await _page(service, query, "_id", limit)
    return found[:limit], found[limit - 1].id if len(found) > limit else None


async def register(service: Licensing, question: str, after: str | None, limit: int) -> Page:
    """Public licences by number; each word of the question begins a word of the licence."""
    query: Document = {"state.state": {"$in": list(PUBLIC)}}
    asked = words(question)[:MOST_WORDS]
    if asked:
        query["$and"] = [{"state.search": {"$regex": f"^{word}"}} for word in asked]
    if after is not None:
        query["state.number"] = {"$gt": after}
    found = await _page(service, query, "state.number", limit)
    return found[:limit], found[limit - 1].state.number if len(found) > limit else None


async def registered(service: Licensing, number: str) -> Licence:
    """The public licence with this number.

    Raises:
        Unknown: There is none, or it has never been in force.
    """
    id_ = await service.id_of(number)
    licence = None if id_ is None else (await service.licences.get(id_)).state
    if licence is None or licence.state not in PUBLIC:
        raise Unknown("licence")
    return licence


def entry(licence: Licence, today: dt.date) -> dict[str, Any]:
    """One line of the register: nothing of a person, only the entity, items and terms."""
    term = term_on(licence, today)
    return {
        "number": licence.number,
        "state": state_on(licence, today),
        "entity": licence.entity.model_dump(mode="json"),
        "items": [] if term is None else [i.model_dump(include=SHOWN_OF_ITEM) for i in term.items],
        "term": None if term is None else _term(term),
        "terms": [_term(each) for each in licence.terms],
    }


def detail(licence: Licence, today: dt.date) -> dict[str, Any]:
    """The licence as an officer sees it; `state` is computed from the dates."""
    shown = licence.model_dump(mode="json", exclude={"search", "reminded", "rules"})
    return {**shown, "state": state_on(licence, today)}


def _term(term: Held) -> dict[str, Any]:
    return term.model_dump(mode="json", include={"no", "start", "end"})


def _where(state: State | None, today: dt.date) -> Document:
    if state is None:
        return {}
    if state not in BY_DATES:
        return {"state.state": state}
    day = today.isoformat()
    covering = {"$elemMatch": {"start": {"$lte": day}, "end": {"$gte": day}}}
    return {
        "state.state": {"$in": BY_DATES[state]},
        "state.terms": {"$not": covering} if state is State.EXPIRED else covering,
    }


async def _page(service: Licensing, query: Document, by: str, limit: int) -> list[Stored[Licence]]:
    """One more than asked for, which tells whether there is a next page."""
    repository = service.licences
    cursor = repository.collection.find(query, {"outbox": 0, "inbox": 0})
    found = await cursor.sort(by, 1).limit(limit + 1).to_list(limit + 1)
    return [repository.load(document) for document in found]
