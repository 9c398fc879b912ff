"""An intake service on the real database. Its messages stay in the outbox, where tests read."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from chassis import mongo as driver
from chassis.auth import Principal, Verifier, mint
from chassis.clock import Clock
from chassis.http import build
from chassis.mongo import Collection, Database, Document
from chassis.wiring import Chassis
from contracts import all_events
from contracts.base import Event
from contracts.intake import CallAnnounced
from deploy.local.keys import kept_keys
from services.intake.app import wire
from services.intake.domain.application import Application
from services.intake.handlers import on
from services.intake.service import Intake
from services.intake.settings import HERE, Settings
from tests.services.intake.builders import FORM, NOON
from tests.support.reader import Reader
from tests.support.servers import Database as Server

Ask = Callable[..., Any]


class SetClock(Clock):
    """Shows what it was set to; the real time is real."""

    moment = NOON

    def now(self) -> dt.datetime:
        return self.moment


class Nowhere:
    """Publishes nothing, as if the process had died after the commit."""

    def offer(self, collection: Collection, id: str, entries: Sequence[Document]) -> None:  # noqa: A002
        pass


@dataclass
class Office:
    """The service, and what a test does with it."""

    service: Intake
    clock: SetClock
    door: Ask
    procedures: Path
    app: FastAPI
    key: bytes

    async def call(self, **fields: Any) -> str:
        """Open a call; its id."""
        body = {"number": "1/2026", "title": "Nabór", "opens": "2026-01-12", "procedure": "bench"}
        opened = await self.door("officer", "POST", "/api/calls", **{**body, **fields})
        assert opened.status_code == 201, opened.text
        return str(opened.json()["id"])

    async def apply(self, call: str, *, submit: bool = True, **parts: Any) -> Document:
        """Anna's application; what the API answers."""
        form = {**FORM, **parts}
        body = {"call": call, "form": form, "submit": submit}
        answer = await self.door("applicant:anna", "POST", "/api/applications", **body)
        assert answer.status_code == 201, answer.text
        return cast("Document", answer.json())

    async def hear(self, event: Event, cause: str = "message") -> None:
        """Handle an event."""
        await on.by_type[event.wire_type](event, cause, self.service)

    async def application(self, id: str) -> Application:  # noqa: A002
        return (await self.service.applications.get(id)).state

    async def announced(self, call: str) -> list[Any]:
        """What is told about a call once its announcements went round; the last of it last."""
        heard = 0
        while heard < len(said := await self.said(call, "calls")):
            if isinstance(said[heard], CallAnnounced):
                await self.hear(said[heard], f"announced-{heard}")
            heard += 1
        return [e for e in await self.said(call, "calls") if not isinstance(e, CallAnnounced)]

    async def said(self, id: str, collection: str = "applications") -> list[Any]:  # noqa: A002
        """The events in the outbox."""
        document = await attrgetter(collection)(self.service).collection.find_one({"_id": id})
        assert document is not None
        return [all_events()[entry["type"]].read(entry["body"]) for entry in document["outbox"]]


@pytest.fixture
async def database(mongo: Server, database_name: str) -> AsyncIterator[Database]:
    """A database of this test's own."""
    client = driver.connect(mongo.mongo_url, "motor")
    yield driver.durable(client, database_name)
    await driver.close(client)


@pytest.fixture
async def office(database: Database, tmp_path: Path) -> AsyncIterator[Office]:
    """Intake at noon on 15 January 2026, wired as it is started."""
    keys = kept_keys(tmp_path)
    procedures = tmp_path / "procedures"
    shutil.copytree(HERE, procedures)
    settings = Settings(
        procedures=procedures,
        broker_url="amqp://nowhere",
        mongo_url="mongodb://nowhere",
        dev_tokens=True,
        token_public_key_file=keys.public,
        token_private_key_file=keys.private,
    )
    clock = SetClock()
    chassis = Chassis(settings, clock, database, cast("Any", Nowhere()))
    wiring = wire(chassis)
    await driver.ensure_indexes(database, chassis.indexes)
    await driver.ensure_indexes(database, wiring.indexes)
    verifier = Verifier(keys.public, clock.real, chassis.revoked)
    app = build("intake", wiring.routers, verifier, 1024 * 1024, site=wiring.site)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
        key = keys.private.read_bytes()
        yield Office(wiring.service, clock, _asking(client, key), procedures, app, key)


@pytest.fixture
def anna(office: Office) -> Reader:
    """Anna's browser, signed in as an applicant."""
    reader = Reader(office.app)
    reader.sign_in(office.key, "applicant", "anna", email="anna@przyklad.example")
    return reader


def _asking(client: httpx.AsyncClient, key: bytes) -> Ask:
    async def ask(
        who: str, method: str, path: str, *, content: bytes | None = None, **body: Any
    ) -> httpx.Response:
        """As somebody (``applicant:anna``, or nobody), with a body or raw content."""
        role, _, person = who.partition(":")
        email = f"{person or 'anna'}@przyklad.example"
        principal = Principal(person or role, "Anna Nowak", email, roles=frozenset({role}))
        headers = {"idempotency-key": body.pop("key", None) or str(uuid4())}
        if language := body.pop("language", None) if method == "GET" else None:
            headers["accept-language"] = language
        if token := body.pop("token", None):
            headers["authorization"] = f"Bearer {token}"
        if who:
            token = mint(key, principal, dt.datetime.now(dt.UTC))
            headers["authorization"] = f"Bearer {token}"
        json = body if content is None and method in {"POST", "PUT"} else None
        return await client.request(method, path, json=json, content=content, headers=headers)

    return ask
