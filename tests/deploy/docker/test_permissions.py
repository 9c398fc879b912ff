"""What a service's broker user may and may not do, asked of a real broker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel
from aiormq.exceptions import ChannelAccessRefused

from chassis.service import Process
from chassis.topology import declare, design, queue_of, readers_of
from contracts import all_events
from contracts.base import CASE_FILE, SERVICES
from deploy.docker.definitions import USERS, definitions, load
from deploy.local.keys import kept_keys
from deploy.local.management import Management, in_vhost
from tests.support.servers import Broker, Database
from tests.support.waiting import eventually

EVENTS = tuple(all_events().values())
LADDER = (1.0,)
PASSWORDS = {user: f"secret-of-{user}" for user in USERS}
PAIRS = [(one, other) for one in SERVICES for other in SERVICES if one != other]
HELLO = aio_pika.Message(b"{}")

Act = Callable[[AbstractChannel], Awaitable[Any]]


@pytest.fixture(scope="module")
def broker(rabbit: Broker, management: Management) -> Iterator[str]:
    """The whole topology in a virtual host of its own, with the users of the Compose file."""
    vhost = f"test-{uuid4().hex[:12]}"
    management.create_vhost(vhost)
    load(rabbit.management_url, definitions(PASSWORDS, vhost))
    url = in_vhost(rabbit.amqp_url, vhost)
    asyncio.run(declare(url, design(EVENTS, SERVICES, LADDER)))
    yield url
    management.delete_vhost(vhost)


def url_of(user: str, broker: str) -> str:
    at = urlsplit(broker)
    return at._replace(netloc=f"{user}:{PASSWORDS[user]}@{at.hostname}:{at.port}").geturl()


@asynccontextmanager
async def a_channel(user: str, broker: str) -> AsyncIterator[AbstractChannel]:
    async with await aio_pika.connect(url_of(user, broker)) as connection:
        yield await connection.channel()


async def refused(user: str, broker: str, act: Act) -> bool:
    """Whether the broker refuses this to the user (each try on a channel of its own)."""
    async with a_channel(user, broker) as channel:
        try:
            await act(channel)
        except ChannelAccessRefused:
            return True
    return False


def publish(exchange: str, key: str = "x") -> Act:
    async def act(channel: AbstractChannel) -> None:
        target = await channel.get_exchange(exchange, ensure=False)
        await target.publish(HELLO, key, mandatory=False, timeout=5)

    return act


def read(queue: str) -> Act:
    async def act(channel: AbstractChannel) -> None:
        found = await channel.get_queue(queue, ensure=False)
        await found.consume(ignore, timeout=5)

    return act


async def ignore(_: Any) -> None:
    """Neither acks nor answers: closing the channel gives it back."""


def exchanges_of(service: str) -> list[str]:
    return [f"{service}.{name}" for name in ("events", "return", "dead", "retry.1s")]


def queues_of(service: str) -> list[str]:
    own = [queue_of(service, event) for event in EVENTS if service in event.readers]
    return [*own, *([CASE_FILE[1]] if CASE_FILE[0] == service else [])]


def open_queue_of(service: str) -> str:
    """One whose dead letters keep their body, because it carries no secrets."""
    return next(
        queue_of(service, event)
        for event in EVENTS
        if service in event.readers and not event.secret
    )


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_publishes_to_its_own_exchanges(service: str, broker: str) -> None:
    assert [
        name for name in exchanges_of(service) if await refused(service, broker, publish(name))
    ] == []


@pytest.mark.parametrize(("service", "other"), PAIRS)
async def test_a_service_publishes_to_nobody_elses_exchange(
    service: str, other: str, broker: str
) -> None:
    names = exchanges_of(other)
    assert [n for n in names if await refused(service, broker, publish(n))] == names


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_does_not_publish_to_the_brokers_own_exchanges(
    service: str, broker: str
) -> None:
    async def by_default(channel: AbstractChannel) -> None:
        await channel.default_exchange.publish(HELLO, f"{service}.dead", timeout=5)

    acts = [by_default, publish("amq.topic"), publish("amq.fanout")]
    assert [await refused(service, broker, act) for act in acts] == [True] * len(acts)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_reads_its_own_queues(service: str, broker: str) -> None:
    queues = queues_of(service)
    assert queues
    assert [name for name in queues if await refused(service, broker, read(name))] == []


@pytest.mark.parametrize(("service", "other"), PAIRS)
async def test_a_service_reads_nobody_elses_queue(service: str, other: str, broker: str) -> None:
    names = [*queues_of(other), f"{other}.dead"]
    assert [name for name in names if await refused(service, broker, read(name))] == names


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_configures_nothing(service: str, broker: str) -> None:
    queue = queues_of(service)[0]
    events = f"{service}.events"
    acts: list[Act] = [
        lambda channel: channel.declare_queue(f"{service}.more", durable=True),
        lambda channel: channel.declare_queue("", exclusive=True),
        lambda channel: channel.declare_exchange(f"{service}.more", "topic"),
        lambda channel: channel.queue_delete(queue, if_unused=False),
        lambda channel: channel.exchange_delete(events),
        lambda channel: _bind(channel, queue, "amq.topic"),
        lambda channel: _bind(channel, queue, events),
    ]
    assert [await refused(service, broker, act) for act in acts] == [True] * len(acts)


async def _bind(channel: AbstractChannel, queue: str, exchange: str) -> None:
    await (await channel.get_queue(queue, ensure=False)).bind(exchange, "#", timeout=5)


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_sees_whether_its_readers_queues_exist(service: str, broker: str) -> None:
    async with a_channel(service, broker) as channel:
        for queue in readers_of(service, EVENTS):
            assert (await channel.declare_queue(queue, passive=True)).name == queue


async def test_the_monitor_reads_and_writes_nothing(broker: str) -> None:
    acts = [publish("intake.events"), read("intake.dead")]
    assert [await refused("monitor", broker, act) for act in acts] == [True, True]


async def test_the_operators_page_reaches_dead_letters_and_nothing_else(broker: str) -> None:
    may = [publish("intake.dead"), publish("intake.return"), read("intake.dead")]
    assert [await refused("system", broker, act) for act in may] == [False] * 3
    may_not = [publish("intake.events"), read(open_queue_of("licensing"))]
    assert [await refused("system", broker, act) for act in may_not] == [True] * 2


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_works_with_no_more_rights_than_these(
    service: str, broker: str, mongo: Database, database_name: str, tmp_path: Path
) -> None:
    """It becomes ready, and puts a malformed message among its dead letters."""
    keys = kept_keys(tmp_path)
    settings = import_module(f"services.{service}.settings").Settings(
        broker_url=url_of(service, broker),
        mongo_url=mongo.mongo_url,
        mongo_database=database_name,
        token_public_key_file=keys.public,
        token_private_key_file=keys.private,  # read by intake alone
        certificate_private_key_file=keys.certificate,  # and this by licensing
        retry_ladder=LADDER,
    )
    process = Process(service, settings, import_module(f"services.{service}.app").wire)
    stop = asyncio.Event()
    running = asyncio.create_task(process.run(stop))
    try:
        await eventually(lambda: not process.troubles(), within=30, otherwise="never ready")
        async with await aio_pika.connect(broker) as connection:
            channel = await connection.channel()
            dead = await channel.declare_queue(f"{service}.dead", passive=True)
            await dead.purge()
            rubbish = aio_pika.Message(b"rubbish", message_id="m1")
            await channel.default_exchange.publish(rubbish, open_queue_of(service))
            letter = await eventually(lambda: dead.get(fail=False), within=10)
        assert letter is not None
        assert letter.body == b"rubbish"
    finally:
        stop.set()
        await running
