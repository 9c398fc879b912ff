"""Gap-free numbers without a counter: the number is the document."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from pymongo.errors import BulkWriteError, DuplicateKeyError

from chassis.mongo import Collection, Index

INDEXES = (Index([("owner", 1)], unique=True), Index([("series", 1), ("no", -1)], unique=True))

_RESERVED: Final = "reserved:"
_DUPLICATE: Final = 11000


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

    async def reserve(self, series: str, last: int) -> None:
        """Give none up to ``last`` from here on: they were given before this system ran.

        Those that somebody has stay theirs; reserved twice is reserved once.
        """
        wanted = [(f"{series}/{no:06d}", no) for no in range(1, last + 1)]
        documents = [
            {"_id": id_, "series": series, "no": no, "owner": f"{_RESERVED}{id_}"}
            for id_, no in wanted
        ]
        try:
            await self._collection.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            if any(each["code"] != _DUPLICATE for each in error.details["writeErrors"]):
                raise

    async def given(self, series: str, numbers: Sequence[int]) -> set[int]:
        """Which of these somebody has been given by this system."""
        query = {"series": series, "no": {"$in": list(numbers)}}
        found = await self._collection.find(query).to_list(len(numbers))
        return {each["no"] for each in found if not each["owner"].startswith(_RESERVED)}

    async def _held(self, owner: str) -> int | None:
        held = await self._collection.find_one({"owner": owner})
        return None if held is None else int(held["no"])

    async def _highest(self, series: str) -> int:
        newest = await self._collection.find_one({"series": series}, sort=[("no", -1)])
        return 0 if newest is None else int(newest["no"])
