"""Where houses are built: databases of a test's own, and the services wired as they are started."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from chassis import mongo as driver
from chassis.auth import Verifier
from chassis.http import build
from chassis.wiring import Chassis, Wiring
from deploy.local.keys import Keys, kept_keys
from services.evaluation import app as evaluation
from services.evaluation import settings as evaluation_settings
from services.intake import app as intake
from services.intake import settings as intake_settings
from services.licensing import app as licensing
from services.licensing import settings as licensing_settings
from services.notifications import app as notifications
from services.notifications import settings as notifications_settings
from tests.journeys.offline import House
from tests.journeys.post import MORNING, Post, SetClock

T = TypeVar("T")

MAKERS: Final[dict[str, tuple[Callable[[Any], Wiring], Any]]] = {
    "intake": (intake.wire, intake_settings.Settings),
    "evaluation": (evaluation.wire, evaluation_settings.Settings),
    "licensing": (licensing.wire, licensing_settings.Settings),
    "notifications": (notifications.wire, notifications_settings.Settings),
}


@dataclass
class Site:
    """Four databases and services; houses stand on it one after another."""

    services: House

    async def house(self, **how: Any) -> House:
        """Clear the ground: no document, no number given, no message on its way, the first day."""
        new = replace(self.services, log=defaultdict(list), dead=[], bag=[], **how)
        await new.clear(*new.databases)
        for name in ("intake", "licensing"):
            new.wirings[name].service.numbers._last.clear()  # noqa: SLF001 -- else they go on
        new.post.waiting.clear()
        new.post.seen.clear()
        new.clock.moment = MORNING
        return new


@asynccontextmanager
async def a_site(mongo_url: str, prefix: str, directory: Path) -> AsyncIterator[Site]:
    """Databases whose names begin with ``prefix``, and a key pair in ``directory``."""
    client, keys = driver.connect(mongo_url, "motor"), kept_keys(directory)
    services = House(SetClock(), {}, {}, {}, Post())
    try:
        for name, (wire, settings) in MAKERS.items():
            database = driver.durable(client, f"{prefix}-{name}")
            told = _settings(settings, keys)
            chassis = Chassis(told, services.clock, database, cast("Any", services.post))
            wiring = wire(chassis)
            await driver.ensure_indexes(database, chassis.indexes)
            await driver.ensure_indexes(database, wiring.indexes)
            verifier = Verifier(keys.public, services.clock.real)
            services.databases[name], services.wirings[name] = database, wiring
            services.apps[name] = build(
                name, wiring.routers, verifier, told.max_body_bytes, site=wiring.site
            )
        yield Site(services)
    finally:
        await driver.close(client)


@dataclass
class Crew:
    """Tells several stories at the same time, each on a site of its own."""

    sites: asyncio.Queue[Site]

    async def all(
        self, work: Callable[..., Awaitable[T]], jobs: Iterable[Sequence[Any]]
    ) -> list[T]:
        """``work(site, *job)`` for each job."""
        return await asyncio.gather(*(self._one(work, job) for job in jobs))

    async def _one(self, work: Callable[..., Awaitable[T]], job: Sequence[Any]) -> T:
        site = await self.sites.get()
        try:
            return await work(site, *job)
        finally:
            self.sites.put_nowait(site)


def _settings(kind: Any, keys: Keys) -> Any:
    return kind(
        broker_url="amqp://nowhere",
        mongo_url="mongodb://nowhere",
        dev_tokens=True,
        token_public_key_file=keys.public,
        token_private_key_file=keys.private,
        certificate_private_key_file=keys.certificate,
    )
