"""A small service for the chassis's own tests: a jar that counts what is put in.

It speaks two real contracts, so the real registry, topology and bus are what is tested.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from chassis.auth import Principal, mint, public
from chassis.clock import Clock
from chassis.handlers import Handlers
from chassis.http import idempotency
from chassis.mongo import Collection, Database, Document
from chassis.numbers import Numbers
from chassis.process import decide
from chassis.repository import Repository
from chassis.scheduler import Tick
from chassis.service import Process
from chassis.settings import ServiceSettings
from chassis.topology import Topology, declare, design
from chassis.wiring import Chassis, Wiring
from contracts.base import Event, Subject
from contracts.intake import RenewalFiled
from contracts.licensing import CaseProgressed
from deploy.local.keys import kept_keys
from tests.chassis.domain import RULES, Jar, Put, TimeArrived

EVENTS: tuple[type[Event], ...] = (RenewalFiled, CaseProgressed)
LADDER = (0.05, 0.1, 0.2)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Jars:
    """What handlers and routes need."""

    jars: Repository[Jar]
    numbers: Numbers
    clock: Clock

    async def put(self, jar: str, cause: str | None, wake_after: float | None = None) -> None:
        """Put a coin into a jar."""
        command = Put(jar, wake_after)
        await self.jars.change(jar, partial(decide, RULES, command, self.clock.now()), cause)

    async def wake(self, jar: str) -> None:
        """The tick; a jar named "poison" fails always."""
        if jar.startswith("poison"):
            raise RuntimeError(f"secret of {jar}")
        number = None
        if (await self.jars.get(jar)).state.unnumbered:
            number = await self.numbers.give("JAR", jar)
        command = TimeArrived(jar, number)
        await self.jars.change(jar, partial(decide, RULES, command, self.clock.now()))


on: Handlers[Jars] = Handlers()


@on(RenewalFiled)
async def put(event: RenewalFiled, cause: str, service: Jars) -> None:
    """One coin per renewal filed; the licence number tells how to misbehave."""
    if event.licence_number.startswith("raise"):
        raise RuntimeError(f"secret {event.licence_number}")
    wake = 0.0 if event.licence_number == "wake" else None
    await service.put(event.subject.id, cause, wake)


def router(service: Jars) -> APIRouter:
    """One command over HTTP."""
    routes = APIRouter()

    @routes.post("/api/jars/{jar}", dependencies=[Depends(public)])
    async def put_one(jar: str, cause: Annotated[str, Depends(idempotency)]) -> dict[str, int]:
        if jar == "raise":
            raise RuntimeError("secret of the request")
        await service.put(jar, cause)
        return {"coins": (await service.jars.get(jar)).state.coins}

    return routes


def wire(chassis: Chassis[ServiceSettings]) -> Wiring:
    """The sample's composition root."""
    jars = chassis.repository("jars", Jar, due=lambda jar: jar.wakes)
    service = Jars(jars, chassis.numbers(), chassis.clock)
    return Wiring(
        service=service,
        handlers=on,
        routers=[router(service)],
        ticks=[Tick("jars", service.wake)],
    )


class Nowhere:
    """An outlet that publishes nothing, as a process that dies right after its commit."""

    def offer(self, collection: Collection, id: str, entries: Sequence[Document]) -> None:  # noqa: A002
        """Leave it to a sweeper."""


def jars(database: Database) -> Repository[Jar]:
    """The sample's repository with no process around it."""
    return Repository(
        database["jars"], Jar, due=lambda jar: jar.wakes, clock=Clock(), outlet=Nowhere()
    )


def topology() -> Topology:
    """Only what the sample speaks."""
    return design(EVENTS, ("intake", "licensing", "notifications"), LADDER)


def settings(directory: Path, broker_url: str, mongo_url: str, database: str, **more: Any) -> Any:
    """Settings with everything quick."""
    values: Document = {
        "broker_url": broker_url,
        "mongo_url": mongo_url,
        "mongo_database": database,
        "token_public_key_file": kept_keys(directory).public,
        "environment": "test",
        "retry_ladder": LADDER,
        "probe_every": 0.1,
        "sweep_every": 0.1,
        "sweep_age": 0.3,
        "tick_every": 0.05,
        "copies_every": 60,
        "publish_timeout": 2,
        "http_port": 0,
        **more,
    }
    return ServiceSettings(**values)


def wire_without_ticks(chassis: Chassis[ServiceSettings]) -> Wiring:
    """The sample with nothing that polls, where every call to the database is counted."""
    return replace(wire(chassis), ticks=())


@asynccontextmanager
async def running(
    given: Any,
    wired: Callable[[Chassis[Any]], Wiring] = wire,
    name: str = "licensing",
    events: tuple[type[Event], ...] = EVENTS,
) -> AsyncIterator[Process[Any]]:
    """A process, the sample's by default, in this event loop, until the block ends."""
    process = Process(name, given, wired, events)
    stop = asyncio.Event()
    task = asyncio.create_task(process.run(stop))
    try:
        yield process
    finally:
        stop.set()
        await task


async def declared(broker_url: str) -> None:
    """The sample's topology, declared."""
    await declare(broker_url, topology())


def token(directory: Path, *roles: str, person: str = "p1", minutes: int = 10) -> str:
    """A token as intake would sign it."""
    who = Principal(person, "Jan", "jan@example.org", roles=frozenset(roles or {"officer"}))
    return mint(kept_keys(directory).private.read_bytes(), who, datetime.now(UTC), minutes)


def renewal(jar: str, licence_number: str = "1", at: datetime | None = None) -> RenewalFiled:
    """A message to the sample."""
    return RenewalFiled(
        subject=Subject(kind="application", id=jar),
        case=jar,
        seq=1,
        at=at or datetime.now(UTC),
        by="somebody",
        number="ZP/2026/000001",
        licence_number=licence_number,
        nip="7121234565",
    )
