"""A service's tests share one database: to create its indexes takes longer than most tests."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import uuid4

import pytest
from pymongo import MongoClient

from contracts.base import SERVICES
from tests.support.servers import Database

Names = dict[str, str]
Client = MongoClient[dict[str, object]]


@pytest.fixture(scope="session")
def kept(mongo: Database) -> Iterator[tuple[Client, Names]]:
    """A connection, and the name of each service's database. Dropped at the end."""
    names: Names = defaultdict(lambda: f"test-{uuid4().hex[:12]}")
    with MongoClient[dict[str, object]](mongo.mongo_url) as client:
        yield client, names
        for name in names.values():
            client.drop_database(name)


@pytest.fixture
def database_name(
    database_name: str, kept: tuple[Client, Names], request: pytest.FixtureRequest
) -> str:
    """The database of the service that is tested, without documents; elsewhere a fresh one."""
    package = request.path.parent.name
    if package not in SERVICES:
        return database_name
    client, names = kept
    database = client[names[package]]
    for collection in database.list_collection_names():
        database[collection].delete_many({})
    return names[package]
