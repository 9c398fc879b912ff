"""A licensing service on the real database. Its messages stay in the outbox, where tests read."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import pytest

from chassis import mongo as driver
from chassis import numbers, repository
from chassis.clock import Clock
from chassis.mongo import Collection, Document
from chassis.numbers import Numbers
from chassis.repository import Repository
from contracts import all_events
from contracts.base import Event
from services.licensing.app import INDEXES
from services.licensing.domain.licence import Licence
from services.licensing.domain.process import due
from services.licensing.handlers import on
from services.licensing.service import Licensing
from tests.services.licensing.build import at
from tests.support.servers import Database


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
async def office(mongo_url: str, database_name: str) -> AsyncIterator[Office]:
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
    yield Office(Licensing(licences, numbers_, database["withdrawn"], clock), clock)
    await driver.close(client)


@pytest.fixture
def mongo_url(mongo: Database) -> str:
    """The shared database server."""
    return mongo.mongo_url
