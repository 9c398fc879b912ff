"""The four real services in one process, with nothing between them.

What they commit is handed to its readers at once and mails are taken as soon as they are written,
so a licence year is lived through in a second. It is used to make true documents, and to ask every
query that the services can send.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import httpx
from fastapi import FastAPI
from pymongo.monitoring import CommandListener

from chassis import mongo
from chassis.auth import Verifier
from chassis.clock import Clock
from chassis.handlers import Received
from chassis.http import build
from chassis.mongo import Collection, Database, Document
from chassis.repository import Repository
from chassis.scheduler import Tick
from chassis.wiring import Chassis, Wiring
from contracts.base import EVENTS, SERVICES
from deploy.local.client import Evaluation, Intake, Licensing, Notifications, Znak
from deploy.local.client_api import Tokens
from deploy.local.keys import Keys, kept_keys
from services.evaluation import app as evaluation
from services.evaluation.settings import Settings as EvaluationSettings
from services.intake import app as intake
from services.intake.settings import Settings as IntakeSettings
from services.licensing import app as licensing
from services.licensing.settings import Settings as LicensingSettings
from services.notifications import app as notifications
from services.notifications.settings import Settings as NotificationsSettings

MAKERS: Final[Mapping[str, tuple[Callable[[Any], Wiring], Any]]] = {
    "intake": (intake.wire, IntakeSettings),
    "evaluation": (evaluation.wire, EvaluationSettings),
    "licensing": (licensing.wire, LicensingSettings),
    "notifications": (notifications.wire, NotificationsSettings),
}

INDEXED_WITHIN_MS: Final = 600_000
"""An index on all records is built in one call; a service asks again after 20 s, and again."""


class SetClock(Clock):
    """Business time shows what it was set to; the real time is real."""

    def __init__(self, moment: dt.datetime) -> None:
        super().__init__()
        self.moment = moment

    def now(self) -> dt.datetime:
        """The business moment."""
        return self.moment


class Post:
    """Takes what is committed, in its order."""

    def __init__(self) -> None:
        self.waiting: deque[tuple[Collection, str, Document]] = deque()

    def offer(self, collection: Collection, id: str, entries: Sequence[Document]) -> None:  # noqa: A002
        """As the relay does."""
        self.waiting.extend((collection, id, entry) for entry in entries)


class Taken:
    """A mail server that takes everything."""

    async def send(self, sender: str, to: str, mail: bytes) -> None:
        """Nothing is wrong."""


@dataclass
class House:
    """The four services.

    Attributes:
        databases: As the services hold them; ``own`` is the house's way past any listener.
        repositories: The aggregates by service and collection, as the services read them.
    """

    clock: SetClock
    post: Post
    databases: dict[str, Database] = field(default_factory=dict)
    own: dict[str, Database] = field(default_factory=dict)
    wirings: dict[str, Wiring] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    chassis: dict[str, Chassis[Any]] = field(default_factory=dict)
    apps: dict[str, FastAPI] = field(default_factory=dict)
    repositories: dict[tuple[str, str], Repository[Any]] = field(default_factory=dict)
    znak: Znak = field(default_factory=lambda: Znak({}))

    async def settle(self) -> None:
        """Hand on what was committed and do what is due until nothing is left."""
        while True:
            while self.post.waiting:
                await self._hand(*self.post.waiting.popleft())
            if not await self._mails() and not await self._ticks():
                return

    async def travel(self, days: float) -> None:
        """Live through some days, stopping wherever something is due."""
        until = self.clock.moment + dt.timedelta(days=days)
        while True:
            await self.settle()
            first = min([each async for each in self._moments()], default=until)
            if first >= until:
                break
            self.clock.moment = first + dt.timedelta(milliseconds=1)
        self.clock.moment = until
        await self.settle()
        await self.wirings["intake"].service.heads.seal()

    async def _hand(self, collection: Collection, id: str, entry: Document) -> None:  # noqa: A002
        own = self.own[collection.database.name.rpartition("-")[2]][collection.name]
        await own.update_one({"_id": id}, {"$pull": {"outbox": {"id": entry["id"]}}})
        kind, body = EVENTS[entry["type"]], entry["body"].encode()
        for reader in kind.readers:
            handler = self.wirings[reader].handlers.by_type[entry["type"]]
            await handler(kind.read(body), entry["id"], self.wirings[reader].service)
        received = Received(entry["id"], entry["type"], body, entry["cause"])
        everything = self.wirings["intake"].handlers.reader
        assert everything is not None  # noqa: S101 -- for the types
        await everything(kind.read(body), received, self.wirings["intake"].service)

    async def _mails(self) -> bool:
        service = self.wirings["notifications"].service
        mails = self.repositories["notifications", "mails"]
        waiting = self.own["notifications"]["mails"].find({"due": {"$exists": True}})
        found = [mails.load(each) async for each in waiting]
        for mail in found:
            await service.retry(mail.id)  # one that waits for room is leased first
            await service.send(await mails.get(mail.id), Taken())
        return bool(found)

    async def _ticks(self) -> bool:
        done = False
        for service, tick in self._business():
            query = {"due": {"$lte": self.clock.moment}}
            due = await self.own[service][tick.collection].find(query).to_list(None)
            for document in due:
                await tick.work(document["_id"])
            done = done or bool(due)
        return done

    async def _moments(self) -> AsyncIterator[dt.datetime]:
        for service, tick in self._business():
            collection = self.own[service][tick.collection]
            first = await collection.find_one({"due": {"$exists": True}}, sort=[("due", 1)])
            if first is not None:
                yield first["due"]

    def repositories_of(self, service: str) -> list[str]:
        """The collections of aggregates a service has."""
        return [name for owner, name in self.repositories if owner == service]

    def _business(self) -> list[tuple[str, Tick]]:
        each = [(name, tick) for name, wired in self.wirings.items() for tick in wired.ticks]
        return [(name, tick) for name, tick in each if not tick.real]


@asynccontextmanager
async def a_house(
    mongo_url: str,
    prefix: str,
    directory: Path,
    moment: dt.datetime,
    listeners: Sequence[CommandListener] = (),
) -> AsyncIterator[House]:
    """The services on databases whose names begin with ``prefix``; keys lie in ``directory``."""
    async with AsyncExitStack() as stack:
        client = mongo.connect(
            mongo_url, "pymongo", event_listeners=listeners, socketTimeoutMS=INDEXED_WITHIN_MS
        )
        own, keys = mongo.connect(mongo_url, "pymongo"), kept_keys(directory)
        for each in (client, own):
            stack.push_async_callback(mongo.close, each)
        house = House(SetClock(moment), Post())
        for name in SERVICES:
            # Nothing here must survive a power cut.
            database = client.get_database(f"{prefix}{name}", write_concern=mongo.FORGETFUL)
            house.own[name] = own.get_database(database.name, write_concern=mongo.FORGETFUL)
            await _wire(house, name, database, keys)
        http = {
            name: await stack.enter_async_context(_door(name, app))
            for name, app in house.apps.items()
        }
        tokens, kinds = Tokens(http["intake"]), (Intake, Evaluation, Licensing, Notifications)
        for name, kind in zip(SERVICES, kinds, strict=True):
            setattr(house.znak, name, kind(http[name], tokens))
        yield house


async def _wire(house: House, name: str, database: Database, keys: Keys) -> None:
    wire, settings = MAKERS[name]
    told = settings(
        broker_url="amqp://nowhere",
        mongo_url="mongodb://nowhere",
        dev_tokens=True,
        token_public_key_file=keys.public,
        token_private_key_file=keys.private,
        certificate_private_key_file=keys.certificate,
    )
    chassis = _Chassis(house, name, told, database)
    wiring = wire(chassis)
    await mongo.ensure_indexes(database, chassis.indexes)
    await mongo.ensure_indexes(database, wiring.indexes)
    verifier = Verifier(keys.public, house.clock.real)
    house.databases[name], house.settings[name], house.chassis[name] = database, told, chassis
    house.wirings[name] = wiring
    house.apps[name] = build(name, wiring.routers, verifier, told.max_body_bytes, site=wiring.site)


class _Chassis(Chassis[Any]):
    """Keeps the repositories it makes, for the house."""

    def __init__(self, house: House, name: str, told: Any, database: Database) -> None:
        super().__init__(told, house.clock, database, cast("Any", house.post))
        self._house, self._name = house, name

    def repository(self, name: str, *given: Any, **more: Any) -> Repository[Any]:
        made: Repository[Any] = super().repository(name, *given, **more)
        self._house.repositories[self._name, name] = made
        return made


def _door(name: str, app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{name}/api/")
