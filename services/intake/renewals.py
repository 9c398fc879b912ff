"""One renewal of a licence at a time: the licence's number is the key."""

from __future__ import annotations

from contextlib import suppress

from pymongo.errors import DuplicateKeyError

from chassis.mongo import Collection
from chassis.repository import Repository
from services.intake.domain.application import LIVE, Application


class Renewals:
    """Which application renews a licence: ``{_id: licence number, application}``.

    It is taken by an application that is sent and freed by that application's end, of which nobody
    need be told: who comes next looks at the one that holds it.

    Args:
        collection: Where they lie.
        applications: To look at.
    """

    def __init__(self, collection: Collection, applications: Repository[Application]) -> None:
        self._collection = collection
        self._applications = applications

    async def free(self, licence: str, application: str) -> bool:
        """Whether no other live application renews this licence."""
        holder = await self._holder(licence)
        return holder in {None, application} or not await self._lives(str(holder))

    async def take(self, licence: str, application: str) -> bool:
        """Take the licence for an application that is live; taken twice is taken once.

        Returns:
            False when another live application has it.
        """
        while (holder := await self._holder(licence)) != application:
            if holder is None:
                with suppress(DuplicateKeyError):
                    await self._collection.insert_one({"_id": licence, "application": application})
            elif await self._lives(holder):
                return False
            else:
                held = {"_id": licence, "application": holder}
                await self._collection.update_one(held, {"$set": {"application": application}})
        return True

    async def _holder(self, licence: str) -> str | None:
        found = await self._collection.find_one({"_id": licence})
        return None if found is None else str(found["application"])

    async def _lives(self, application: str) -> bool:
        found = await self._applications.find(application)
        return found is not None and found.state.state in LIVE
