"""What every copy of a service tells of itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import httpx

SAME_TIME: Final = timedelta(minutes=1)
"""Clocks that differ by less tell the same time: hosts differ, and an answer takes a while."""


@dataclass(frozen=True)
class Health:
    """One copy as it answers: whether it is ready, and what keeps it from that.

    Attributes:
        outbox: Seconds for which its service's oldest change waits to be published.
        due: Seconds for which the oldest timer is late.
        queues: Seconds since the oldest message was sent that it has taken and not done with.
        counts: How many things wait for the world outside, by name.
        clock: Its business time.
    """

    url: str
    alive: bool
    ready: bool
    troubles: tuple[str, ...] = ()
    outbox: float | None = None
    due: float | None = None
    queues: Mapping[str, float] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    clock: datetime | None = None

    @property
    def name(self) -> str:
        """Where it answers, without the scheme."""
        return self.url.partition("://")[2].rstrip("/")

    def since(self, now: datetime, what: Literal["outbox", "due"]) -> datetime | None:
        """Since when the oldest has been waiting."""
        seconds = self.outbox if what == "outbox" else self.due
        return None if seconds is None else now - timedelta(seconds=seconds)

    def travels(self, now: datetime) -> bool:
        """Whether its business time is not the real one."""
        return self.clock is not None and abs(self.clock - now) > SAME_TIME


async def all_of(urls: Sequence[str], client: httpx.AsyncClient) -> list[Health]:
    """Ask them all at the same time."""
    return list(await asyncio.gather(*(_one(url, client) for url in urls)))


async def _one(url: str, client: httpx.AsyncClient) -> Health:
    try:
        answer = await client.get(f"{url.rstrip('/')}/health/ready", timeout=3)
        said: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        return Health(url, alive=False, ready=False, troubles=(type(error).__name__,))
    troubles = tuple(str(each) for each in said.get("troubles", ()))
    return Health(
        url, alive=True, ready=answer.is_success, troubles=troubles, **await _waiting(url, client)
    )


async def _waiting(url: str, client: httpx.AsyncClient) -> dict[str, Any]:
    """What waits there; nothing known where it cannot tell, as while the database is away."""
    try:
        answer = await client.get(f"{url.rstrip('/')}/health/waiting", timeout=3)
        said = answer.json() if answer.is_success else {}
    except (httpx.HTTPError, ValueError):
        said = {}
    names = ("outbox", "due", "queues", "counts")
    told = {name: said[name] for name in names if said.get(name) is not None}
    return told | {"clock": datetime.fromisoformat(said["now"])} if "now" in said else told


def count(copies: Iterable[Health], what: str) -> int | None:
    """How many of these wait; None where no copy that answers knows of them."""
    return max((copy.counts[what] for copy in copies if what in copy.counts), default=None)


def clock(copies: Iterable[Health]) -> datetime | None:
    """Business time, of the copies that answer the latest."""
    return max((copy.clock for copy in copies if copy.clock is not None), default=None)


def oldest(copies: Iterable[Health], now: datetime) -> dict[str, datetime]:
    """Since when the oldest message waits, by queue; all copies together."""
    found: dict[str, float] = {}
    for copy in copies:
        for name, seconds in copy.queues.items():
            found[name] = max(seconds, found.get(name, 0.0))
    return {name: now - timedelta(seconds=seconds) for name, seconds in found.items()}
