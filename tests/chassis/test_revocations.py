"""A session that ended is refused by every copy of a service, without a read for each request."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends

from chassis.auth import Principal, Unauthenticated, Verifier, allow, mint
from chassis.service import Process
from chassis.settings import ServiceSettings
from chassis.wiring import Chassis, Wiring
from deploy.local.keys import kept_keys
from tests.chassis import sample
from tests.chassis.conftest import Corner
from tests.support.waiting import eventually


def wire(chassis: Chassis[ServiceSettings]) -> Wiring:
    """The sample with a door that everybody who is signed in may use."""
    routes = APIRouter()

    @routes.get("/api/me")
    async def me(who: Annotated[Principal, Depends(allow())]) -> str | None:
        return who.session

    wired = sample.wire_without_ticks(chassis)
    return replace(wired, routers=[*wired.routers, routes])


def a_token(directory: Path, session: str) -> str:
    who = Principal("p1", "Jan", "jan@example.org", roles=frozenset({"expert"}), session=session)
    return mint(kept_keys(directory).private.read_bytes(), who, datetime.now(UTC))


async def status(process: Process[ServiceSettings], token: str) -> int:
    transport = httpx.ASGITransport(process.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://sample") as client:
        answer = await client.get("/api/me", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code


async def refuses(process: Process[ServiceSettings], token: str) -> bool:
    return await status(process, token) == 401


async def test_what_one_copy_hears_every_copy_soon_refuses(corner: Corner) -> None:
    given = corner.settings(copies_every=0.1)
    ended, other = (a_token(corner.directory, each) for each in ("s1", "s2"))
    async with sample.running(given, wire) as one, sample.running(given, wire) as two:
        assert [await status(each, ended) for each in (one, two)] == [200, 200]
        await one.chassis.revoked.add(["s1"])
        assert await status(one, ended) == 401
        await eventually(lambda: refuses(two, ended), otherwise="the other copy never heard of it")
        assert [await status(each, other) for each in (one, two)] == [200, 200]
    async with sample.running(given, wire) as late:
        await eventually(lambda: refuses(late, ended), otherwise="a new copy does not know")


async def test_an_entry_ends_with_the_last_token_of_its_session(corner: Corner) -> None:
    async with corner.running() as process:
        await process.prepare()
        ends = process.clock.real() + timedelta(minutes=10)
        await process.chassis.revoked.add(["s1"])
        (kept,) = await corner.database["revoked"].find().to_list(None)
        assert abs(kept["until"] - ends) < timedelta(seconds=5)
        indexes = await corner.database["revoked"].index_information()
        assert indexes["until_1"]["expireAfterSeconds"] == 0
        over = {"$set": {"until": ends - timedelta(minutes=11)}}
        await corner.database["revoked"].update_one({}, over)
        await process.chassis.revoked.refresh()
        assert "s1" not in process.chassis.revoked


def test_a_token_seen_before_is_refused_once_its_session_has_ended(tmp_path: Path) -> None:
    ended: set[str | None] = set()
    verifier = Verifier(kept_keys(tmp_path).public, lambda: datetime.now(UTC), ended)
    token = a_token(tmp_path, "s1")
    assert verifier.verify(token).session == "s1"
    ended.add("s1")
    with pytest.raises(Unauthenticated):
        verifier.verify(token)
