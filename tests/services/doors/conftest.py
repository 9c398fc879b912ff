"""The four apps as they are served, on the real database; a module's tests share them."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio
from fastapi import FastAPI

from chassis.auth import Verifier
from deploy.local.keys import Keys, kept_keys
from tests.journeys.offline import House
from tests.journeys.site import a_site
from tests.services.access.world import apps
from tests.support.servers import Database


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return kept_keys(tmp_path_factory.mktemp("doors"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(mongo: Database, keys: Keys) -> AsyncIterator[House]:
    prefix = f"test-doors-{uuid4().hex[:12]}"
    async with a_site(mongo.mongo_url, prefix, keys.private.parent) as site:
        yield site.services
        for database in site.services.databases.values():
            await database.client.drop_database(database.name)


@pytest.fixture(scope="module")
def served(house: House, keys: Keys) -> dict[str, FastAPI]:
    return apps(house, Verifier(keys.public, lambda: dt.datetime.now(dt.UTC)))
