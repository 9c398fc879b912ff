"""A database of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from chassis import mongo as driver
from tests.support.servers import Database


@pytest.fixture
async def database(mongo: Database, database_name: str) -> AsyncIterator[driver.Database]:
    client = driver.connect(mongo.mongo_url, "motor")
    yield driver.durable(client, database_name)
    await driver.close(client)
