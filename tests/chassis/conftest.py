"""A corner of the servers for each test of the chassis, with the sample's topology declared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chassis import mongo as driver_of
from chassis.service import Process
from chassis.settings import ServiceSettings
from tests.chassis import post, sample
from tests.support.servers import Database


@dataclass
class Corner:
    """What a test works in: settings for as many processes as it likes, and an outsider's view."""

    directory: Path
    url: str
    mongo_url: str
    database_name: str
    driver: str
    post: post.Post
    database: driver_of.Database

    def settings(self, **more: Any) -> Any:
        """Settings of one process; the last word is the test's."""
        return sample.settings(
            self.directory,
            self.url,
            self.mongo_url,
            self.database_name,
            **{"mongo_driver": self.driver, **more},
        )

    def running(self, **more: Any) -> AbstractAsyncContextManager[Process[ServiceSettings]]:
        """The sample at work."""
        return sample.running(self.settings(**more))

    async def jar(self, name: str) -> dict[str, Any]:
        """The stored document, empty when there is none."""
        return await self.database["jars"].find_one({"_id": name}) or {}

    async def coins(self, name: str) -> int:
        """How many coins are in a jar."""
        return int((await self.jar(name)).get("state", {}).get("coins", 0))

    async def told(self) -> list[str]:
        """The ids of all that the sample announced so far, taken from the case file's queue."""
        heard = await self.post.take("intake.timeline")
        wanted = "licensing.case-progressed.v1"
        return [str(message.message_id) for message in heard if message.type == wanted]


@pytest.fixture
async def corner(
    vhost: str, mongo: Database, database_name: str, driver: str, tmp_path: Path
) -> AsyncIterator[Corner]:
    """A fresh corner, on each driver."""
    await sample.declared(vhost)
    client = driver_of.connect(mongo.mongo_url, "pymongo")
    database = driver_of.durable(client, database_name)
    async with post.Post(vhost) as office:
        yield Corner(tmp_path, vhost, mongo.mongo_url, database_name, driver, office, database)
    await driver_of.close(client)
