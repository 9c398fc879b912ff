"""What licensing shows: the officer's list and the public register."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from chassis import pages
from chassis.mongo import Document
from chassis.pages import Key, Page, Turn
from chassis.process import Unknown
from chassis.spreadsheet import line
from chassis.words import begun
from services.licensing.domain.licence import PUBLIC, Licence, State, state_on, term_on
from services.licensing.domain.search import FIELDS, MOST_WORDS, marked, words
from services.licensing.service import Licensing

IN_TERM = (State.ACTIVE, State.SUSPENDED)
"""States that the dates can have ended already, where the timer is late."""

BY_NUMBER: Key = ("state.number", 1)
NAMED = ("state.contact.person", "state.next.contact.person", "state.measures.by")
"""Where people stand; whoever of a team gave the licence up need not be the contact."""

COLUMNS = (
    *("number", "state", "entity", "entity_type", "nip", "town", "voivodeship"),
    *("item_kind", "item", "category", "description", "term", "start", "end"),
)
"""Of the register as CSV; what each holds is told in docs/operations.md."""

POLISH = "0123456789aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"

Field = Literal["q", "entity", "item", "town"]
MARKS: Mapping[Field, tuple[str, ...]] = {
    "q": tuple(marked(field, "") for field in FIELDS),
    **{field: (marked(field, ""),) for field in ("entity", "item", "town")},
}
"""Where a word of each parameter is looked for."""


async def licences(service: Licensing, state: State | None, turn: Turn) -> Page[Licence]:
    """The officer's list by id; active and expired are told apart by the dates."""
    return await _page(service, _where(state, service.today()), turn, pages.BY_ID)


async def mine(service: Licensing, person: str, turn: Turn) -> Page[Licence]:
    """Licences that the person acts for, and those with an agreement they are to sign, by id."""
    teams = await service.people.teams_of(person)
    acts = [
        condition
        for at in ("state.contact", "state.next.contact")
        for condition in (
            {f"{at}.person": person, f"{at}.team": None},
            {f"{at}.team": {"$in": teams}},
        )
    ]
    return await _page(service, {"$or": acts}, turn, pages.BY_ID)


@dataclass(frozen=True)
class Question:
    """What the register is asked for; all of it must hold.

    Attributes:
        texts: By field (``q`` is any of them): each word begins a word of it.
        category: The code of a category that an item is of.
        state: As computed from the dates.
    """

    texts: Mapping[Field, str]
    category: str | None = None
    state: State | None = None


async def register(service: Licensing, asked: Question, turn: Turn) -> Page[Licence]:
    """Public licences by number."""
    return await _page(service, _asked(asked, service.today()), turn, BY_NUMBER)


async def table(service: Licensing, asked: Question) -> AsyncIterator[str]:
    """The register as CSV (RFC 4180), a line for each item, read and sent as it goes."""
    today = service.today()
    yield line(COLUMNS)
    query = _asked(asked, today)
    cursor = service.licences.collection.find(query, {"outbox": 0, "inbox": 0})
    async for document in cursor.sort("state.number", 1):
        for row in rows(service.licences.load(document).state, today):
            yield line(row)


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


async def towns(service: Licensing) -> list[str]:
    """Towns where a licence is in force, in Polish order; one whose timer is late may be there."""
    found = await service.licences.collection.distinct(
        "state.entity.town", {"state.state": State.ACTIVE}
    )
    return sorted(found, key=in_polish)


def in_polish(text: str) -> list[tuple[int, str]]:
    """What texts are sorted by so that ``ł`` comes after ``l``."""
    return [(POLISH.find(letter), letter) for letter in text.casefold()]


def rows(licence: Licence, today: dt.date) -> Iterator[tuple[str, ...]]:
    """The lines of one licence in the order of `COLUMNS`."""
    term, entity = term_on(licence, today), licence.entity
    if term is None:
        return
    for item in term.items:
        yield (
            licence.number or "",
            state_on(licence, today),
            *(entity.name, entity.type, entity.nip, entity.town, entity.voivodeship),
            *(item.kind, item.name, item.category, item.description),
            *(str(term.no), term.start.isoformat(), term.end.isoformat()),
        )


def _asked(asked: Question, today: dt.date) -> Document:
    """One query for what is asked. Words are plain letters and digits, so no pattern comes in."""
    query = _where(asked.state, today) or {"state.state": {"$in": list(PUBLIC)}}
    found = [
        each
        for field, text in asked.texts.items()
        for word in words(text)[:MOST_WORDS]
        for each in begun("state.search", word, MARKS[field])
    ]
    if asked.category is not None:
        found.append({"state.search": marked("category", asked.category)})
    return {**query, "$and": found} if found else query


def _where(state: State | None, today: dt.date) -> Document:
    """By the stored state and the dates: one whose timer is late has ended."""
    if state is None:
        return {}
    day = today.isoformat()
    if state is State.EXPIRED:
        return {"state.state": {"$in": [state, *IN_TERM]}, "state.ends": {"$lt": day}}
    if state not in IN_TERM:
        return {"state.state": state}
    covering = {"$elemMatch": {"start": {"$lte": day}, "end": {"$gte": day}}}
    return {"state.state": state, "state.terms": covering}


async def _page(service: Licensing, query: Document, turn: Turn, by: Key) -> Page[Licence]:
    repository = service.licences
    page = await pages.read(repository.collection, query, turn, by, {"outbox": 0, "inbox": 0})
    return page.of(lambda document: repository.load(document).state)
