"""A licensing service on the real database. Its messages stay in the outbox, where tests read."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI

from chassis import mongo as driver
from chassis import numbers, repository
from chassis.auth import Principal, Verifier, mint
from chassis.clock import Clock
from chassis.http import build
from chassis.mongo import Collection, Document
from chassis.numbers import Numbers
from chassis.repository import Repository
from chassis.revocations import Revocations
from chassis.site.page import Site
from contracts import all_events
from contracts.base import Event, Role
from deploy.local.keys import Keys, kept_keys
from services.licensing.app import INDEXES, TEMPLATES, doors
from services.licensing.certificates import Certificates
from services.licensing.domain.licence import Licence
from services.licensing.domain.process import due
from services.licensing.handlers import on
from services.licensing.mark import Mark
from services.licensing.people import People
from services.licensing.service import Licensing
from tests.services.licensing.build import at
from tests.support.servers import Database

Login = Callable[[str, Role], None]


class SetClock(Clock):
    """Shows what it was set to."""

    def __init__(self, moment: dt.datetime) -> None:
        super().__init__()
        self.moment = moment

    def now(self) -> dt.datetime:
        return self.moment


class Nowhere:
    """Publishes nothing, as if the process had died after the commit."""

    def offer(self, collection: Collection, id: str, entries: Sequence[Document]) -> None:  # noqa: A002
        pass


@dataclass
class Office:
    """The service, and what a test does with it."""

    service: Licensing
    clock: SetClock
    app: FastAPI
    certificates: Certificates

    async def hear(self, event: Event, cause: str | None = None, on_day: str = "") -> None:
        """Handle an event on this day, as the message ``cause``."""
        self.clock.moment = at(on_day) if on_day else self.clock.moment
        handler = on.by_type[event.wire_type]
        await handler(event, cause or f"{event.wire_type}/{event.case}", self.service)

    async def licence(self, id: str) -> Licence:  # noqa: A002
        return (await self.service.licences.get(id)).state

    async def said(self, id: str) -> list[Any]:  # noqa: A002
        """The events of a licence in its outbox."""
        document = await self.service.licences.collection.find_one({"_id": id})
        assert document is not None
        return [all_events()[entry["type"]].read(entry["body"]) for entry in document["outbox"]]


@pytest.fixture
async def office(mongo_url: str, database_name: str, keys: Keys) -> AsyncIterator[Office]:
    """Licensing on a database of its own, on 2 March 2026 at noon."""
    client = driver.connect(mongo_url, "motor")
    database = driver.durable(client, database_name)
    wanted = {"licences": [*repository.INDEXES, *INDEXES["licences"]], "numbers": numbers.INDEXES}
    await driver.ensure_indexes(database, wanted)
    clock = SetClock(at("2026-03-02"))
    licences = Repository(
        database["licences"], Licence, due=due, clock=clock, outlet=cast("Any", Nowhere())
    )
    numbers_ = Numbers(database["numbers"])
    service = Licensing(
        licences=licences,
        numbers=numbers_,
        withdrawn=database["withdrawn"],
        people=People(database["teams"], database["contacts"]),
        revoked=Revocations(database["revoked"], clock),
        clock=clock,
    )
    mark = Mark(driver.bucket(database, "mark"), database["mark.files"])
    certificates = Certificates(keys.certificate, (), "https://znak.example")
    site = Site(TEMPLATES, secure=False)
    app = build(
        "licensing",
        doors(service, site, certificates, mark),
        Verifier(keys.public, clock.real),
        100_000,
        site=site,
    )
    yield Office(service, clock, app, certificates)
    await driver.close(client)


@pytest.fixture
def mongo_url(mongo: Database) -> str:
    """The shared database server."""
    return mongo.mongo_url


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return kept_keys(tmp_path)


@pytest.fixture
def login(client: httpx.AsyncClient, keys: Keys) -> Login:
    """Makes the client another person's."""

    def becomes(person: str, role: Role) -> None:
        who = Principal(person=person, name="", email="", roles=frozenset({role}))
        token = mint(keys.private.read_bytes(), who, dt.datetime.now(dt.UTC))
        client.headers["authorization"] = f"Bearer {token}"

    return becomes


@pytest.fixture
async def client(office: Office, keys: Keys) -> AsyncIterator[httpx.AsyncClient]:
    """An officer's client."""
    who = Principal(person="o-1", name="Ewa", email="e@r.example", roles=frozenset({"officer"}))
    token = mint(keys.private.read_bytes(), who, dt.datetime.now(dt.UTC))
    transport = httpx.ASGITransport(office.app)
    headers = {"authorization": f"Bearer {token}", "idempotency-key": "k-1"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://licensing", headers=headers
    ) as officer:
        yield officer
