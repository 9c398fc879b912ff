"""Servers for every test: one broker and one database per run, a fresh corner of each per test."""

import gc
from collections.abc import Generator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pymongo import MongoClient

from deploy.local.management import Management, in_vhost
from deploy.local.servers import Mongo, Rabbit
from tests.support.deadline import deadline
from tests.support.servers import Broker, Database, a_broker, a_database

_QUICK, _PROOF = 180, 900


def pytest_collection_finish() -> None:
    """What was imported stays: who looks for garbage in it again and again takes half the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """No test runs for ever, whatever it waits for."""
    with deadline(_PROOF if item.get_closest_marker("prove") else _QUICK):
        return (yield)


@pytest.fixture(scope="session")
def rabbit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """The broker that all tests share. Work in a `vhost`."""
    with a_broker(tmp_path_factory.mktemp("shared-broker")) as broker:
        yield broker


@pytest.fixture(scope="session")
def mongo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The database server that all tests share. Work under a `database_name`."""
    with a_database(tmp_path_factory.mktemp("shared-database")) as database:
        yield database


@pytest.fixture(scope="session")
def management(rabbit: Broker) -> Iterator[Management]:
    """The shared broker's management API."""
    client = Management(rabbit.management_url)
    yield client
    client.close()


@pytest.fixture
def vhost(rabbit: Broker, management: Management) -> Iterator[str]:
    """The URL of a fresh virtual host of the shared broker."""
    name = f"test-{uuid4().hex[:12]}"
    management.create_vhost(name)
    yield in_vhost(rabbit.amqp_url, name)
    management.delete_vhost(name)


@pytest.fixture
def database_name(mongo: Database) -> Iterator[str]:
    """A name for databases of this test: itself, or the beginning of several. Dropped after."""
    prefix = f"test-{uuid4().hex[:12]}"
    yield prefix
    with MongoClient[dict[str, object]](mongo.mongo_url) as client:
        for name in client.list_database_names():
            if name.startswith(prefix):
                client.drop_database(name)


@pytest.fixture(params=["motor", pytest.param("pymongo", marks=pytest.mark.prove)])
def driver(request: pytest.FixtureRequest) -> str:
    """Each driver in turn; the one that nobody gets unasked is among the slower proofs."""
    return str(request.param)


@pytest.fixture
def own_rabbit(tmp_path: Path) -> Iterator[Rabbit]:
    """A broker that the test may stop, kill, freeze and start again."""
    server = Rabbit(tmp_path, statistics_ms=200)
    try:
        server.start()
        yield server
    finally:
        server.kill()


@pytest.fixture
def own_mongo(tmp_path: Path) -> Iterator[Mongo]:
    """A database server that the test may stop, kill, freeze and start again."""
    server = Mongo(tmp_path)
    try:
        server.start()
        yield server
    finally:
        server.kill()
