"""Dead letters: looked at, put back where they failed, or thrown away.

To look is to take each letter and put it to the end of its queue again: giving it back would count
as a delivery, and a quorum queue drops what was delivered too often. A crash in between may leave
one twice, with one id, which does no harm.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractExchange, AbstractIncomingMessage
from aio_pika.exceptions import DeliveryError

from chassis.publisher import COUNTED
from contracts import all_events

MOST: Final = 500
"""Letters of one queue that are looked at in one go."""

BURIED: Final = {"reason", "origin", "attempt"}


class Fate(StrEnum):
    """What becomes of a letter."""

    KEEP = "keep"
    REPLAY = "replay"
    DISCARD = "discard"


@dataclass(frozen=True)
class Letter:
    """One dead letter.

    Attributes:
        id: Of the message; "" when it had none.
        origin: The queue it failed in, or ``tick:<collection>``.
        reason: Why, without what was in it.
        headers: What else stands on the envelope; the body may name people, and is never shown.
    """

    id: str
    type: str
    case: str
    origin: str
    reason: str
    attempts: int
    at: dt.datetime | None
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, message: AbstractIncomingMessage) -> Self:
        """As it lies there; what the broker gave up has no reason of ours."""
        headers = message.headers
        attempts = headers.get("attempt", 0)
        return cls(
            id=message.message_id or "",
            type=message.type or "",
            case=message.correlation_id or "",
            origin=str(headers.get("origin") or headers.get("x-first-death-queue") or ""),
            reason=str(headers.get("reason") or headers.get("x-first-death-reason") or "?"),
            attempts=attempts if isinstance(attempts, int) else 0,
            at=message.timestamp,
            body=message.body,
            headers=_told(message.headers),
        )

    @property
    def replayable(self) -> bool:
        """Whether it can go back: not a timer's note, nor what was kept without its secret."""
        kind = all_events().get(self.type)
        secret = kind is not None and bool(kind.secret)
        return bool(self.id) and "." in self.origin and not secret


Decide = Callable[[Letter], Fate]


class Letters:
    """The dead letters of every service.

    Args:
        url: Of the broker; the user may read and write ``<service>.dead`` and write
            ``<service>.return``.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    async def look(self, service: str) -> list[Letter]:
        """What lies there, and all of it stays."""
        return await self.go_through(service, lambda _: Fate.KEEP)

    async def go_through(self, service: str, decide: Decide) -> list[Letter]:
        """Take each letter once and do with it what is decided.

        Returns:
            Those that stay.

        Raises:
            aio_pika.exceptions.AMQPError: The broker went away; nothing is lost.
        """
        left = []
        async with (
            await aio_pika.connect(self._url, timeout=5) as connection,
            connection.channel(on_return_raises=True) as channel,
        ):
            queue = await channel.declare_queue(f"{service}.dead", passive=True)
            for _ in range(min(queue.declaration_result.message_count or 0, MOST)):
                message = await queue.get(no_ack=False, fail=False)
                if message is None:
                    break
                if letter := await self._settle(channel, service, message, decide):
                    left.append(letter)
        return left

    async def _settle(
        self,
        channel: AbstractChannel,
        service: str,
        message: AbstractIncomingMessage,
        decide: Decide,
    ) -> Letter | None:
        letter = Letter.of(message)
        fate = decide(letter)
        if fate is Fate.REPLAY:
            fate = await self._replay(channel, service, message, letter)
        if fate is Fate.KEEP:
            dead = await channel.get_exchange(f"{service}.dead", ensure=False)
            said = {"origin": letter.origin, "reason": letter.reason}  # the broker's own way, too
            await _publish(dead, "", message, COUNTED, said)
        await message.ack()
        return letter if fate is Fate.KEEP else None

    async def _replay(
        self,
        channel: AbstractChannel,
        service: str,
        message: AbstractIncomingMessage,
        letter: Letter,
    ) -> Fate:
        if not letter.replayable:
            return Fate.KEEP
        back = await channel.get_exchange(f"{service}.return", ensure=False)
        try:
            await _publish(back, letter.origin, message, COUNTED | BURIED, {})
        except DeliveryError:  # the queue it failed in is gone
            return Fate.KEEP
        return Fate.REPLAY


def _told(headers: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What is one value, and not said elsewhere."""
    said = {name: value for name, value in headers.items() if name not in {"origin", "reason"}}
    return tuple(
        (name, str(said[name])) for name in sorted(said) if isinstance(said[name], str | int)
    )


async def _publish(
    exchange: AbstractExchange,
    key: str,
    message: AbstractIncomingMessage,
    drop: set[str],
    said: dict[str, str],
) -> None:
    headers: dict[str, Any] = {
        name: value
        for name, value in message.headers.items()
        if name not in drop and not name.startswith("x-")
    }
    copy = aio_pika.Message(
        message.body,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        content_type=message.content_type,
        message_id=message.message_id,
        type=message.type,
        correlation_id=message.correlation_id,
        timestamp=message.timestamp,
        app_id=message.app_id,
        headers=headers | said,
    )
    await exchange.publish(copy, key, mandatory=True)
