"""Publishing with confirms and `mandatory`, then pulling the outbox in batches."""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractExchange
from pymongo import UpdateOne

from chassis.mongo import FORGETFUL, Database

Entry = dict[str, Any]

GATHER = 0.01
"""Seconds in which a batch of pulls gathers, as in Znak."""

SWEEP = timedelta(seconds=10)


class Relay:
    """From the outboxes of one service to its exchange."""

    def __init__(self, service: str, database: Database, exchange: AbstractExchange) -> None:
        self._service = service
        self._database = database
        self._exchange = exchange
        self._pulls: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._pull = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()

    def offer(self, collection: str, id_: str, entries: Sequence[Entry]) -> None:
        """Publish what was committed."""
        for entry in entries:
            task = asyncio.create_task(self._send(collection, id_, entry))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _send(self, collection: str, id_: str, entry: Entry) -> None:
        message = Message(
            entry["body"],
            delivery_mode=DeliveryMode.PERSISTENT,
            content_type="application/json",
            message_id=entry["id"],
            type=f"{self._service}.{entry['key']}",
            correlation_id=entry["case"],
            timestamp=entry["at"],
            app_id=self._service,
            headers={
                "causation": entry["cause"],
                "committed": round(entry["at"].timestamp() * 1000),
            },
        )
        try:
            await self._exchange.publish(message, entry["key"], mandatory=True, timeout=5)
        except Exception as error:  # noqa: BLE001 -- it stays in the outbox for the sweeper
            print(f"not published: {error!r}", file=sys.stderr)
            return
        self._pulls[collection][id_].append(entry["id"])
        self._pull.set()

    async def pull(self) -> None:
        """Pull what was confirmed, many documents in one call, for ever."""
        while True:
            await self._pull.wait()
            await asyncio.sleep(GATHER)
            self._pull.clear()
            while self._pulls:
                name, documents = self._pulls.popitem()
                collection = self._database.get_collection(name, write_concern=FORGETFUL)
                await collection.bulk_write(
                    [
                        UpdateOne({"_id": id_}, {"$pull": {"outbox": {"id": {"$in": ids}}}})
                        for id_, ids in documents.items()
                    ],
                    ordered=False,
                )

    async def sweep(self, collections: Sequence[str]) -> None:
        """Publish again what a crash has left, for ever."""
        while True:
            for name in collections:
                old = {"outbox.at": {"$lte": datetime.now(UTC) - SWEEP}}
                for found in await self._database[name].find(old, {"outbox": 1}).to_list(200):
                    self.offer(name, found["_id"], found["outbox"])
            await asyncio.sleep(SWEEP.total_seconds())
