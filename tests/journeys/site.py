"""Where houses are built: databases of a test's own, and the services wired as they are started."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from chassis import mongo as driver
from chassis.auth import Verifier
from chassis.http import build
from chassis.mongo import Client
from chassis.service import Chassis, Wiring
from deploy.local.keys import Keys, kept_keys
from services.evaluation import app as evaluation
from services.evaluation import settings as evaluation_settings
from services.intake import app as intake
from services.intake import settings as intake_settings
from services.licensing import app as licensing
from services.licensing import settings as licensing_settings
from services.notifications import app as notifications
from services.notifications import settings as notifications_settings
from tests.journeys.offline import House, Post, SetClock

MAKERS: Final[dict[str, tuple[Callable[[Any], Wiring], Any]]] = {
    "intake": (intake.wire, intake_settings.Settings),
    "evaluation": (evaluation.wire, evaluation_settings.Settings),
    "licensing": (licensing.wire, licensing_settings.Settings),
    "notifications": (notifications.wire, notifications_settings.Settings),
}


@dataclass
class Site:
    """Four databases that houses are built on, one after another."""

    client: Client
    prefix: str
    keys: Keys
    levelled: set[str] = field(default_factory=set)

    async def house(self, **how: Any) -> House:
        """Clear the ground and wire the services anew."""
        clock, post, databases, wirings, apps = SetClock(), Post(), {}, {}, {}
        for name, (wire, settings) in MAKERS.items():
            database = driver.durable(self.client, f"{self.prefix}-{name}")
            chassis = Chassis(self._settings(settings), clock, database, cast("Any", post))
            databases[name], wirings[name] = database, wire(chassis)
            if name not in self.levelled:
                await driver.ensure_indexes(database, chassis.indexes)
                await driver.ensure_indexes(database, wirings[name].indexes)
                self.levelled.add(name)
            verifier = Verifier(self.keys.public, clock.real)
            apps[name] = build(name, wirings[name].routers, verifier, 1024 * 1024)
        house = House(clock, databases, wirings, apps, post, **how)
        await house.clear(*databases)
        return house

    def _settings(self, kind: Any) -> Any:
        return kind(
            broker_url="amqp://nowhere",
            mongo_url="mongodb://nowhere",
            dev_tokens=True,
            token_public_key_file=self.keys.public,
            token_private_key_file=self.keys.private,
        )


@asynccontextmanager
async def a_site(mongo_url: str, prefix: str, directory: Path) -> AsyncIterator[Site]:
    """Databases whose names begin with ``prefix``, and a key pair in ``directory``."""
    client = driver.connect(mongo_url, "motor")
    try:
        yield Site(client, prefix, kept_keys(directory))
    finally:
        await driver.close(client)
