"""The four services as they are served, without a broker."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.auth import Verifier
from deploy.local.keys import Keys, kept_keys
from tests.journeys.offline import House
from tests.journeys.site import a_site
from tests.support.servers import Database


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return kept_keys(tmp_path)


@pytest.fixture
async def house(mongo: Database, database_name: str, tmp_path: Path) -> AsyncIterator[House]:
    async with a_site(mongo.mongo_url, database_name, tmp_path) as site:
        yield site.services


@pytest.fixture
def verifier(keys: Keys) -> Verifier:
    return Verifier(keys.public, lambda: dt.datetime.now(dt.UTC))
