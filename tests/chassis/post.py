"""Putting messages on the broker and looking into its queues, as an outsider would."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import aio_pika

from contracts.base import Event


class Post:
    """One connection of an outsider.

    Args:
        url: The broker and virtual host.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> Self:
        """Connect."""
        self._connection = await aio_pika.connect(self._url)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up."""
        await self._connection.close()

    async def send(
        self,
        exchange: str,
        key: str,
        body: bytes,
        *,
        wire_type: str | None,
        message_id: str | None,
        headers: dict[str, Any] | None = None,
        case: str | None = None,
    ) -> None:
        """Publish one message with a confirm."""
        async with self._connection.channel(on_return_raises=True) as channel:
            target = await channel.get_exchange(exchange, ensure=False)
            message = aio_pika.Message(
                body,
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
                type=wire_type,
                correlation_id=case,
                headers=headers or {},
            )
            message.message_id = message_id  # aio-pika would make one up
            await target.publish(message, key, mandatory=True)

    async def send_events(self, events: Sequence[tuple[str, Event]]) -> None:
        """Publish events with the message ids given."""
        for message_id, event in events:
            await self.send(
                f"{event.owner}.events",
                event.routing_key,
                event.model_dump_json().encode(),
                wire_type=event.wire_type,
                message_id=message_id,
                case=event.case,
            )

    async def count(self, queue: str) -> int:
        """How many messages are ready in a queue; -1 when there is no such queue."""
        channel = await self._connection.channel()
        try:
            found = await channel.declare_queue(queue, passive=True)
        except aio_pika.exceptions.ChannelNotFoundEntity:
            return -1
        await channel.close()
        return found.declaration_result.message_count or 0

    async def take(self, queue: str) -> list[aio_pika.abc.AbstractIncomingMessage]:
        """Take everything that is ready in a queue."""
        taken = []
        async with self._connection.channel() as channel:
            found = await channel.get_queue(queue, ensure=False)
            while (message := await found.get(fail=False, no_ack=True)) is not None:
                taken.append(message)
        return taken

    def channel(self) -> aio_pika.abc.AbstractChannel:
        """A channel of this connection, for what has no name here."""
        return self._connection.channel()

    async def delete(self, queue: str) -> None:
        """Delete a queue with all that is in it."""
        async with self._connection.channel() as channel:
            await channel.queue_delete(queue)


async def send(
    url: str,
    exchange: str,
    key: str,
    body: bytes,
    wire_type: str | None,
    message_id: str | None,
    headers: dict[str, Any] | None = None,
) -> None:
    """Publish one message with a confirm."""
    async with Post(url) as post:
        await post.send(
            exchange, key, body, wire_type=wire_type, message_id=message_id, headers=headers
        )


async def send_events(url: str, events: Sequence[tuple[str, Event]]) -> None:
    """Publish events with the message ids given."""
    async with Post(url) as post:
        await post.send_events(events)


async def count(url: str, queue: str) -> int:
    """How many messages are ready in a queue; -1 when there is no such queue."""
    async with Post(url) as post:
        return await post.count(queue)


async def take(url: str, queue: str) -> list[aio_pika.abc.AbstractIncomingMessage]:
    """Take everything that is ready in a queue."""
    async with Post(url) as post:
        return await post.take(queue)
