"""Ready says the truth: readers there, consumers there, database there; and it heals by itself."""

from __future__ import annotations

import asyncio

import pytest

from chassis.health import Waiting
from chassis.topology import DECLARED
from tests.chassis import sample
from tests.chassis.conftest import Corner
from tests.support.waiting import eventually

QUEUE = "licensing.intake.renewal-filed.v1"
READER = "a reader's queue is missing or the broker is away"


async def test_nothing_is_published_while_a_reader_has_no_queue(corner: Corner) -> None:
    other = "intake.other-reader"
    async with corner.post.channel() as channel:
        queue = await channel.declare_queue(other, durable=True)
        await queue.bind("licensing.events", "#")
    await corner.post.delete("intake.timeline")
    async with corner.running() as process:
        await corner.post.send_events([("m1", sample.renewal("jar"))])
        await eventually(lambda: corner.coins("jar"), otherwise="not handled")
        await eventually(lambda: process.troubles() == [READER])
        assert await corner.post.count(other) == 0

        await sample.declared(corner.url)

        await eventually(lambda: process.troubles() == [], otherwise="not ready again")
        await eventually(lambda: process.relay.idle)
        assert await corner.told() == ["licensing/jars/jar/1.1"]
        assert await corner.post.count(other) == 1


async def test_nothing_is_published_before_a_readers_queue_is_bound(corner: Corner) -> None:
    arguments = {q.name: q.arguments for q in sample.topology().queues}
    async with corner.post.channel() as channel:
        await channel.exchange_delete(DECLARED)  # as far as the topology step comes in a moment
        await channel.queue_delete("intake.timeline")
        await channel.declare_queue(
            "intake.timeline", durable=True, arguments=arguments["intake.timeline"]
        )
        queue = await channel.declare_queue("intake.other-reader", durable=True)
        await queue.bind("licensing.events", "#")
    async with corner.running() as process:
        await corner.post.send_events([("m1", sample.renewal("jar"))])
        await eventually(lambda: corner.coins("jar"), otherwise="not handled")
        await eventually(lambda: process.troubles() == [READER])
        assert await corner.post.count("intake.other-reader") == 0

        await sample.declared(corner.url)

        await eventually(lambda: process.troubles() == [], otherwise="not ready")
        await eventually(lambda: process.relay.idle)
        assert await corner.told() == ["licensing/jars/jar/1.1"]


async def test_a_consumer_cancelled_by_the_broker_is_noticed_and_comes_back(
    corner: Corner,
) -> None:
    async with corner.running() as process:
        await eventually(lambda: process.troubles() == [], otherwise="not ready")

        await corner.post.delete(QUEUE)
        await eventually(lambda: process.troubles() == [f"no consumer on {QUEUE}"])
        await sample.declared(corner.url)

        await eventually(lambda: process.troubles() == [], 10, "not consuming again")
        await corner.post.send_events([("m1", sample.renewal("jar"))])
        await eventually(lambda: corner.coins("jar"), otherwise="not handled")


async def test_a_queue_that_is_declared_after_the_start_is_consumed(corner: Corner) -> None:
    await corner.post.delete(QUEUE)
    async with corner.running() as process:
        await eventually(lambda: process.relay.ready)
        assert process.troubles() == [f"no consumer on {QUEUE}"]

        await sample.declared(corner.url)

        await eventually(lambda: process.troubles() == [], 10, "not consuming")
        await corner.post.send_events([("m1", sample.renewal("jar"))])
        await eventually(lambda: corner.coins("jar"), otherwise="not handled")


async def test_a_web_process_is_ready_without_consumers(corner: Corner) -> None:
    async with corner.running(role="web") as process:
        await eventually(lambda: process.troubles() == [], otherwise="not ready")
        assert process.bus.silent == [QUEUE]


async def test_a_process_tells_how_long_the_oldest_message_waits_in_its_hands(
    corner: Corner, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = asyncio.Event()
    async with corner.running() as process:
        with monkeypatch.context() as patched:
            patched.setattr(process.gate, "passes", goes_on.wait)
            await corner.post.send_events([("m1", sample.renewal("jar"))])
            await eventually(process.bus.oldest, otherwise="not taken")
            waits = await process.waiting()
            goes_on.set()
            await eventually(lambda: corner.coins("jar"), otherwise="not handled")
        await eventually(lambda: process.relay.idle and process.bus.idle)
        rest = Waiting(outbox=None, due=None, queues={}, counts={}, now=waits.now)
        assert (await process.waiting()).model_copy(update={"now": waits.now}) == rest
        assert (waits.outbox, waits.due, [*waits.queues]) == (None, None, [QUEUE])
        assert 0 <= waits.queues[QUEUE] < 60
