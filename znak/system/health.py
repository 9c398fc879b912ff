"""What every copy of a service tells of itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Health:
    """One copy as it answers: whether it is ready, and what keeps it from that."""

    url: str
    alive: bool
    ready: bool
    troubles: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Where it answers, without the scheme."""
        return self.url.partition("://")[2].rstrip("/")


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
    return Health(url, alive=True, ready=answer.is_success, troubles=troubles)
