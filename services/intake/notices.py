"""What people were told of their data, by version, so that what somebody acknowledged is found."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from pymongo.errors import DuplicateKeyError

from chassis.clock import Clock
from chassis.mongo import Collection
from chassis.process import Text, Unknown
from services.intake.domain.notice import Section, Told, for_applicants, for_recommenders, version


class Notices:
    """The notice of now, and those acknowledged: ``{_id: version, since, applicants, …}``.

    Args:
        collection: Where they are kept, for good.
        told: What the office says for itself now.
        clock: For the moment since when.
    """

    def __init__(self, collection: Collection, told: Told, clock: Clock) -> None:
        self._collection = collection
        self._clock = clock
        self._kept, self._turn = False, asyncio.Lock()
        self.told = told
        self.applicants = tuple(for_applicants(told))
        self.recommenders = tuple(for_recommenders(told))
        self.version = version(told)

    async def acknowledged(self) -> str:
        """The version of now, once its text is kept."""
        async with self._turn:
            if not self._kept:
                await self._keep()
                self._kept = True
        return self.version

    async def _keep(self) -> None:
        said = {"applicants": _plain(self.applicants), "recommenders": _plain(self.recommenders)}
        document = {"since": self._clock.now(), **said}
        with suppress(DuplicateKeyError):  # another copy did it a moment ago
            await self._collection.update_one(
                {"_id": self.version}, {"$setOnInsert": document}, upsert=True
            )

    async def said(self, asked: str) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
        """What this version told applicants, and people who recommend.

        Raises:
            Unknown: It is not the one of now, and nobody acknowledged it.
        """
        if asked == self.version:
            return self.applicants, self.recommenders
        found = await self._collection.find_one({"_id": asked})
        if found is None:
            raise Unknown("notice")
        return _read(found["applicants"]), _read(found["recommenders"])


def _plain(sections: tuple[Section, ...]) -> list[dict[str, Any]]:
    return [
        {"code": each.code, "title": each.title._asdict(), "text": each.text._asdict()}
        for each in sections
    ]


def _read(kept: list[dict[str, Any]]) -> tuple[Section, ...]:
    return tuple(
        Section(each["code"], Text(**each["title"]), Text(**each["text"])) for each in kept
    )
