"""How often somebody may ask."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, Depends
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from chassis import pace
from chassis.auth import Principal, Verifier, allow, mint, public
from chassis.http import build
from chassis.pace import Buckets, Pace, Rate, address
from chassis.site.visitor import TOKEN
from deploy.local.keys import Keys, kept_keys

SLOW = Rate(per_second=0.01, burst=2)
SLOWER = Rate(per_second=0.01, burst=1)


class Watch:
    """Shows what it was set to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(
    rate=st.builds(Rate, st.floats(0.1, 50), st.integers(1, 20)),
    pauses=st.lists(st.floats(0, 3), min_size=1, max_size=60),
)
def test_nobody_gets_more_than_a_burst_and_the_rate_and_whoever_waits_as_told_gets_in(
    rate: Rate, pauses: list[float]
) -> None:
    watch = Watch()
    buckets, let_in, wait = Buckets(watch), 0, 0.0
    for pause in pauses:
        watch.now += pause
        wait = buckets.wait("who", rate)
        let_in += not wait
    assert let_in <= rate.burst + rate.per_second * watch.now + 1e-3
    watch.now += wait
    assert not wait or not buckets.wait("who", rate)


def test_each_has_a_bucket_of_their_own_and_no_more_than_so_many_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pace, "HELD", 3)
    buckets = Buckets(Watch())
    asked = [bool(buckets.wait(who, SLOWER)) for who in ("a", "a", "b", "c", "d", "d", "a")]
    assert asked == [False, True, False, False, False, True, False]


@pytest.mark.parametrize(
    ("proxies", "told", "client", "found"),
    [
        (0, "198.51.100.7", "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 198.51.100.7", "10.0.0.1", "198.51.100.7"),
        (2, "6.6.6.6, 198.51.100.7, 10.0.0.2", "10.0.0.1", "198.51.100.7"),
        (1, "", "10.0.0.1", "10.0.0.1"),
        (2, "198.51.100.7", "10.0.0.1", "10.0.0.1"),
        (1, "not an address", "10.0.0.1", "unknown"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_only_what_our_own_proxies_say_of_an_address_counts(
    proxies: int, told: str, client: str, found: str
) -> None:
    headers = [(b"x-forwarded-for", told.encode())]
    scope = {"type": "http", "headers": headers, "client": (client, 1)}
    assert address(Request(scope), proxies) == found


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return kept_keys(tmp_path)


@pytest.fixture
def web(keys: Keys) -> httpx.AsyncClient:
    routes = APIRouter()

    async def nothing() -> None:
        pass

    for path, method, guard in (
        ("/mine", "POST", allow("officer")),
        ("/open", "GET", public),
        ("/open", "POST", public),
        ("/health/live", "GET", public),
    ):
        routes.add_api_route(path, nothing, methods=[method], dependencies=[Depends(guard)])
    verifier = Verifier(keys.public, lambda: dt.datetime.now(dt.UTC))
    app = build("licensing", [routes], verifier, 100, Pace(usual=SLOW, changes=SLOWER))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://znak")


def signed_in(keys: Keys, person: str) -> dict[str, str]:
    who = Principal(person, person, "", "en", frozenset({"officer"}))
    return {
        "Authorization": f"Bearer {mint(keys.private.read_bytes(), who, dt.datetime.now(dt.UTC))}"
    }


async def statuses(
    web: httpx.AsyncClient, times: int, method: str, path: str, **how: Any
) -> list[int]:
    return [(await web.request(method, path, **how)).status_code for _ in range(times)]


async def test_who_asks_too_often_is_told_when_to_come_again(
    web: httpx.AsyncClient, keys: Keys
) -> None:
    anna, ewa = signed_in(keys, "anna"), signed_in(keys, "ewa")
    assert await statuses(web, 3, "POST", "/mine", headers=anna) == [200, 200, 429]
    assert await statuses(web, 1, "POST", "/mine", headers=ewa) == [200]

    refused = await web.post("/mine", headers=anna)
    assert refused.headers["content-type"] == "application/problem+json"
    assert 90 <= int(refused.headers["retry-after"]) <= 100
    assert refused.json() == {
        "type": "urn:znak:problem:too-many-requests",
        "title": "Too many requests. Please try again shortly.",
        "status": 429,
        "code": "too-many-requests",
    }


async def test_whoever_comes_with_a_browser_is_counted_for_themselves(
    web: httpx.AsyncClient, keys: Keys
) -> None:
    assert await statuses(web, 2, "POST", "/open") == [200, 429]
    token = signed_in(keys, "anna")["Authorization"].partition(" ")[2]
    anna = {"Cookie": f"{TOKEN}={token}"}
    assert await statuses(web, 3, "POST", "/open", headers=anna) == [200, 200, 429]
    assert await statuses(web, 1, "POST", "/open", headers={"Cookie": f"{TOKEN}=x"}) == [429]


async def test_without_signing_in_an_address_reads_more_than_it_sends(
    web: httpx.AsyncClient,
) -> None:
    assert await statuses(web, 3, "GET", "/open") == [200, 200, 429]
    assert await statuses(web, 2, "POST", "/open") == [200, 429]
    forged = {"Authorization": "Bearer forged"}
    assert await statuses(web, 1, "POST", "/open", headers=forged) == [429]
    assert await statuses(web, 5, "GET", "/health/live") == [200] * 5
