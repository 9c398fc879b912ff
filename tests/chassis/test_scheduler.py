"""What is due is begun as far as there is room for it, the oldest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
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
    unused: dict[str, Any] = dict.fromkeys(("dead", "gate"), None)
    scheduler = Scheduler(
        database,
        [tick],
        clock=Clock(),
        settings=cast("Any", SimpleNamespace()),
        meters=Meters(),
        **unused,
    )
    assert await scheduler._pass(tick) == begun  # noqa: SLF001 -- one pass of its loop
    assert sorted(worked) == [f"{no}" for no in range(begun)]
    assert await scheduler.overdue() == 4
    assert (await scheduler.late() or dt.timedelta()) > dt.timedelta(days=2000)
