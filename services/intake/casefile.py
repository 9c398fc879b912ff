"""The case file: one document per case, built from every event of every service.

Many writers, one document: each event is one atomic update on the server, so neither the order of
arrival nor the number of workers matters, and a repeated one changes nothing.
"""

from __future__ import annotations

from typing import Any

from pymongo.errors import DuplicateKeyError

from chassis.mongo import Collection, Document, Index
from chassis.process import Unknown
from chassis.repository import LostRaces
from contracts.base import Event
from services.intake.domain.timeline import entry_of, status_of

INDEXES = (Index([("number", 1)], sparse=True),)
TRIES = 20


class CaseFiles:
    """The case files.

    One document: ``{_id: case, number, licence_number, entries: […], status: {<service>: …}}``.

    Args:
        collection: Where they lie.
    """

    def __init__(self, collection: Collection) -> None:
        self.collection = collection

    async def record(self, event: Event, message: str) -> None:
        """Put the event in; nothing happens when it is there already.

        Args:
            event: Of a case; one without a case is left out.
            message: Its id.
        """
        if event.case is None:
            return
        update = [{"$set": fields(event, message)}]
        for _ in range(TRIES):
            try:
                await self.collection.update_one(
                    {"_id": event.case, "entries.id": {"$ne": message}}, update, upsert=True
                )
            except DuplicateKeyError:
                # Either the entry is there, so the filter found nothing and the upsert met the
                # document, or another writer has just created it.
                if await self._has(event.case, message):
                    return
            else:
                return
        raise LostRaces(event.case)

    async def _has(self, case: str, message: str) -> bool:
        query = {"_id": case, "entries.id": message}
        return await self.collection.find_one(query, {"_id": 1}) is not None

    async def get(self, case: str) -> Document:
        """The document of a case.

        Raises:
            Unknown: No event of it has come yet.
        """
        return await self._one({"_id": case})

    async def numbered(self, number: str) -> Document:
        """The document of the case with this number.

        Raises:
            Unknown: There is none.
        """
        return await self._one({"number": number})

    async def _one(self, query: Document) -> Document:
        found = await self.collection.find_one(query)
        if found is None:
            raise Unknown("case")
        return found


def fields(event: Event, message: str) -> Document:
    """What the event sets, as expressions over the present document."""
    entry = _literal(entry_of(event, message).model_dump(mode="json", exclude_none=True))
    changes: Document = {
        "entries": {"$concatArrays": [{"$ifNull": ["$entries", []]}, [entry]]},
    }
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


def _literal(value: Any) -> Document:
    # A text that begins with "$" would otherwise be read as a path.
    return {"$literal": value}
