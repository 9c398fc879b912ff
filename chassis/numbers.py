"""Gap-free numbers without a counter: the number is the document."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from pymongo.errors import DuplicateKeyError

from chassis.mongo import Collection, Index

INDEXES = (Index([("owner", 1)], unique=True), Index([("series", 1), ("no", -1)], unique=True))


class Numbers:
    """Gives each owner one number of a series, from 1, none skipped and none given twice.

    The next number is inserted as a document whose ``_id`` is the number itself. That it is taken
    means: try the one after it. That the owner has one already means: that is the answer, so asking
    again after a crash is harmless. A number is tried only once the one before it exists.
    """

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._last: dict[str, int] = {}
        self._turn: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def give(self, series: str, owner: str) -> int:
        """The number of ``owner`` in ``series``; the same one however often it is asked for.

        That the owner has one already is left to the index to say: it is rare.
        """
        async with self._turn[series]:  # saves this process from racing itself
            if series not in self._last:
                self._last[series] = await self._highest(series)
            while True:
                no = self._last[series] + 1
                try:
                    await self._collection.insert_one(
                        {"_id": f"{series}/{no:06d}", "series": series, "no": no, "owner": owner}
                    )
                except DuplicateKeyError as error:
                    if (error.details or {}).get("keyPattern") == {"owner": 1}:
                        return int((await self._held(owner)) or 0)
                    self._last[series] = no
                    continue
                self._last[series] = no
                return no

    async def _held(self, owner: str) -> int | None:
        held = await self._collection.find_one({"owner": owner})
        return None if held is None else int(held["no"])

    async def _highest(self, series: str) -> int:
        newest = await self._collection.find_one({"series": series}, sort=[("no", -1)])
        return 0 if newest is None else int(newest["no"])
