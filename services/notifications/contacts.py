"""Contacts of cases that have changed, so that what was sent before goes to the new one too."""

from __future__ import annotations

from collections.abc import Collection as Some
from typing import Final

from pymongo.errors import DuplicateKeyError

from chassis.mongo import Collection, Index
from contracts.erasure import ERASED
from contracts.intake import ContactChanged
from contracts.values import Contact

INDEXES: Final = (
    Index([("before.person", 1)], sparse=True),
    Index([("now.person", 1)], sparse=True),
)


class Contacts:
    """Whom to write to instead of whom: ``{_id: case, seq, now, before: [{person, email}, …]}``.

    Another service may still name the old contact when it has not heard yet, so it is the address
    that tells, not the moment of the event.
    """

    def __init__(self, collection: Collection) -> None:
        self.collection = collection

    async def learn(self, event: ContactChanged) -> None:
        """Take over what the event says; the newest contact wins, whatever came first."""
        case = event.case or event.subject.id
        try:
            await self._before(case, event.old)
        except DuplicateKeyError:  # created a moment ago
            await self._before(case, event.old)
        newest = {"_id": case, "seq": {"$not": {"$gte": event.seq}}}
        now = {"seq": event.seq, "now": event.new.model_dump(mode="json")}
        await self.collection.update_one(newest, {"$set": now})

    async def current(self, case: str | None, contact: Contact) -> Contact:
        """Whom to write to about this case instead of this contact, or itself."""
        known = None if case is None else await self.collection.find_one({"_id": case})
        if known is None or "now" not in known or _address(contact) not in known["before"]:
            return contact
        return Contact.model_validate(known["now"])

    async def erase(self, persons: Some[str]) -> None:
        """Leave their ids alone; what still names an old address of theirs goes to nobody."""
        for person in sorted(persons):
            old = {"before": {"person": person}}
            await self.collection.update_many({"before.person": person}, {"$pull": old})
            unnamed = {"now.name": ERASED, "now.email": ""}
            await self.collection.update_many({"now.person": person}, {"$set": unnamed})

    async def _before(self, case: str, old: Contact) -> None:
        update = {"$addToSet": {"before": _address(old)}}
        await self.collection.update_one({"_id": case}, update, upsert=True)


def _address(contact: Contact) -> dict[str, str]:
    return {"person": contact.person, "email": contact.email}
