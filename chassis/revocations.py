"""Sessions that ended before their tokens do: kept by each service, asked without a read.

A token is checked by its signature alone, so a session that is ended early has to be told to every
service. Each keeps the ended sessions for as long as a token may live, and a copy in memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from pymongo import UpdateOne

from chassis.auth import TOKEN_MINUTES
from chassis.clock import Clock
from chassis.mongo import Collection, Index

INDEXES: Final = (Index([("until", 1)], expires=True),)


class Revocations:
    """The deny-list of one service: ``{_id: session, until}``, gone by itself after ``until``.

    A copy that cannot be refreshed stays as it is, so a database that is away lets nobody in again.

    Args:
        collection: Shared by all copies of the service.
        clock: Real time.
    """

    def __init__(self, collection: Collection, clock: Clock) -> None:
        self._collection = collection
        self._clock = clock
        self._held: frozenset[str] = frozenset()

    def __contains__(self, session: object) -> bool:
        """Whether this session was ended, as far as this process has heard."""
        return session in self._held

    async def add(self, sessions: Iterable[str]) -> None:
        """End these sessions here; no token of theirs was signed after this moment."""
        until = self._clock.real() + timedelta(minutes=TOKEN_MINUTES)
        ended = [UpdateOne({"_id": each}, {"$max": {"until": until}}, True) for each in sessions]
        if ended:
            await self._collection.bulk_write(ended, ordered=False)
        await self.refresh()

    async def refresh(self) -> None:
        """Take over what other copies of the service have heard."""
        current = self._collection.find({"until": {"$gt": self._clock.real()}}, {"_id": 1})
        self._held = frozenset([each["_id"] async for each in current])
