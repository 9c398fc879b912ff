"""Licences by number, as far as renewals need them; learnt from licensing's events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from collections.abc import Collection as Some
from typing import Final

from pymongo.errors import DuplicateKeyError

from chassis.mongo import Collection, Document, Index
from services.intake.domain.licence import LOOKED_UP, Begun, Licence, learn

INDEXES: Final = (Index([("person", 1)], sparse=True),)


class Licences:
    """What intake knows of licences; the newest event of a licence wins, whatever came first."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection

    async def learn(self, event: Begun) -> None:
        """Take over what the event says, unless a newer one was here before."""
        licence = learn(event)
        query = {"_id": licence.number, "seq": {"$not": {"$gte": licence.seq}}}
        said = licence.model_dump(mode="json", exclude=set(LOOKED_UP))
        fields: Document = {name: {"$literal": value} for name, value in said.items()}
        # What has ended for good is not among what is going to end.
        fields["ends"] = {"$cond": ["$ended", "$$REMOVE", fields["ends"]]}
        update = [{"$set": fields}]
        try:
            await self.collection.update_one(query, update, upsert=True)
        except DuplicateKeyError:
            # The document is there: newer than this event, or created a moment ago by an older one.
            await self.collection.update_one(query, update)

    async def end(self, number: str) -> None:
        """Revoked or surrendered: for good, so neither order nor repetition matters."""
        update = {"$set": {"ended": True}, "$unset": {"ends": ""}}
        try:
            await self.collection.update_one({"_id": number}, update, upsert=True)
        except DuplicateKeyError:  # created a moment ago
            await self.collection.update_one({"_id": number}, update)

    async def erase(self, persons: Some[str]) -> None:
        """Leave the ids of these persons alone; whom they stand for says nobody any more."""
        of = {"$in": sorted(persons)}
        await self.collection.update_many({"person": of}, {"$set": {"email": ""}})

    async def of(self, person: str) -> AsyncIterator[Licence]:
        """The licences whose contact this person is."""
        async for found in self.collection.find({"person": person}):
            yield Licence.model_validate(found)

    async def find(self, number: str | None) -> Licence | None:
        """The licence of this number, None when there is none."""
        if number is None:
            return None
        found = await self.collection.find_one({"_id": number})
        known = found is not None and "seq" in found  # the end may be heard of before the beginning
        return None if not known else Licence.model_validate(found)
