"""The case file: one document per case, built from every event of every service.

Many writers, one document. An entry is linked to the one recorded before it, so a writer reads
where the file ends and writes on the condition that it still ends there. Writers of one process
take turns; the processes race, and who loses looks again. A repeated event changes nothing.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import secrets
from collections.abc import AsyncIterator
from collections.abc import Collection as Some
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

from pymongo.errors import DuplicateKeyError

from chassis.mongo import Collection, Document, Index
from chassis.process import Unknown
from chassis.repository import TRIES, LostRaces
from contracts.base import Event
from services.intake.domain.chain import Link, linked
from services.intake.domain.timeline import entry_of, status_of

INDEXES = (
    Index([("number", 1)], sparse=True),
    Index([("licence_number", 1)], sparse=True),
    Index([("unsealed", 1)], sparse=True),
    Index([("quiet_since", 1)], sparse=True),
    Index([("people", 1), ("quiet_since", -1)], sparse=True),
)
_SALT = 16  # bytes
_salt = partial(secrets.token_hex, _SALT)


class CaseFiles:
    """The case files.

    One document: ``{_id: case, number, licence_number, entries: […], length, head, people: […],
    unsealed, quiet_since, status: {<service>: …}}``. ``head`` is the hash of the last entry,
    ``unsealed`` says that it is not yet in a published seal, ``people`` finds whom an erasure is
    about, ``quiet_since`` is the moment of the newest event, until its people are erased by age.

    Args:
        collection: Where they lie.
    """

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def record(self, event: Event, message: str) -> None:
        """Put the event in; nothing happens when it is there already.

        Args:
            event: Of a case; one without a case is left out.
            message: Its id.

        Raises:
            LostRaces: Others wrote into this file all the time.
        """
        if event.case is None:
            return
        turn = self._turns.setdefault(event.case, asyncio.Lock())
        entry = entry_of(event, message, _salt).model_dump(mode="json", exclude_none=True)
        async with turn:
            for attempt in range(TRIES):
                if await self._put(event, entry):
                    return
                await asyncio.sleep(random.uniform(0, min(0.05, 0.001 * 2**attempt)))  # noqa: S311
        raise LostRaces(event.case)

    async def _put(self, event: Event, entry: Document) -> bool:
        """Write the entry at the end as it is now; False when another writer was quicker."""
        mine = {"entries": {"$elemMatch": {"id": entry["id"]}}}
        file = await self.collection.find_one({"_id": event.case}, {"head": 1, "length": 1, **mine})
        if file is not None and file.get("entries"):
            return True
        head, length = ("", 0) if file is None else (file.get("head"), file.get("length", 0))
        update = [{"$set": fields(event, entry, head or "", length)}]
        here = {"_id": event.case, "head": head or {"$exists": False}}
        try:
            done = await self.collection.update_one(here, update, upsert=file is None)
        except DuplicateKeyError:  # created a moment ago
            return False
        return done.matched_count == 1 or done.upserted_id is not None

    async def erase(self, persons: Some[str]) -> int:
        """Take away all that is said of these persons; what happened stays, and the chain checks.

        Returns:
            How many case files that changed. Nothing is left to find the persons by, so asked for
            again it changes nothing.
        """
        of = {"$in": sorted(persons)}
        each = "entries.$[].personal.$[theirs]"
        done = await self.collection.update_many(
            {"people": of},
            {
                "$unset": {f"{each}.{part}": "" for part in ("value", "salt", "of")},
                "$pullAll": {"people": sorted(persons)},
            },
            array_filters=[{"theirs.of": of}],
        )
        return done.modified_count

    async def of_people(self, persons: Some[str]) -> AsyncIterator[Document]:
        """The files in which one of these persons is named."""
        async for found in self.collection.find({"people": {"$in": sorted(persons)}}):
            yield found

    async def quiet(self, before: dt.datetime, limit: int) -> list[Document]:
        """The files in which nothing has happened since then, the oldest first."""
        cursor = self.collection.find({"quiet_since": {"$lte": before}})
        return await cursor.sort("quiet_since", 1).limit(limit).to_list(limit)

    async def newest(self, person: str) -> dt.datetime | None:
        """When something last happened in a file that names this person and is not put aside."""
        newest = [("quiet_since", -1)]
        found = await self.collection.find_one({"people": person}, {"quiet_since": 1}, sort=newest)
        return None if found is None else found.get("quiet_since")

    async def put_aside(self, file: Document, until: dt.datetime | None) -> None:
        """Count anew from this moment, or no longer; nothing when something happened meanwhile."""
        change = (
            {"$unset": {"quiet_since": ""}} if until is None else {"$set": {"quiet_since": until}}
        )
        here = {"_id": file["_id"], "quiet_since": file["quiet_since"]}
        await self.collection.update_one(here, change)

    async def get(self, case: str) -> Document:
        """The document of a case.

        Raises:
            Unknown: No event of it has come yet.
        """
        return await self._one({"_id": case})

    async def of(self, cases: Some[str]) -> dict[str, Document]:
        """The documents of these cases by id, without their entries; those there are."""
        found = self.collection.find({"_id": {"$in": sorted(cases)}}, {"entries": 0})
        return {each["_id"]: each async for each in found}

    async def numbered(self, number: str) -> Document:
        """The document of the case with this number.

        Raises:
            Unknown: There is none.
        """
        return await self._one({"number": number})

    async def of_licence(self, number: str) -> Document:
        """The document of the newest case about this licence: its grant or its last renewal.

        Raises:
            Unknown: There is none.
        """
        found = await self.collection.find({"licence_number": number}).to_list(None)
        if not found:
            raise Unknown("case")
        return max(found, key=lambda file: max(entry["at"] for entry in file["entries"]))

    async def _one(self, query: Document) -> Document:
        found = await self.collection.find_one(query)
        if found is None:
            raise Unknown("case")
        return found


def fields(event: Event, entry: Document, head: str, length: int) -> Document:
    """What the event sets, as expressions over the present document.

    Args:
        event: What happened.
        entry: Its entry, not yet linked.
        head: The hash that the file ends with, "" for none.
        length: How many entries there are.
    """
    hash_ = linked(head, Link.model_validate(entry))
    people = sorted({person for each in entry["personal"] for person in each["of"]})
    changes: Document = {
        "entries": _with("$entries", [{**entry, "hash": hash_}], "$concatArrays"),
        "head": hash_,
        "length": length + 1,
        "unsealed": True,
        "quiet_since": {"$max": ["$quiet_since", event.at]},
    }
    if people:
        changes["people"] = _with("$people", people, "$setUnion")
    for name in ("number", "licence_number"):
        value = getattr(event, name, None)
        if value is not None:
            changes[name] = {"$ifNull": [f"${name}", _literal(value)]}
    status = status_of(event)
    if status is not None:
        path = f"status.{event.owner}"
        newer = {"$gt": [status.order, {"$ifNull": [f"${path}.order", -1]}]}
        new = _literal(status.model_dump(mode="json"))
        changes[path] = {"$cond": [newer, new, f"${path}"]}
    return changes


def _with(path: str, more: list[Any], how: str) -> Document:
    return {how: [{"$ifNull": [path, []]}, _literal(more)]}


def _literal(value: Any) -> Document:
    # A text that begins with "$" would otherwise be read as a path.
    return {"$literal": value}
