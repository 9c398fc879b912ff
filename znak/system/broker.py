"""What the broker tells of queues, through its management API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit

import httpx

from contracts.base import SERVICES


@dataclass(frozen=True)
class Queue:
    """One queue.

    Attributes:
        name: As declared.
        ready: Messages that wait.
        unacked: Messages that somebody is handling.
        coming: Messages a second that come in.
        going: Messages a second that are done.
        consumers: Who reads it.
    """

    name: str
    ready: int
    unacked: int
    coming: float
    going: float
    consumers: int

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """As the broker tells it."""
        rates = told.get("message_stats", {})

        def rate(name: str) -> float:
            return float(rates.get(f"{name}_details", {}).get("rate", 0))

        return cls(
            name=told["name"],
            ready=told.get("messages_ready", 0),
            unacked=told.get("messages_unacknowledged", 0),
            coming=rate("publish"),
            going=rate("ack"),
            consumers=told.get("consumers", 0),
        )

    @property
    def service(self) -> str:
        """Who reads it."""
        return self.name.partition(".")[0]

    @property
    def kind(self) -> str:
        """``dead``, ``retry`` or ``work``."""
        second = self.name.split(".")[1]
        return second if second in {"dead", "retry"} else "work"

    @property
    def silent(self) -> bool:
        """Whether nobody does what waits."""
        return self.kind == "work" and not self.consumers


@dataclass(frozen=True)
class Seen:
    """The broker at one moment.

    Attributes:
        queues: Of the services, by name.
        copies: Connections that consume, by service.
    """

    queues: tuple[Queue, ...]
    copies: Mapping[str, int]

    def of(self, service: str, kind: str) -> list[Queue]:
        """The queues of one kind of one service."""
        return [each for each in self.queues if (each.service, each.kind) == (service, kind)]

    def waiting(self, service: str, kind: str) -> int:
        """How many messages wait in them."""
        return sum(each.ready for each in self.of(service, kind))


class Management:
    """The management API of one broker.

    Args:
        url: ``http://user:password@host:port``; the user may look (tag ``monitoring``).
        vhost: The virtual host of the services.
    """

    def __init__(self, url: str, vhost: str) -> None:
        parts = urlsplit(url)
        self._vhost = quote(vhost, safe="")
        self._client = httpx.AsyncClient(
            base_url=f"{parts.scheme}://{parts.hostname}:{parts.port or 15672}/api/",
            auth=(unquote(parts.username or ""), unquote(parts.password or "")),
            timeout=5,
            trust_env=False,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def look(self) -> Seen:
        """Ask for everything once.

        Raises:
            httpx.HTTPError: The broker does not answer, or does not let us look.
        """
        queues = [Queue.of(each) for each in await self._get(f"queues/{self._vhost}")]
        consumers = await self._get(f"consumers/{self._vhost}")
        ours = sorted(
            (each for each in queues if each.service in SERVICES), key=lambda each: each.name
        )
        return Seen(tuple(ours), _copies(consumers))

    async def _get(self, path: str) -> list[dict[str, Any]]:
        answer = await self._client.get(path)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found


def _copies(consumers: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    found: dict[str, set[str]] = {service: set() for service in SERVICES}
    for each in consumers:
        service = each["queue"]["name"].partition(".")[0]
        details = each.get("channel_details") or {}
        if service in found and details:
            found[service].add(details["connection_name"])
    return {service: len(names) for service, names in found.items()}
