"""Time is one more message: what is due is found by an index and changed like anything else."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from chassis.clock import Clock
from chassis.dead import DeadLetters
from chassis.gate import Gate
from chassis.logging import describe
from chassis.meters import Meters
from chassis.mongo import COMMITTED, TROUBLE, Database, Document, wanted
from chassis.process import Refused
from chassis.publisher import BrokerTrouble, Unroutable
from chassis.repository import LostRaces
from chassis.settings import ServiceSettings

log = structlog.get_logger()

BATCH = 200


@dataclass(frozen=True, slots=True)
class Tick:
    """What to do with the due aggregates of a collection.

    Attributes:
        collection: Its name.
        work: Done with each, by its id.
        real: By the real clock.
        where: Which of them; there is an index on this and ``due``.
        room: How many may be begun now; without it as many as are found.
    """

    collection: str
    work: Callable[[str], Awaitable[None]]
    real: bool = False
    where: Mapping[str, Any] = field(default_factory=dict)
    room: Callable[[], int] | None = None
    seen: dict[str, int] = field(default_factory=dict, compare=False)


class Scheduler:
    """Works off what is due. Any number of copies may run: they shuffle, and a lost race is a skip.

    A tick that fails moves its own next attempt up the ladder, so a poisoned aggregate never stands
    first for ever; at the ladder's end it becomes a dead letter and rests until it is changed.
    A copy works at most half of the time: where everything is slow, timers leave room.
    """

    def __init__(
        self,
        database: Database,
        ticks: Sequence[Tick],
        *,
        clock: Clock,
        dead: DeadLetters,
        gate: Gate,
        settings: ServiceSettings,
        meters: Meters,
    ) -> None:
        self._database = database
        self._ticks = ticks
        self._clock = clock
        self._dead = dead
        self._gate = gate
        self._settings = settings
        self._meters = meters
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at once: the clock was moved."""
        self._woken.set()

    async def run(self) -> None:
        """Work off what is due until cancelled."""
        while wanted():
            for tick in self._ticks:
                await self._gate.passes()
                try:
                    await self._pass(tick)
                except TROUBLE as trouble:
                    self._gate.trip(trouble)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), self._settings.tick_every)
            self._woken.clear()

    async def overdue(self) -> int:
        """How many aggregates are due now and not resting after a failure."""
        counts = [
            await self._database[tick.collection].count_documents(self._query(tick))
            for tick in self._ticks
        ]
        return sum(counts)

    async def late(self) -> timedelta | None:
        """For how long the oldest has been due, those left out that rest after a failure."""
        found = []
        for tick in self._ticks:
            query = self._query(tick)
            first = await self._database[tick.collection].find_one(
                query, {"due": 1}, sort=[("due", 1)]
            )
            if first is not None:
                found.append(query["due"]["$lte"] - first["due"])
        return max(found, default=None)

    async def next_due(self) -> datetime | None:
        """The earliest business moment at which something is due."""
        firsts = [
            await self._database[tick.collection].find_one(
                {"due": {"$exists": True}}, {"due": 1}, sort=[("due", 1)]
            )
            for tick in self._ticks
            if not tick.real
        ]
        return min((first["due"] for first in firsts if first is not None), default=None)

    def _query(self, tick: Tick) -> Document:
        now = self._clock.real() if tick.real else self._clock.now()
        waiting = {"retry.at": {"$not": {"$gt": self._clock.real()}}}
        return {**tick.where, "due": {"$lte": now}, **waiting}

    async def _pass(self, tick: Tick) -> None:
        most = BATCH if tick.room is None else min(BATCH, tick.room())
        if most <= 0:
            return
        collection = self._database[tick.collection].with_options(read_concern=COMMITTED)
        cursor = collection.find(self._query(tick), {"version": 1, "retry": 1}).sort("due", 1)
        due = await cursor.limit(most).to_list(most)
        random.shuffle(due)
        before, now = dict(tick.seen), {d["_id"]: d["version"] for d in due}
        tick.seen.clear()
        tick.seen.update(now)
        for document in due:
            began = time.perf_counter()
            if before.get(document["_id"]) == document["version"]:
                await self._failed(tick, document, "the tick changed nothing")
            else:
                await self._work(tick, document)
            await self._rest(time.perf_counter() - began)

    async def _rest(self, took: float) -> None:
        """As long as the work took, and long enough to keep the pace."""
        await asyncio.sleep(max(took, 1 / self._settings.due_per_second - took))

    async def _work(self, tick: Tick, document: Document) -> None:
        try:
            await tick.work(document["_id"])
        except TROUBLE:
            tick.seen.pop(document["_id"], None)
            raise
        except LostRaces:
            tick.seen.pop(document["_id"], None)
        except Refused as error:
            await self._failed(tick, document, f"refused: {error.code}")
        except Exception as error:  # noqa: BLE001 -- one aggregate's failure never stops the others
            await self._failed(tick, document, describe(error))
        else:
            self._meters.ticks.inc()

    async def _failed(self, tick: Tick, document: Document, reason: str) -> None:
        """Up the ladder; at its end bury a note of it and let the aggregate rest."""
        tick.seen.pop(document["_id"], None)
        collection = self._database[tick.collection]
        unchanged = {"_id": document["_id"], "version": document["version"]}
        attempt = document.get("retry", {}).get("attempt", 0)
        log.warning("tick_failed", aggregate=document["_id"], attempt=attempt + 1, reason=reason)
        ladder = self._settings.retry_ladder
        if attempt < len(ladder):
            at = self._clock.real() + timedelta(seconds=ladder[attempt])
            await collection.update_one(
                unchanged, {"$set": {"retry": {"attempt": attempt + 1, "at": at}}}
            )
            return
        try:
            await self._dead.bury(
                b'{"collection":"%s","id":"%s"}'
                % (tick.collection.encode(), document["_id"].encode()),
                reason=reason,
                origin=f"tick:{tick.collection}",
                message_id=f"tick/{tick.collection}/{document['_id']}/{document['version']}",
                wire_type="tick",
                correlation_id=document["_id"],
                headers={"attempt": attempt + 1},
            )
        except (BrokerTrouble, Unroutable) as trouble:
            log.warning("tick_not_buried", error=type(trouble).__name__)
            return
        await collection.update_one(unchanged, {"$unset": {"due": "", "retry": ""}})
