"""One document, one write, by hand: dicts in, dicts out, and only the fields that change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from pymongo.errors import DuplicateKeyError

from bench.floor.relay import Entry, Relay
from chassis.mongo import Database

INBOX = 64

Fields = dict[str, Any]
Told = Sequence[tuple[str, Fields]]
"""Messages to send: the routing key, and the contract's fields."""


class Store:
    """The documents of one service.

    Args:
        service: Owner of what is announced.
        database: Written with majority and journal.
        relay: Gets what was committed.
    """

    def __init__(self, service: str, database: Database, relay: Relay) -> None:
        self.database = database
        self._service = service
        self._relay = relay

    async def create(
        self, collection: str, id_: str, cause: str, state: Fields, told: Told = ()
    ) -> bool:
        """Insert a document with its messages; False when it is there already."""
        entries = self._entries(collection, id_, 1, cause, told)
        document = {
            "_id": id_,
            "schema": 1,
            "version": 1,
            "state": state,
            "due": None,
            "inbox": [cause],
            "outbox": entries,
        }
        try:
            await self.database[collection].insert_one(document)
        except DuplicateKeyError:
            return False
        self._relay.offer(collection, id_, entries)
        return True

    async def change(
        self,
        collection: str,
        id_: str,
        cause: str,
        decide: Callable[[Fields], tuple[Fields, Told]],
    ) -> Fields:
        """Read, decide which fields change, and write on the condition that nobody else has."""
        while True:
            document = await self.database[collection].find_one({"_id": id_})
            if document is None:
                raise LookupError(id_)
            state: Fields = document["state"]
            if cause in document["inbox"]:
                return state
            changed, told = decide(state)
            if await self.commit(collection, id_, document["version"], cause, changed, told):
                return {**state, **changed}

    async def commit(
        self, collection: str, id_: str, version: int, cause: str, changed: Fields, told: Told = ()
    ) -> bool:
        """Write on the condition that the document still has this version."""
        entries = self._entries(collection, id_, version + 1, cause, told)
        done = await self.database[collection].update_one(
            {"_id": id_, "version": version},
            {
                "$set": {f"state.{name}": value for name, value in changed.items()},
                "$inc": {"version": 1},
                "$push": {
                    "inbox": {"$each": [cause], "$slice": -INBOX},
                    "outbox": {"$each": entries},
                },
            },
        )
        if done.matched_count and entries:
            self._relay.offer(collection, id_, entries)
        return done.matched_count == 1

    def _entries(
        self, collection: str, id_: str, version: int, cause: str, told: Told
    ) -> list[Entry]:
        at = datetime.now(UTC)
        return [
            {
                "id": f"{self._service}/{collection}/{id_}/{version}.{number}",
                "key": key,
                "body": orjson.dumps({**fields, "seq": version}),
                "at": at,
                "case": fields["case"],
                "cause": cause,
            }
            for number, (key, fields) in enumerate(told, start=1)
        ]


class Numbers:
    """Gap-free numbers: the number is the document, as in Znak."""

    def __init__(self, database: Database) -> None:
        self._collection = database["numbers"]
        self._last: dict[str, int] = {}

    async def give(self, series: str, owner: str) -> int:
        """The number of this owner."""
        if series not in self._last:
            self._last[series] = await self._collection.count_documents({"series": series})
        while True:
            no = self._last[series] = self._last[series] + 1
            try:
                await self._collection.insert_one(
                    {"_id": f"{series}/{no:06d}", "series": series, "no": no, "owner": owner}
                )
            except DuplicateKeyError as error:
                if (error.details or {}).get("keyPattern") == {"owner": 1}:
                    held = await self._collection.find_one({"owner": owner})
                    return int((held or {})["no"])
            else:
                return no
