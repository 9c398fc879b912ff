"""Business time travels where it may, never back, and real time never."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import ValidationError

from chassis.clock import Clock
from chassis.process import Decision
from chassis.settings import ServiceSettings
from tests.chassis import domain, sample
from tests.chassis.conftest import Corner
from tests.support.waiting import eventually

SOON = timedelta(seconds=5)


async def test_a_move_reaches_every_copy_and_a_restart(corner: Corner) -> None:
    year = datetime.now(UTC) + timedelta(days=365)
    async with (
        corner.running(time_travel=True) as one,
        corner.running(time_travel=True, role="web") as other,
    ):
        await one.move(year)

        await eventually(lambda: other.clock.now() >= year, otherwise="the other stayed")
        assert one.clock.now() - year < SOON
        assert abs(one.clock.real() - datetime.now(UTC)) < SOON
    async with corner.running() as later:
        await eventually(lambda: later.clock.now() >= year, otherwise="forgotten at the restart")


@pytest.mark.parametrize("moved_before", [timedelta(), timedelta(days=10)])
async def test_time_never_runs_backwards(corner: Corner, moved_before: timedelta) -> None:
    clock = Clock()
    if moved_before:
        await clock.move(corner.database, datetime.now(UTC) + moved_before)

    await clock.move(corner.database, datetime.now(UTC) - timedelta(days=1))

    assert abs(clock.now() - clock.real() - moved_before) < SOON


async def test_services_told_one_moment_have_one_clock_however_late_they_hear(
    corner: Corner,
) -> None:
    at = datetime.now(UTC) - timedelta(seconds=9)
    clock = Clock()
    await clock.move(corner.database, at + timedelta(days=30), at)
    assert clock.now() - clock.real() >= timedelta(days=30) - timedelta(milliseconds=1)


async def test_what_is_due_by_then_ticks_after_the_move(corner: Corner) -> None:
    wakes = datetime.now(UTC) + timedelta(days=30)
    await sample.jars(corner.database).change("jar", lambda _: Decision(domain.Jar(wakes=wakes)))
    async with corner.running(time_travel=True) as process:
        rest = await process.rest()
        assert abs(rest["next"] - wakes) < timedelta(milliseconds=1)

        await process.move(wakes)

        async def ticked() -> bool:
            return bool((await corner.jar("jar"))["state"]["ticks"] == 1)

        await eventually(ticked, otherwise="no tick")
        await eventually(process.rest)
        assert (await process.rest())["next"] is None


async def test_who_moves_the_clock_waits_for_no_tick(corner: Corner) -> None:
    wakes = datetime.now(UTC) + timedelta(days=30)
    await sample.jars(corner.database).change("jar", lambda _: Decision(domain.Jar(wakes=wakes)))
    async with corner.running(time_travel=True, tick_every=600) as process:
        await eventually(lambda: process.bus.idle, otherwise="not started")
        await process.move(wakes)

        async def ticked() -> bool:
            return bool((await corner.jar("jar"))["state"]["ticks"] == 1)

        await eventually(ticked, within=10, otherwise="no tick")


@pytest.mark.parametrize("freedom", ["time_travel", "dev_tokens"])
def test_production_refuses_to_start_with(freedom: str) -> None:
    with pytest.raises(ValidationError, match=f"{freedom.upper()} must be off in production"):
        ServiceSettings.model_validate(
            {
                "broker_url": "amqp://nowhere",
                "mongo_url": "mongodb://nowhere",
                "token_public_key_file": "nowhere",
                "environment": "production",
                freedom: True,
            }
        )


async def test_only_an_operator_moves_the_clock_and_only_where_time_travels(
    corner: Corner,
) -> None:
    body = {"to": (datetime.now(UTC) + timedelta(days=1)).isoformat()}

    async def answers(role: str, *, travel: bool) -> int:
        bearer = {"Authorization": f"Bearer {sample.token(corner.directory, role)}"}
        async with corner.running(time_travel=travel) as process:
            await eventually(lambda: process.troubles() == [], 10)
            transport = httpx.ASGITransport(process.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://znak") as client:
                return (await client.post("/api/clock", json=body, headers=bearer)).status_code

    assert await answers("officer", travel=True) == 403
    assert await answers("operator", travel=False) == 404
    assert await answers("operator", travel=True) == 200
