"""From outbox to broker: at once after the commit, and again by a sweeper after a crash."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from pymongo import UpdateOne

from chassis.clock import Clock
from chassis.dead import DeadLetters
from chassis.logging import describe
from chassis.meters import Meters
from chassis.mongo import (
    COMMITTED,
    FORGETFUL,
    TROUBLE,
    Collection,
    Database,
    Document,
    wanted,
)
from chassis.publisher import BrokerTrouble, Publisher, Unroutable
from chassis.settings import ServiceSettings
from chassis.topology import exchange_of

log = structlog.get_logger()

HELD = 10_000
"""Entries kept in memory at most; more wait in their documents for the sweeper."""


@dataclass(frozen=True, slots=True)
class _Letter:
    collection: Collection
    document: str
    entry: Document


class Relay:
    """Publishes what aggregates have committed, pipelined, and pulls it from their outboxes.

    It starts only when every reader's queue exists: ``mandatory`` would not notice that one of two
    readers is missing. Losing a pull publishes twice; readers know a message by its id.

    Args:
        service: The owner whose exchange is written to.
        database: Swept for outboxes that a crash left behind.
        publisher: The connection.
        dead: Takes what cannot be published.
        readers: Every queue that must exist first.
        settings: Window, time-outs, ages and the ladder of delays.
        clock: Real time, for ages.
        meters: Counts what was published and swept.
    """

    def __init__(
        self,
        service: str,
        database: Database,
        publisher: Publisher,
        dead: DeadLetters,
        readers: tuple[str, ...],
        settings: ServiceSettings,
        clock: Clock,
        meters: Meters,
    ) -> None:
        self._service = service
        self._database = database
        self._publisher = publisher
        self._dead = dead
        self._readers = readers
        self._settings = settings
        self._clock = clock
        self._meters = meters
        self._waiting: deque[_Letter] = deque()
        self._known: set[str] = set()
        self._wake = asyncio.Event()
        self._window = asyncio.Semaphore(settings.publish_window)
        self._pulls: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._pull = asyncio.Event()
        self._clear = asyncio.Event()
        self._doubt = asyncio.Event()
        self.swept: Sequence[str] = ()

    @property
    def ready(self) -> bool:
        """Whether every reader's queue was there when last asked."""
        return self._clear.is_set()

    @property
    def idle(self) -> bool:
        """Whether nothing waits in memory to be published or pulled."""
        return not self._known

    async def left(self) -> int:
        """How many documents hold messages that are not known to be published."""
        full = {"outbox.at": {"$exists": True}}
        counts = [await self._database[name].count_documents(full) for name in self.swept]
        return sum(counts)

    async def oldest(self) -> datetime | None:
        """When the oldest message was committed that is not known to be published."""
        firsts = [
            await self._database[name].find_one(
                {"outbox.at": {"$exists": True}}, {"outbox.at": 1}, sort=[("outbox.at", 1)]
            )
            for name in self.swept
        ]
        moments = [entry["at"] for first in firsts if first for entry in first["outbox"]]
        return min(moments, default=None)

    def offer(self, collection: Collection, id: str, entries: Sequence[Document]) -> None:  # noqa: A002
        """Take just committed entries; beyond what memory may hold the sweeper takes them later."""
        for entry in entries:
            if entry["id"] not in self._known and len(self._known) < HELD:
                self._known.add(entry["id"])
                self._waiting.append(_Letter(collection, id, entry))
        self._wake.set()

    async def run(self) -> None:
        """Check the readers, publish, pull and sweep until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._check())
            tasks.create_task(self._puller())
            tasks.create_task(self._sweeper())
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._waiting:
                    await self._clear.wait()
                    await self._window.acquire()
                    tasks.create_task(self._send(self._waiting.popleft()))

    async def drain(self, within: float) -> None:
        """Wait until everything taken is published and pulled, at most ``within`` seconds."""
        try:
            async with asyncio.timeout(within):
                while self._known:
                    await asyncio.sleep(0.01)
        except TimeoutError:
            log.warning("outbox_left", entries=len(self._known))

    async def _check(self) -> None:
        """Keep asking whether every reader is there: often until so, then now and then."""
        told: str | None = None
        while wanted():
            try:
                missing = await self._publisher.missing(f"{self._service}.events", self._readers)
            except BrokerTrouble as trouble:
                missing = f"broker ({trouble})"
            if missing is None:
                if not self._clear.is_set():
                    log.info("relay_ready", readers=len(self._readers))
                self._clear.set()
            else:
                self._clear.clear()
                if told != missing:
                    log.warning("relay_not_ready", missing=missing)
            told = missing
            every = self._settings.probe_every
            self._doubt.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(every * 5 if missing is None else every):
                    await self._doubt.wait()

    async def _send(self, letter: _Letter) -> None:
        entry = letter.entry
        try:
            await self._publisher.publish(
                exchange_of(entry["type"]),
                entry["key"],
                entry["body"].encode(),
                message_id=entry["id"],
                wire_type=entry["type"],
                correlation_id=entry["case"],
                timestamp=entry["moment"],
                headers={
                    "causation": entry["cause"],
                    "traceparent": entry["trace"],
                    # Milliseconds in whole numbers: a float crosses AMQP in single precision.
                    "committed": round(entry["at"].timestamp() * 1000),
                },
            )
        except BrokerTrouble as trouble:
            log.warning("publish_waits", error=str(trouble))
            self._clear.clear()
            self._doubt.set()
            self._waiting.appendleft(letter)
            self._wake.set()
        except Exception as error:  # noqa: BLE001 -- one letter's failure never stops the others
            await self._postpone(letter, describe(error.__cause__ or error))
        else:
            self._meters.published.inc()
            self._done(letter)
        finally:
            self._window.release()

    def _done(self, letter: _Letter) -> None:
        self._pulls[letter.collection.name][letter.document].append(letter.entry["id"])
        self._pull.set()

    async def _postpone(self, letter: _Letter, reason: str) -> None:
        """Move this entry's next attempt up the ladder; at its end it goes to the dead letters."""
        ladder = self._settings.retry_ladder
        entry = letter.entry
        attempt = entry["attempt"]
        try:
            if attempt < len(ladder):
                delay = timedelta(seconds=ladder[attempt] - self._settings.sweep_age)
                await letter.collection.update_one(
                    {"_id": letter.document, "outbox.id": entry["id"]},
                    {
                        "$set": {"outbox.$.at": self._clock.real() + delay},
                        "$inc": {"outbox.$.attempt": 1},
                        "$unset": {"sweep": ""},
                    },
                )
                self._known.discard(entry["id"])
                return
            await self._dead.bury(
                entry["body"].encode(),
                reason=f"not published: {reason}",
                origin=f"{self._service}.events",
                message_id=entry["id"],
                wire_type=entry["type"],
                correlation_id=entry["case"],
                headers={"causation": entry["cause"], "attempt": attempt + 1},
            )
            self._done(letter)
        except (*TROUBLE, BrokerTrouble, Unroutable) as trouble:
            log.warning("postpone_failed", error=type(trouble).__name__)
            self._known.discard(entry["id"])  # the sweeper comes back to it

    async def _puller(self) -> None:
        """Pull what was confirmed, many documents in one call."""
        while wanted():
            await self._pull.wait()
            await asyncio.sleep(0.01)  # lets a batch gather
            self._pull.clear()
            while self._pulls:
                name, documents = self._pulls.popitem()
                collection = self._database.get_collection(name, write_concern=FORGETFUL)
                try:
                    await collection.bulk_write(
                        [
                            UpdateOne({"_id": id_}, {"$pull": {"outbox": {"id": {"$in": ids}}}})
                            for id_, ids in documents.items()
                        ],
                        ordered=False,
                    )
                except TROUBLE as trouble:
                    log.warning("pull_lost", error=type(trouble).__name__)
                for ids in documents.values():
                    self._known.difference_update(ids)

    async def _sweeper(self) -> None:
        while wanted():
            await asyncio.sleep(self._settings.sweep_every)
            for name in self.swept:
                try:
                    await self._sweep(self._database[name])
                except TROUBLE as trouble:
                    log.warning("sweep_waits", error=type(trouble).__name__)

    async def _sweep(self, collection: Collection) -> None:
        """Find outboxes that nobody has emptied for a while, claim them, and take them up."""
        now = self._clock.real()
        old = now - timedelta(seconds=self._settings.sweep_age)
        free = {"sweep": {"$not": {"$gt": now}}}
        aged = collection.with_options(read_concern=COMMITTED).find(
            {"outbox.at": {"$lte": old}, **free}, {"_id": 1}, limit=200
        )
        for found in await aged.to_list(200):
            document = await collection.find_one_and_update(
                {"_id": found["_id"], "outbox.at": {"$lte": old}, **free},
                {"$set": {"sweep": now + 3 * timedelta(seconds=self._settings.sweep_age)}},
                projection={"outbox": 1},
            )
            if document is None:
                continue
            entries = [e for e in document["outbox"] if e["at"] <= old]
            entries = [e for e in entries if e["id"] not in self._known]
            self._meters.swept.inc(len(entries))
            self.offer(collection, document["_id"], entries)
