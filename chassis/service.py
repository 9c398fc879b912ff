"""One process of one service: what `wire` builds is started, watched and stopped here."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any, Generic

import structlog
import uvloop

from chassis import health, http, logging, mongo
from chassis.auth import Verifier
from chassis.bus import Bus
from chassis.clock import Clock
from chassis.dead import DeadLetters
from chassis.forgetting import Forgotten
from chassis.gate import Gate
from chassis.meters import Meters
from chassis.mongo import TROUBLE
from chassis.outcomes import Outcomes
from chassis.publisher import Publisher
from chassis.relay import Relay
from chassis.rounds import rounds
from chassis.scheduler import Scheduler
from chassis.serving import Server
from chassis.topology import readers_of
from chassis.wiring import Chassis, T, Wiring
from contracts import all_events
from contracts.base import Event

log = structlog.get_logger()


class Process(Generic[T]):
    """A running copy of a service, in the role its settings name.

    Args:
        name: The service.
        settings: What it is told from outside.
        wire: Builds it.
        events: What the topology was made of; every event there is by default.
    """

    def __init__(
        self,
        name: str,
        settings: T,
        wire: Callable[[Chassis[T]], Wiring],
        events: Iterable[type[Event]] | None = None,
    ) -> None:
        events = all_events().values() if events is None else events
        self.name = name
        self.settings = settings
        self.works = settings.role in {"worker", "all"}
        self.meters = Meters()
        self.clock = Clock()
        self.client = mongo.connect(settings.mongo_url, settings.mongo_driver)
        self.database = mongo.durable(self.client, settings.mongo_database or name)
        self.gate = Gate(self.database, settings.probe_every)
        self.publisher = Publisher(
            settings.broker_url,
            name,
            timeout=settings.publish_timeout,
            every=settings.probe_every,
        )
        forgotten = Forgotten(self.database["erased"], agree=2 * settings.copies_every)
        self.dead = DeadLetters(name, self.publisher, forgotten, self.clock, self.meters)
        self.relay = Relay(
            name,
            self.database,
            self.publisher,
            self.dead,
            readers_of(name, events),
            settings,
            self.clock,
            self.meters,
        )
        self.chassis = Chassis(settings, self.clock, self.database, self.relay)
        self.wiring = wire(self.chassis)
        self.relay.swept = self.chassis.repositories
        self.bus = Bus(
            name,
            self.wiring.handlers,
            self.wiring.service,
            outcomes=Outcomes(name, self.publisher, self.dead, settings, self.meters),
            dead=self.dead,
            gate=self.gate,
            settings=settings,
            meters=self.meters,
        )
        self.scheduler = Scheduler(
            self.database,
            self.wiring.ticks,
            clock=self.clock,
            dead=self.dead,
            gate=self.gate,
            settings=settings,
            meters=self.meters,
        )
        self.app = http.build(
            name,
            [
                health.router(self, time_travel=settings.time_travel),
                *(self.wiring.routers if settings.role in {"web", "all"} else ()),
            ],
            Verifier(settings.token_public_key_file, self.clock.real, self.chassis.revoked),
            settings.max_body_bytes,
            settings.pace(),
            self.wiring.site if settings.role in {"web", "all"} else None,
        )

    def troubles(self) -> list[str]:
        """Why this process is not ready; empty when it is."""
        found = [] if self.gate.is_open else ["database away"]
        if not self.relay.ready:
            found.append("a reader's queue is missing or the broker is away")
        if self.works:
            found.extend(f"no consumer on {queue}" for queue in self.bus.silent)
        return found

    async def rest(self) -> dict[str, Any]:
        """Business time, the next due moment and what is still under way.

        The dearer questions are asked only while the cheaper ones find nothing.
        """
        under_way = {
            "handling": int(not self.bus.idle),
            "relaying": int(not self.relay.idle),
        }
        if not any(under_way.values()):
            under_way["due"] = await self.scheduler.overdue()
            under_way["outboxes"] = await self.relay.left()
        if not any(under_way.values()):
            under_way["queued"] = await self.bus.backlog()
        return {
            "service": self.name,
            "now": self.clock.now(),
            "next": await self.scheduler.next_due(),
            "rest": not any(under_way.values()),
            "under_way": under_way,
        }

    async def waiting(self) -> health.Waiting:
        """For how long the oldest of everything has been waiting, and how much there is."""
        now = self.clock.real()
        outbox, late = await self.relay.oldest(), await self.scheduler.late()
        return health.Waiting(
            outbox=None if outbox is None else (now - outbox).total_seconds(),
            due=None if late is None else late.total_seconds(),
            queues={
                name: (now - since).total_seconds() for name, since in self.bus.oldest().items()
            },
            counts={name: await count() for name, count in self.wiring.waiting.items()},
            now=self.clock.now(),
        )

    async def move(self, to: datetime, at: datetime | None = None) -> None:
        """Move business time for every copy of this service."""
        await self.clock.move(self.database, to, at)
        self.scheduler.wake()

    async def prepare(self) -> None:
        """Indexes and clock, as soon as the database is there."""
        while mongo.wanted():
            try:
                await mongo.ensure_indexes(self.database, self.chassis.indexes)
                await mongo.ensure_indexes(self.database, self.wiring.indexes)
                await self.clock.refresh(self.database)
                await self.chassis.revoked.refresh()
                await self.dead.forgotten.refresh()
            except TROUBLE as trouble:
                log.warning("database_away", error=type(trouble).__name__)
                await asyncio.sleep(self.settings.probe_every)
            else:
                return

    async def follow_clock(self) -> None:
        """Keep to the offset that an operator sets, on every copy."""
        while mongo.wanted():
            await asyncio.sleep(0.1)
            with contextlib.suppress(*TROUBLE):
                await self.clock.refresh(self.database)

    async def follow_copies(self) -> None:
        """Know which sessions and persons other copies of the service have heard to be gone."""
        while mongo.wanted():
            await asyncio.sleep(self.settings.copies_every)
            with contextlib.suppress(*TROUBLE):
                await self.chassis.revoked.refresh()
                await self.dead.forgotten.refresh()

    async def run(self, stop: asyncio.Event, *, serving: bool = True) -> None:
        """Serve until ``stop`` is set, then finish what was begun.

        Args:
            stop: Set when it is to end.
            serving: Whether HTTP is served here; otherwise ``app`` is served by who runs this.
        """
        said = self.settings
        server = Server(self.app, said.http_host, said.http_port, said.stop_within / 2)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(mongo.close, self.client)
            waiting = asyncio.create_task(stop.wait())
            preparing = _start(self.prepare)
            await asyncio.wait([preparing, waiting], return_when=asyncio.FIRST_COMPLETED)
            if not preparing.done():
                await _cancel([preparing])
                return
            preparing.result()
            await stack.enter_async_context(self.publisher)
            loops: list[Callable[[], Awaitable[None]]] = [
                self.gate.run,
                self.relay.run,
                self.follow_copies,
            ]
            if self.settings.time_travel:
                loops.append(self.follow_clock)
            tasks = [_start(loop) for loop in loops]
            stack.push_async_callback(_cancel, tasks)
            stack.push_async_callback(self.relay.drain, self.settings.stop_within / 4)
            for context in self.wiring.running if self.works else ():
                await stack.enter_async_context(context())
            if self.works:
                looks = rounds("exhuming", self.dead.look_again, self.settings.exhume_every)
                await stack.enter_async_context(looks)
                stack.push_async_callback(self.bus.close)
                work = [_start(self.bus.run), _start(self.scheduler.run)]
                stack.push_async_callback(_cancel, work)
                stack.push_async_callback(self.bus.stop, self.settings.stop_within / 2)
                tasks += work
            served = asyncio.create_task(server.serve() if serving else _until(stop))
            log.info("started", role=self.settings.role, port=self.settings.http_port)
            await asyncio.wait([*tasks, served, waiting], return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            server.should_exit = True
            await served
            log.info("stopping")
            for task in tasks:
                if task.done():
                    task.result()  # a loop never ends by itself: let its error end the process


async def _until(stop: asyncio.Event) -> None:
    await stop.wait()


def _start(loop: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
    async def runs() -> None:
        await loop()

    return asyncio.create_task(runs(), name=getattr(loop, "__qualname__", "loop"))


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Ask them to end, again if need be: what they call may swallow a cancellation."""
    for _ in range(3):
        left = [task for task in tasks if not task.done()]
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=1)
    for task in tasks:
        if not task.done():
            log.warning("left_running", task=task.get_name())
        elif not task.cancelled() and (error := task.exception()) is not None:
            log.debug("ended_with", task=task.get_name(), error=type(error).__name__)


def settled() -> None:
    """What was imported and wired stays: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


def main(name: str, settings: Callable[[], T], wire: Callable[[Chassis[T]], Wiring]) -> None:
    """Run one service until SIGTERM or SIGINT."""
    read = settings()
    logging.configure(name, read.log_level)

    async def runs() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        process = Process(name, read, wire)
        settled()
        await process.run(stop)
        log.info("stopped")

    uvloop.run(runs())
