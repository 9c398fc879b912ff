"""A broker or a database that goes away for longer than the whole ladder costs nothing but time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from chassis import mongo as driver_of
from chassis.service import Process
from chassis.settings import ServiceSettings
from deploy.local.management import Management, in_vhost
from deploy.local.servers import Mongo, Rabbit
from tests.chassis import post, sample
from tests.chassis.conftest import Corner
from tests.support.servers import Database
from tests.support.waiting import eventually

LONG = 3 * sum(sample.LADDER)
READER = "a reader's queue is missing or the broker is away"
QUEUE = "licensing.intake.renewal-filed.v1"


@pytest.fixture(scope="module")
def fragile_rabbit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rabbit]:
    """One broker that the tests of this module may do anything to."""
    server = Rabbit(tmp_path_factory.mktemp("fragile"), statistics_ms=200)
    try:
        server.start()
        yield server
    finally:
        server.kill()


@pytest.fixture(scope="module")
def fragile_mongo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mongo]:
    """One database server that the tests of this module may do anything to."""
    server = Mongo(tmp_path_factory.mktemp("fragile"))
    try:
        server.start()
        yield server
    finally:
        server.kill()


@asynccontextmanager
async def a_corner(url: str, mongo_url: str, driver: str, directory: Path) -> AsyncIterator[Corner]:
    await sample.declared(url)
    client = driver_of.connect(mongo_url, "pymongo")
    name = f"test-{uuid4().hex[:12]}"
    database = driver_of.durable(client, name)
    async with post.Post(url) as office:
        yield Corner(directory, url, mongo_url, name, driver, office, database)
    await client.drop_database(name)
    await driver_of.close(client)


async def begin(corner: Corner, process: Process[ServiceSettings], many: int) -> None:
    """It works; then many messages come, and the outage finds it in the middle of them."""
    await eventually(lambda: process.troubles() == [], 10, "never ready")
    await corner.post.send_events([(f"m{n}", sample.renewal(f"jar{n}")) for n in range(many)])
    await eventually(lambda: corner.coins("jar0"), 10, "nothing is handled")


async def last_out(capfd: pytest.CaptureFixture[str]) -> None:
    """Let more time pass than the whole ladder takes; nothing may spin meanwhile."""
    capfd.readouterr()
    began, worked = time.monotonic(), time.process_time()
    await eventually(lambda: time.monotonic() - began > LONG)
    took = time.monotonic() - began
    assert time.process_time() - worked < 0.6 * took, "a hot loop"
    assert len("".join(capfd.readouterr()).splitlines()) < 40 * took, "a chattering loop"


async def nothing_is_lost(corner: Corner, many: int) -> None:
    async def there() -> bool:
        jars = await corner.database["jars"].find().to_list(None)
        wanted = {f"jar{n}": 1 for n in range(many)}
        return {j["_id"]: j["state"]["coins"] for j in jars if not j["outbox"]} == wanted

    await eventually(there, 20, "something was lost or done twice")
    async with post.Post(corner.url) as office:
        assert await office.count("licensing.dead") == 0
        heard = await office.take("intake.timeline")
    told = {m.message_id for m in heard if m.type == "licensing.case-progressed.v1"}
    assert told == {f"licensing/jars/jar{n}/1.1" for n in range(many)}


@pytest.mark.prove
@pytest.mark.parametrize("end", [Mongo.kill, Mongo.stop], ids=["kill", "stop"])
async def test_a_database_that_goes_away(
    vhost: str,
    fragile_mongo: Mongo,
    driver: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    end: Callable[[Mongo], None],
) -> None:
    async with (
        a_corner(vhost, fragile_mongo.mongo_url, driver, tmp_path) as corner,
        corner.running() as process,
    ):
        await begin(corner, process, 60)
        await asyncio.to_thread(end, fragile_mongo)
        try:
            await eventually(lambda: process.troubles() == ["database away"], 10, "still ready")
            assert (await asks(corner, process)).status_code == 503
            await last_out(capfd)
            assert await corner.post.count("licensing.dead") == 0
        finally:
            await asyncio.to_thread(fragile_mongo.start)
        await eventually(lambda: process.troubles() == [], 15, "not ready again")
        await corner.post.send_events([("m60", sample.renewal("jar60"))])
        await nothing_is_lost(corner, 61)


async def asks(corner: Corner, process: Process[ServiceSettings]) -> httpx.Response:
    bearer = {"Authorization": f"Bearer {sample.token(corner.directory)}"}
    transport = httpx.ASGITransport(process.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://znak") as client:
        return await client.post("/api/jars/jar60", headers=bearer, timeout=20)


def freeze(rabbit: Rabbit) -> None:
    rabbit.child.freeze()


def thaw(rabbit: Rabbit) -> None:
    rabbit.child.thaw()


@pytest.mark.prove
@pytest.mark.parametrize(
    ("end", "back"),
    [
        (Rabbit.kill, Rabbit.start),
        (freeze, thaw),
        (Rabbit.stop, Rabbit.start),
    ],
    ids=["kill", "freeze", "stop"],
)
async def test_a_broker_that_goes_away(
    fragile_rabbit: Rabbit,
    mongo: Database,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    end: Callable[[Rabbit], None],
    back: Callable[[Rabbit], None],
) -> None:
    url = a_vhost(fragile_rabbit)
    await sample.declared(url)
    # RabbitMQ 3.10, killed within seconds of a declaration, may leave the queue declared last
    # without a leader for ever; what an orderly restart has written down survives any kill.
    await asyncio.to_thread(fragile_rabbit.restart)
    async with (
        a_corner(url, mongo.mongo_url, "motor", tmp_path) as corner,
        corner.running(publish_timeout=1) as process,
    ):
        await begin(corner, process, 60)
        await asyncio.to_thread(end, fragile_rabbit)
        try:
            assert (await asks(corner, process)).status_code == 200
            await eventually(lambda: READER in process.troubles(), 20, "still ready")
            await last_out(capfd)
        finally:
            await asyncio.to_thread(back, fragile_rabbit)
        await eventually(lambda: process.troubles() == [], 30, "not ready again")
        async with post.Post(url) as office:
            await office.send_events([("m61", sample.renewal("jar61"))])
        await nothing_is_lost(corner, 62)


def a_vhost(rabbit: Rabbit) -> str:
    name = f"test-{uuid4().hex[:12]}"
    management = Management(rabbit.management_url)
    management.create_vhost(name)
    management.close()
    return in_vhost(rabbit.amqp_url, name)
