"""Putting messages on the broker and looking into its queues, as an outsider would."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import aio_pika

from contracts.base import Event


async def send(
    url: str,
    exchange: str,
    key: str,
    body: bytes,
    wire_type: str | None,
    message_id: str,
    headers: dict[str, Any] | None = None,
) -> None:
    """Publish one message with a confirm."""
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel(on_return_raises=True)
        target = await channel.get_exchange(exchange, ensure=False)
        message = aio_pika.Message(
            body,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=message_id,
            type=wire_type,
            headers=headers or {},
        )
        await target.publish(message, key, mandatory=True)


async def send_events(url: str, events: Sequence[tuple[str, Event]]) -> None:
    """Publish events with the message ids given, pipelined."""
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel(on_return_raises=True)
        for message_id, event in events:
            target = await channel.get_exchange(f"{event.owner}.events", ensure=False)
            message = aio_pika.Message(
                event.model_dump_json().encode(),
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
                message_id=message_id,
                type=event.wire_type,
                correlation_id=event.case,
            )
            await target.publish(message, event.routing_key, mandatory=True)


async def count(url: str, queue: str) -> int:
    """How many messages are ready in a queue; -1 when there is no such queue."""
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        try:
            found = await channel.declare_queue(queue, passive=True)
        except aio_pika.exceptions.ChannelNotFoundEntity:
            return -1
        return found.declaration_result.message_count or 0


async def take(url: str, queue: str) -> list[aio_pika.abc.AbstractIncomingMessage]:
    """Take everything that is ready in a queue."""
    connection = await aio_pika.connect(url)
    taken = []
    async with connection:
        channel = await connection.channel()
        found = await channel.get_queue(queue, ensure=False)
        while (message := await found.get(fail=False, no_ack=True)) is not None:
            taken.append(message)
    return taken
