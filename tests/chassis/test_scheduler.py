"""What is due is begun as far as there is room for it, the oldest first, and leaves room itself."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast

import pytest

from chassis import mongo as driver
from chassis.clock import Clock
from chassis.meters import Meters
from chassis.mongo import Database
from chassis.scheduler import Scheduler, Tick
from tests.support.servers import Database as Server

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
async def database(mongo: Server, database_name: str) -> AsyncIterator[Database]:
    client = driver.connect(mongo.mongo_url, "motor")
    yield driver.durable(client, database_name)
    await driver.close(client)


def scheduler(database: Database, tick: Tick, due_per_second: float = 10_000) -> Scheduler:
    unused: dict[str, Any] = dict.fromkeys(("dead", "gate"), None)
    return Scheduler(
        database,
        [tick],
        clock=Clock(),
        settings=cast("Any", SimpleNamespace(due_per_second=due_per_second)),
        meters=Meters(),
        **unused,
    )


@pytest.mark.parametrize(("room", "begun"), [(None, 4), (3, 3), (1, 1), (0, 0), (-2, 0)])
async def test_no_more_is_begun_than_there_is_room_for(
    database: Database, room: int | None, begun: int
) -> None:
    worked: list[str] = []

    async def work(id_: str) -> None:
        worked.append(id_)

    for no in range(4):
        due = LONG_AGO + dt.timedelta(days=no)
        state = {"bulk": False}
        await database["mails"].insert_one(
            {"_id": f"{no}", "version": 1, "due": due, "state": state}
        )
    bulk = {"_id": "bulk", "version": 1, "due": LONG_AGO, "state": {"bulk": True}}
    await database["mails"].insert_one(bulk)
    asked = None if room is None else lambda: room
    tick = Tick("mails", work, real=True, where={"state.bulk": False}, room=asked)
    made = scheduler(database, tick)
    await made._pass(tick)  # noqa: SLF001 -- one pass of its loop
    assert sorted(worked) == [f"{no}" for no in range(begun)]
    assert await made.overdue() == 4
    assert (await made.late() or dt.timedelta()) > dt.timedelta(days=2000)


@pytest.mark.parametrize(("seconds", "per_second", "apart"), [(0.05, 10_000, 0.1), (0, 10, 0.1)])
async def test_each_is_followed_by_a_rest_as_long_as_it_took(
    database: Database, seconds: float, per_second: float, apart: float
) -> None:
    """So that what nobody waits for leaves room for what somebody does, where both are slow."""
    begun: list[float] = []

    async def work(_: str) -> None:
        begun.append(time.perf_counter())
        await asyncio.sleep(seconds)

    for no in range(4):
        await database["mails"].insert_one({"_id": f"{no}", "version": 1, "due": LONG_AGO})
    tick = Tick("mails", work, real=True)
    await scheduler(database, tick, per_second)._pass(tick)  # noqa: SLF001 -- one pass of its loop
    assert [after - before > 0.98 * apart for before, after in pairwise(begun)] == [True] * 3
