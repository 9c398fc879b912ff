"""A process that is told to stop finishes what it had begun, and always stops."""

from __future__ import annotations

import os
import signal
import time

import httpx
import pytest

from deploy.local.ports import free_port, is_free
from tests.chassis import crowd, sample
from tests.chassis.children import child, ended
from tests.chassis.conftest import Corner
from tests.support.waiting import eventually


def as_pid(pid: int | None) -> int:
    assert pid is not None
    return pid


async def test_on_sigterm_what_was_begun_is_finished_and_the_rest_stays(corner: Corner) -> None:
    many = 300
    events = [(f"m{n}", sample.renewal(f"jar{n % 20}")) for n in range(many)]
    log = corner.directory / "worker.log"
    with child(crowd.serves, corner.settings(role="worker"), log) as worker:
        await corner.post.send_events(events[:5])
        await eventually(lambda: corner.coins("jar0"), 15, "it does not work")
        await corner.post.send_events(events[5:])
        began = time.monotonic()
        os.kill(as_pid(worker.pid), signal.SIGTERM)
        assert await ended(worker, within=10) == 0
        assert time.monotonic() - began < 10

    jars = await corner.database["jars"].find().to_list(None)
    assert [jar["outbox"] for jar in jars] == [[]] * len(jars)
    handled = sum(jar["state"]["coins"] for jar in jars)
    assert handled + await corner.post.count("licensing.intake.renewal-filed.v1") == many
    assert "messages_left" not in log.read_text()


async def test_a_bug_behind_a_door_is_logged_without_what_was_sent(corner: Corner) -> None:
    log, port = corner.directory / "web.log", free_port()
    settings = corner.settings(role="web", http_port=port)
    bearer = {"Authorization": f"Bearer {sample.token(corner.directory)}"}
    with child(crowd.serves, settings, log) as process:
        await eventually(lambda: not is_free(port), 15, "it does not listen")
        async with httpx.AsyncClient() as client:
            answer = await client.post(f"http://127.0.0.1:{port}/api/jars/raise", headers=bearer)
        assert answer.status_code == 500
        os.kill(as_pid(process.pid), signal.SIGTERM)
        assert await ended(process, within=10) == 0

    assert "secret" not in log.read_text()
    assert "RuntimeError in put_one (sample.py:" in log.read_text()


@pytest.mark.parametrize("away", ["mongo_url", "broker_url"])
async def test_it_stops_while_a_server_was_never_there(corner: Corner, away: str) -> None:
    nowhere = {
        "mongo_url": {"mongo_url": "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200"},
        "broker_url": {"broker_url": "amqp://nobody:nothing@127.0.0.1:1/"},
    }[away]
    log = corner.directory / "worker.log"
    settings = corner.settings().model_copy(update=nowhere)
    with child(crowd.serves, settings, log) as process:
        await eventually(lambda: log.exists() and "_away" in log.read_text(), 15, "no word of it")
        os.kill(as_pid(process.pid), signal.SIGTERM)
        assert await ended(process, within=10) == 0
