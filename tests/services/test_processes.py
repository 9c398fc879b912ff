"""Each service as a process of its own: how soon it is there, what it takes, how it goes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from chassis.topology import declare, design
from contracts import all_events
from contracts.base import SERVICES
from deploy.local.keys import kept_keys
from deploy.local.ports import free_port
from tests.support.servers import Database
from tests.support.waiting import eventually

LADDER = (1.0, 10.0)
MIB = 2**20
LARGEST = "intake"
ONE_AND_THE_REST = [
    LARGEST,
    *(pytest.param(name, marks=pytest.mark.prove) for name in SERVICES if name != LARGEST),
]


@contextmanager
def started(
    service: str, settings: dict[str, str]
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", f"services.{service}"]
    with subprocess.Popen(command, env={**settings, "HTTP_PORT": str(port)}) as process:
        try:
            yield process, url
        finally:
            process.kill()


def settings(directory: Path, broker_url: str, mongo_url: str, database: str) -> dict[str, str]:
    keys = kept_keys(directory)
    return {
        "BROKER_URL": broker_url,
        "MONGO_URL": mongo_url,
        "MONGO_DATABASE": database,
        "TOKEN_PUBLIC_KEY_FILE": str(keys.public),
        "TOKEN_PRIVATE_KEY_FILE": str(keys.private),
        "CERTIFICATE_PRIVATE_KEY_FILE": str(keys.certificate),
        "RETRY_LADDER": "[1, 10]",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(free_port()),
        "MAIL_FROM": "znak@example.org",
    }


async def troubles(url: str) -> list[str] | None:
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            answer = await client.get(f"{url}/health/ready")
        except httpx.TransportError:
            return None
    return list(answer.json()["troubles"])


async def is_ready(url: str) -> bool:
    return await troubles(url) == []


async def lived(service: str, given: dict[str, str]) -> tuple[float, float, float]:
    """Seconds until ready, MiB resident then, seconds from SIGTERM to the end."""
    begun = time.monotonic()
    with started(service, given) as (process, url):
        await eventually(lambda: is_ready(url), within=15, otherwise="it did not get ready")
        ready_after = time.monotonic() - begun
        resident = psutil.Process(process.pid).memory_info().rss / MIB
        process.send_signal(signal.SIGTERM)
        asked = time.monotonic()
        assert process.wait(15) == 0
        return ready_after, resident, time.monotonic() - asked


@pytest.mark.parametrize("service", ONE_AND_THE_REST)
async def test_a_service_is_ready_in_three_seconds_and_small_and_gone_in_ten(
    service: str, vhost: str, mongo: Database, database_name: str, tmp_path: Path
) -> None:
    """The best of three counts for the start: it is promised to a process that is alone."""
    await declare(vhost, design(all_events().values(), SERVICES, LADDER))
    given = settings(tmp_path, vhost, mongo.mongo_url, database_name)
    lives: list[tuple[float, float, float]] = []
    while len(lives) < 3 and not any(ready_after < 3 for ready_after, _, _ in lives):
        lives.append(await lived(service, given))
    starts, sizes, ends = zip(*lives, strict=True)
    ready_after, resident, gone_after = min(starts), max(sizes), max(ends)
    told = f"ready after {ready_after:.1f} s, {resident:.0f} MiB, gone after {gone_after:.1f} s"
    assert (ready_after < 3, resident < 120, gone_after < 10) == (True, True, True), told


@pytest.mark.parametrize(
    ("role", "consumes"),
    [("web", False), ("worker", True), pytest.param("all", True, marks=pytest.mark.prove)],
)
async def test_only_who_consumes_needs_the_queues_of_the_service(
    role: str, *, consumes: bool, vhost: str, mongo: Database, database_name: str, tmp_path: Path
) -> None:
    """Here licensing's own queues are missing; whatever it publishes has its readers."""
    events = [event for event in all_events().values() if event.owner == "licensing"]
    queues = [event for event in all_events().values() if "licensing" in event.readers]
    lacking = len(queues) if consumes else 0
    await declare(vhost, design(events, SERVICES, LADDER))
    given = settings(tmp_path, vhost, mongo.mongo_url, database_name) | {"ROLE": role}
    with started("licensing", given) as (process, url):

        async def told() -> bool:
            found = await troubles(url)
            if found is None:
                return False
            consuming = [each for each in found if each.startswith("no consumer on licensing.")]
            return len(found) == len(consuming) == lacking

        await eventually(told, within=10, otherwise="readiness tells something else")
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
