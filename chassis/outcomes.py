"""Where a message goes that was not handled: up the retry ladder, or to the dead letters."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from faststream.rabbit import RabbitMessage
from pydantic import ValidationError

from chassis.dead import DeadLetters
from chassis.meters import Meters
from chassis.publisher import BrokerTrouble, Publisher, Unroutable
from chassis.settings import ServiceSettings
from chassis.topology import retry_of

log = structlog.get_logger()

Settle = Callable[[], Awaitable[None]]
"""Puts a message where it goes; when it returns the message may be acked."""


class Outcomes:
    """Puts messages where they go, confirmed.

    Args:
        service: The reader.
        publisher: For the retry queues.
        dead: The dead letters.
        settings: The ladder.
        meters: Counts what is retried.
    """

    def __init__(
        self,
        service: str,
        publisher: Publisher,
        dead: DeadLetters,
        settings: ServiceSettings,
        meters: Meters,
    ) -> None:
        self._name = service
        self._publisher = publisher
        self._dead = dead
        self._settings = settings
        self._meters = meters

    async def retry(self, queue: str, message: RabbitMessage, reason: str) -> None:
        """Send it up the ladder; at its end to the dead letters."""
        attempt = tries(message)
        if attempt >= len(self._settings.retry_ladder):
            await self.bury(queue, message, reason)
            return
        raw = message.raw_message
        await self._publisher.publish(
            retry_of(self._name, self._settings.retry_ladder[attempt]),
            queue,
            message.body,
            message_id=raw.message_id,
            wire_type=raw.type,
            correlation_id=raw.correlation_id,
            timestamp=raw.timestamp,
            headers={**carried(message), "attempt": attempt + 1},
        )
        self._meters.retried.inc()
        log.warning("retry", queue=queue, attempt=attempt + 1, reason=reason)

    async def bury(self, queue: str, message: RabbitMessage, reason: str) -> None:
        """Send it to the dead letters at once."""
        raw = message.raw_message
        await self._dead.bury(
            message.body,
            reason=reason[:500],
            origin=queue,
            message_id=raw.message_id,
            wire_type=raw.type,
            correlation_id=raw.correlation_id,
            headers={**carried(message), "attempt": tries(message) + 1},
        )

    async def settle(self, put: Settle | None, message: RabbitMessage) -> None:
        """Put the message where it goes, however long the broker takes, then it may be acked."""
        while put is not None:
            try:
                await put()
            except (BrokerTrouble, Unroutable) as trouble:
                log.warning("settling_waits", error=type(trouble).__name__)
                if message.raw_message.channel.is_closed:
                    raise
                await asyncio.sleep(self._settings.probe_every)
            else:
                return


def tries(message: RabbitMessage) -> int:
    """How often it has been tried before, as its header tells."""
    said = message.headers.get("attempt", 0)
    return said if isinstance(said, int) else 0


def carried(message: RabbitMessage) -> dict[str, Any]:
    """The headers that go on with a message; never the broker's own (``x-death``)."""
    return {k: message.headers.get(k) for k in ("causation", "traceparent", "committed")}


def explain(error: ValidationError) -> str:
    """Say which fields are wrong and how, without what was sent."""
    errors = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(f"{_place(each['loc'])}: {each['type']}" for each in errors[:10])


def _place(loc: tuple[int | str, ...]) -> str:
    if loc and loc[-1] == "[key]":
        loc = loc[:-2]  # the key itself was sent by somebody
    return ".".join(map(str, loc)) or "body"
