"""Persons who were erased: kept by each service, so that what comes later leaves nothing of them.

One document for each: ``{_id: person, at}``. Every message is looked through before it is handled,
and before it becomes a dead letter. Only an erasure from after it was sent, or shortly before, can
be about it; each copy of a service knows the moment of the newest, so most messages need no read.
A copy trusts what it knows for a while, and for so long an erasure waits after it was noted.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import math
import time
from collections.abc import Iterable
from typing import Any, Final

import orjson
from pymongo import UpdateOne

from chassis.mongo import Collection, Index
from contracts.base import Event
from contracts.erasure import SETTLES, erased, named

INDEXES: Final = (Index([("at", -1)]),)
_EVER: Final = dt.datetime.min.replace(tzinfo=dt.UTC)


class Forgotten:
    """The erased persons of one service, shared by all its copies.

    Args:
        collection: Where they lie.
        agree: Seconds for which a copy trusts what it knows, and for which an erasure waits; with 0
            each message is asked about.
    """

    def __init__(self, collection: Collection, agree: float = 0) -> None:
        self._collection = collection
        self._agree = agree
        self._newest: dt.datetime | None = None
        self._known_at = -math.inf

    async def refresh(self) -> None:
        """Take over what other copies of the service have heard."""
        asked_at = time.monotonic()
        found = await self._collection.find_one({}, {"at": 1}, sort=[("at", -1)])
        self._newest, self._known_at = None if found is None else found["at"], asked_at

    async def hear(self, event: Event) -> None:
        """Keep in mind whom the event erases, if it is one that does, until every copy does.

        What a copy writes of them before it knows is there when the event is handled.
        """
        if event.erases:
            await self.add(getattr(event, event.erases), event.at)
            await asyncio.sleep(self._agree)

    async def add(self, persons: Iterable[str], at: dt.datetime) -> None:
        """Nothing is kept of these persons that was sent up to this moment."""
        newest = [UpdateOne({"_id": each}, {"$max": {"at": at}}, upsert=True) for each in persons]
        if newest:
            await self._collection.bulk_write(newest, ordered=False)
        await self.refresh()

    @property
    def anybody(self) -> bool:
        """Whether anybody was ever erased here, as far as this copy knows."""
        return self._newest is not None

    async def clean(self, body: bytes) -> bytes:
        """A message without what it says of erased persons; byte for byte if it names none.

        Somebody who has come back since is somebody whom newer messages may name.
        """
        try:
            said = orjson.loads(body)
        except ValueError:
            return body
        since = _since(said)
        if self._none(since):
            return body
        people = named(said)
        if not people:
            return body
        query = {"_id": {"$in": sorted(people)}, "at": {"$gte": since}}
        found = self._collection.find(query, {"_id": 1})
        gone = {each["_id"] async for each in found}
        return orjson.dumps(erased(said, gone)) if gone else body

    def _none(self, since: dt.datetime) -> bool:
        """Whether nobody was erased from then on, as this copy knows for sure."""
        if time.monotonic() - self._known_at >= self._agree:
            return False
        return self._newest is None or self._newest < since


def _since(said: Any) -> dt.datetime:
    """From when on an erasure is about it; where it does not say when it was sent, each is."""
    try:
        sent = dt.datetime.fromisoformat(said["at"])
        return sent - SETTLES if sent.tzinfo else _EVER
    except (KeyError, TypeError, ValueError, OverflowError):
        return _EVER
