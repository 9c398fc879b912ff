"""Persons who were erased: kept by each service, so that what comes later leaves nothing of them.

One document for each: ``{_id: person, at}``. Every message is looked through before it is handled,
and before it becomes a dead letter: one read by ``_id``, so no copy of a service has to be told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import orjson
from pymongo import UpdateOne

from chassis.mongo import Collection
from contracts.base import Event
from contracts.erasure import SETTLES, erased, named


class Forgotten:
    """The erased persons of one service, shared by all its copies.

    Args:
        collection: Where they lie.
    """

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def hear(self, event: Event) -> None:
        """Keep in mind whom the event erases, if it is one that does."""
        if event.erases:
            await self.add(getattr(event, event.erases), event.at)

    async def add(self, persons: Iterable[str], at: dt.datetime) -> None:
        """Nothing is kept of these persons that was sent up to this moment."""
        newest = [UpdateOne({"_id": each}, {"$max": {"at": at}}, upsert=True) for each in persons]
        if newest:
            await self._collection.bulk_write(newest, ordered=False)

    async def anybody(self) -> bool:
        """Whether anybody was ever erased here."""
        return await self._collection.find_one({}, {"_id": 1}) is not None

    async def clean(self, body: bytes) -> bytes:
        """A message without what it says of erased persons; byte for byte if it names none.

        Somebody who has come back since is somebody whom newer messages may name.
        """
        try:
            said = orjson.loads(body)
        except ValueError:
            return body
        people = named(said)
        if not people:
            return body
        query: dict[str, Any] = {"_id": {"$in": sorted(people)}}
        if (sent := _moment(said)) is not None:
            query["at"] = {"$gte": sent - SETTLES}
        found = self._collection.find(query, {"_id": 1})
        gone = {each["_id"] async for each in found}
        return orjson.dumps(erased(said, gone)) if gone else body


def _moment(said: Any) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(said["at"])
    except (KeyError, TypeError, ValueError):
        return None
    return moment if moment.tzinfo else None
