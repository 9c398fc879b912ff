"""An evaluation service on the real database. Its messages stay in the outbox, where tests read."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest

from chassis import mongo as driver
from chassis import repository
from chassis.auth import Principal, Verifier, mint
from chassis.clock import Clock
from chassis.http import build
from chassis.mongo import Collection, Database, Document
from chassis.numbers import INDEXES as NUMBERED
from chassis.numbers import Numbers
from chassis.repository import Repository
from chassis.revocations import Revocations
from chassis.site.page import Site
from contracts import all_events
from contracts.base import Event
from deploy.local.keys import kept_keys
from services.evaluation import api, chapter, panels, tasks
from services.evaluation.app import PAGES, TEMPLATES
from services.evaluation.domain import (
    Case,
    Expert,
    Member,
    Sitting,
    decide,
    decide_expert,
    due,
)
from services.evaluation.domain.experts import Enrol
from services.evaluation.handlers import on
from services.evaluation.queries import INDEXES
from services.evaluation.service import Evaluation
from tests.services.evaluation.build import CASE, LEASE, NOON, a_profile, accepted
from tests.support.reader import Reader
from tests.support.servers import Database as Server

Doors = Callable[..., Any]
Readers = Callable[[str], Reader]


class SetClock(Clock):
    """Shows what it was set to."""

    moment = NOON
    real_moment = NOON

    def now(self) -> dt.datetime:
        return self.moment

    def real(self) -> dt.datetime:
        return self.real_moment


class Nowhere:
    """Publishes nothing, as if the process had died after the commit."""

    def offer(self, collection: Collection, id: str, entries: Sequence[Document]) -> None:  # noqa: A002
        pass


@dataclass
class Office:
    """The service, and what a test does with it."""

    service: Evaluation
    clock: SetClock

    async def enrol(self, *persons: str, **changes: Any) -> None:
        """Put people on the list, without the look that the API takes at waiting cases."""
        for person in persons:
            command = Enrol(a_profile(person, **changes), "o-1")
            await self.service.experts.change(person, partial(decide_expert, command, NOON))

    async def one_case(self) -> None:
        """A case whose panel are e-1 and e-2."""
        await self.enrol("e-1", "e-2")
        await self.hear(accepted())

    async def hear(self, event: Event, cause: str | None = None) -> None:
        """Handle an event, as the message ``cause``."""
        handler = on.by_type[event.wire_type]
        await handler(event, cause or f"{event.wire_type}/{event.case}", self.service)

    async def told_of_experts(self) -> int:
        """Deliver what the changes of experts have told, and what follows; how many messages."""
        experts, delivered = self.service.experts.collection, 0
        while found := await experts.find_one({"outbox.0": {"$exists": True}}):
            entry = found["outbox"][0]
            await self.hear(all_events()[entry["type"]].read(entry["body"]), entry["id"])
            await experts.update_one(
                {"_id": found["_id"]}, {"$pull": {"outbox": {"id": entry["id"]}}}
            )
            delivered += 1
        return delivered

    async def ask(self, command: Any, case: str = CASE) -> Case:
        """Change a case."""
        decision = partial(decide, command, self.clock.now())
        return (await self.service.cases.change(case, decision)).state

    async def tick(self, case: str = CASE) -> Case:
        """The scheduler's call, if the case is due by the clock."""
        found = await self.service.cases.collection.find_one(
            {"_id": case, "due": {"$lte": self.clock.now()}}
        )
        if found is not None:
            await panels.wake(self.service, case)
        return await self.case(case)

    async def case(self, case: str = CASE) -> Case:
        return (await self.service.cases.get(case)).state

    async def document(self, case: str = CASE) -> Document:
        found = await self.service.cases.collection.find_one({"_id": case})
        assert found is not None
        return found

    async def said(self, case: str = CASE) -> list[Any]:
        """The events of a case in its outbox."""
        outbox = (await self.document(case))["outbox"]
        return [all_events()[entry["type"]].read(entry["body"]) for entry in outbox]

    async def seats(self, call: str = "call-1") -> dict[str, int]:
        """How many seats each expert has in the call, by the roster."""
        roster = await self.service.rosters.find_one({"_id": call})
        loads = [] if roster is None else roster["loads"]
        return {load["person"]: load["seats"] for load in loads if load["seats"]}


@pytest.fixture
async def database(mongo: Server, database_name: str) -> AsyncIterator[Database]:
    """A database of this test's own."""
    client = driver.connect(mongo.mongo_url, "motor")
    yield driver.durable(client, database_name)
    await driver.close(client)


def an_evaluation(database: Database, clock: SetClock) -> Office:
    """A worker of evaluation on this database."""
    wired: dict[str, Any] = {"clock": clock, "outlet": Nowhere()}
    still: dict[str, Any] = {"due": lambda _: None, **wired}
    service = Evaluation(
        cases=Repository(database["cases"], Case, due=due, **wired),
        experts=Repository(database["experts"], Expert, **still),
        rosters=database["rosters"],
        members=Repository(database["members"], Member, **still),
        sittings=Repository(database["sittings"], Sitting, **still),
        numbers=Numbers(database["numbers"]),
        revoked=Revocations(database["revoked"], clock),
        clock=clock,
        lease=LEASE,
    )
    return Office(service, clock)


@pytest.fixture
async def office(database: Database) -> Office:
    """Evaluation at noon on 2 March 2026."""
    await driver.ensure_indexes(database, INDEXES)
    await driver.ensure_indexes(database, {"cases": repository.INDEXES, "numbers": NUMBERED})
    return an_evaluation(database, SetClock())


@pytest.fixture
async def door(office: Office, tmp_path: Path) -> AsyncIterator[Doors]:
    """Asks as somebody: ``await door("officer+expert:e-1", "POST", path, body…)``."""
    keys = kept_keys(tmp_path)
    app = build(
        "evaluation",
        [each.router(office.service) for each in (api, tasks, chapter)],
        Verifier(keys.public, lambda: dt.datetime.now(dt.UTC)),
        100_000,
    )
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://evaluation")
        )

        async def ask(who: str, method: str, path: str, **body: Any) -> httpx.Response:
            roles, _, person = who.partition(":")
            held: Any = frozenset(roles.split("+"))
            principal = Principal(person or roles, "Jan", "j@x.example", roles=held)
            token = mint(keys.private.read_bytes(), principal, dt.datetime.now(dt.UTC))
            headers = {"authorization": f"Bearer {token}", "idempotency-key": str(uuid4())}
            content = body if method in {"POST", "PUT"} else None
            return await client.request(method, path, json=content, headers=headers)

        yield ask


@pytest.fixture
def reader(office: Office, tmp_path: Path) -> Readers:
    """Comes to the pages as somebody: ``reader("expert:e-1")``."""
    keys, site = kept_keys(tmp_path), Site(TEMPLATES, secure=False)
    app = build(
        "evaluation",
        [page.router(office.service, site) for page in PAGES],
        Verifier(keys.public, lambda: dt.datetime.now(dt.UTC)),
        100_000,
        site=site,
    )

    def opened(who: str) -> Reader:
        roles, _, person = who.partition(":")
        role, *also = cast("Any", roles.split("+"))
        browser = Reader(app)
        browser.sign_in(keys.private.read_bytes(), role, person, also=also)
        return browser

    return opened
