"""Killed before and after every I/O call there is, every effect is there exactly once."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis import mongo
from chassis.process import Decision
from chassis.service import Process
from chassis.settings import ServiceSettings
from deploy.local.ports import free_port
from tests.chassis import crash, domain, post, sample
from tests.support.servers import Database
from tests.support.waiting import eventually

pytestmark = pytest.mark.prove

HOUR = 3600
CHANGE = ["find jars", "insert jars"]
TOLD = ["publish licensing.events", "pull jars"]


def sides(calls: list[str]) -> list[str]:
    return sorted(f"{side} {call}" for call in calls for side in ("before", "after"))


@dataclass
class Scene:
    """The servers, the settings of the child and of the process that heals."""

    directory: Path
    url: str
    mongo_url: str
    database: str
    driver: str
    port: int
    post: post.Post

    def settings(self, **more: Any) -> Any:
        given = {"mongo_driver": self.driver, "http_port": self.port, "sweep_age": 0.05, **more}
        return sample.settings(self.directory, self.url, self.mongo_url, self.database, **given)

    def plan(self, wire: Any, last: list[str], *, from_start: bool = False, **more: Any) -> Any:
        """Nothing polls in the child, so that its calls are those of the work."""
        settings = self.settings(sweep_every=HOUR, tick_every=HOUR, **more)
        log = self.directory / "child.log"
        ends = frozenset(f"after {call}" for call in last)
        return crash.Plan("licensing", settings, wire, sample.EVENTS, ends, log, from_start)

    async def heal(self, name: str, done: Callable[[domain.Jar], bool]) -> None:
        async with sample.running(self.settings()) as process:
            await eventually(lambda: healed(process, name, done), 15, f"{name} was not healed")

    async def jar(self, name: str, jar: domain.Jar) -> None:
        """A jar that is there before."""
        client = mongo.connect(self.mongo_url, "pymongo")
        jars = sample.jars(mongo.durable(client, self.database))
        await jars.change(name, lambda _: Decision(jar))
        await mongo.close(client)

    async def told(self) -> dict[str, set[str]]:
        """The distinct ids of what was announced, by jar."""
        ids: dict[str, set[str]] = {}
        for message in await self.post.take("intake.timeline"):
            if message.type == "licensing.case-progressed.v1":
                ids.setdefault(str(message.correlation_id), set()).add(str(message.message_id))
        return ids

    async def stored(self) -> dict[str, dict[str, Any]]:
        client = mongo.connect(self.mongo_url, "pymongo")
        found = await client[self.database]["jars"].find().to_list(None)
        await mongo.close(client)
        return {document["_id"]: document for document in found}

    async def proves(self, names: list[str], **state: Any) -> None:
        """One change each, one message each, nothing left over."""
        stored = await self.stored()
        assert sorted(stored) == sorted(names)
        for document in stored.values():
            assert {key: document["state"][key] for key in state} == state
            assert document["outbox"] == []
        told = await self.told()
        assert {name: len(told[name]) for name in told} == dict.fromkeys(names, 1)
        assert await self.post.count("licensing.dead") == 0


async def healed(
    process: Process[ServiceSettings], name: str, done: Callable[[domain.Jar], bool]
) -> bool:
    found = await process.wiring.service.jars.find(name)
    if found is None or not done(found.state) or process.troubles():
        return False
    return bool((await process.rest())["rest"])


@pytest.fixture
async def scene(
    vhost: str, mongo: Database, database_name: str, driver: str, tmp_path: Path
) -> AsyncIterator[Scene]:
    await sample.declared(vhost)
    async with post.Post(vhost) as office:
        yield Scene(tmp_path, vhost, mongo.mongo_url, database_name, driver, free_port(), office)


async def nothing(_: str) -> None:
    """The world does nothing."""


async def test_a_handler_killed_anywhere_has_its_effect_once(scene: Scene) -> None:
    began = time.monotonic()
    plan = scene.plan(
        sample.wire_without_ticks, ["ack", "pull jars"], from_start=True, role="worker"
    )

    async def send(name: str) -> None:
        await scene.post.send_events([(f"message of {name}", sample.renewal(name))])

    async def heal(name: str) -> None:
        await scene.heal(name, lambda jar: jar.coins > 0)

    names, boundaries = await crash.everywhere(plan, send, nothing, heal)

    crash.report("handler", names, boundaries, began)
    indexes = [f"createIndexes {name}" for name in ("erased", "jars", "numbers", "revoked")]
    start = [*indexes, "find clock", "find erased", "find revoked"]
    assert sorted(boundaries) == sides([*start, *CHANGE, *TOLD, "ack"])
    await scene.proves(names, coins=1)


async def test_a_tick_killed_anywhere_has_its_effect_once(scene: Scene) -> None:
    began = time.monotonic()

    async def sleeping(name: str) -> None:
        await scene.jar(name, domain.Jar(wakes=datetime.now(UTC) - timedelta(minutes=1)))

    async def heal(name: str) -> None:
        await scene.heal(name, lambda jar: jar.ticks > 0)

    plan = scene.plan(sample.wire, ["pull jars"], role="worker")
    names, boundaries = await crash.everywhere(plan, sleeping, nothing, heal)

    crash.report("tick", names, boundaries, began)
    assert sorted(boundaries) == sides(["find jars"] * 3 + ["update jars", *TOLD])
    await scene.proves(names, ticks=1)


async def test_numbering_killed_anywhere_gives_one_number_and_skips_none(scene: Scene) -> None:
    began = time.monotonic()

    async def unnumbered(name: str) -> None:
        past = datetime.now(UTC) - timedelta(minutes=1)
        await scene.jar(name, domain.Jar(wakes=past, unnumbered=True))

    async def heal(name: str) -> None:
        await scene.heal(name, lambda jar: jar.number is not None)

    plan = scene.plan(sample.wire, ["pull jars"], role="worker")
    names, boundaries = await crash.everywhere(plan, unnumbered, nothing, heal)

    crash.report("numbering", names, boundaries, began)
    given = ["find numbers", "insert numbers"]
    assert sorted(boundaries) == sides(["find jars"] * 3 + given + ["update jars", *TOLD])
    await scene.proves(names, ticks=1)
    numbers = [document["state"]["number"] for document in (await scene.stored()).values()]
    assert sorted(numbers) == list(range(1, len(names) + 1))


async def test_an_http_command_killed_anywhere_has_its_effect_once(scene: Scene) -> None:
    began = time.monotonic()
    token = sample.token(scene.directory)

    async def ask(name: str) -> bool:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"key of {name}"}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{scene.port}") as client:
            try:
                answer = await client.post(f"/api/jars/{name}", headers=headers)
            except (httpx.ReadError, httpx.RemoteProtocolError):
                return True
            except httpx.TransportError:
                return False
        assert answer.json() == {"coins": 1}
        return True

    async def asks(name: str) -> None:
        await eventually(lambda: ask(name), 10, "nobody answered the client")

    async def heal(name: str) -> None:
        async with sample.running(scene.settings()) as process:
            await asks(name)
            await eventually(lambda: healed(process, name, lambda jar: jar.coins > 0), 15)

    plan = scene.plan(sample.wire_without_ticks, ["pull jars"], role="web")
    names, boundaries = await crash.everywhere(plan, nothing, asks, heal)

    crash.report("HTTP command", names, boundaries, began)
    assert sorted(boundaries) == sides([*CHANGE, "find jars", *TOLD])
    await scene.proves(names, coins=1)
