"""Publishing with confirms, through aio-pika: what it returns from is on the broker's disks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import aio_pika
import structlog
from aio_pika.abc import AbstractExchange, AbstractRobustChannel, AbstractRobustConnection
from aio_pika.exceptions import AMQPError, ChannelNotFoundEntity, DeliveryError

from chassis.topology import DECLARED

log = structlog.get_logger()

COUNTED = {"x-delivery-count", "x-acquired-count"}
"""Headers in which the broker counts how often it handed a message out."""


class BrokerTrouble(Exception):  # noqa: N818 -- the name of the trouble
    """The broker is not there, not answering or not letting us: wait, nothing else is wrong."""


class Unroutable(Exception):  # noqa: N818 -- the field's word
    """The broker answered that nobody would get this message, or that it will not take it."""


async def dial(url: str, every: float) -> AbstractRobustConnection:
    """Connect, however long the broker takes to be there."""
    told = False
    while True:
        try:
            return await aio_pika.connect_robust(
                url, reconnect_interval=every, timeout=5, heartbeat=30
            )
        except (AMQPError, OSError) as error:
            if not told:
                log.warning("broker_away", error=type(error).__name__)
                told = True
            await asyncio.sleep(every)


class Publisher:
    """One connection and channel for everything a service sends.

    Args:
        url: The broker.
        service: The sender's name, the AMQP ``app_id``.
        timeout: Seconds to wait for a confirm.
        every: Seconds between attempts to connect.
    """

    def __init__(self, url: str, service: str, *, timeout: float, every: float) -> None:
        self._url = url
        self._service = service
        self._timeout = timeout
        self._every = every
        self._connection: AbstractRobustConnection | None = None
        self._channel: AbstractRobustChannel | None = None
        self._exchanges: dict[str, AbstractExchange] = {}

    async def __aenter__(self) -> Self:
        """Nothing is connected yet: the first use does, so that a service starts without broker."""
        self._opening = asyncio.Lock()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection; a broker that does not answer is left."""
        if self._connection is not None:
            with suppress(AMQPError, OSError, RuntimeError):
                async with asyncio.timeout(2):
                    await self._connection.close()

    @property
    def connected(self) -> bool:
        """Whether the broker is there as far as we know."""
        return self._connection is not None and self._connection.connected.is_set()

    async def _exchange(self, name: str) -> AbstractExchange:
        found = self._exchanges.get(name)
        if found is not None:
            return found
        async with self._opening:
            if self._connection is None:
                self._connection = await dial(self._url, self._every)
            if self._channel is None:
                channel = await self._connection.channel(on_return_raises=True)
                assert isinstance(channel, AbstractRobustChannel)  # noqa: S101 -- for the types
                self._channel = channel
        exchange = await self._channel.get_exchange(name, ensure=False)
        self._exchanges[name] = exchange
        return exchange

    async def missing(self, exchange: str, queues: tuple[str, ...]) -> str | None:
        """The first of these that does not exist, asked passively; None when all do.

        Raises:
            BrokerTrouble: The broker could not be asked.
        """
        try:
            async with asyncio.timeout(self._timeout):
                await self._exchange(exchange)
                assert self._connection is not None  # noqa: S101 -- for the types
                name = exchange
                try:
                    async with await self._connection.channel() as channel:
                        await channel.declare_exchange(exchange, passive=True, robust=False)
                        for name in queues:
                            await channel.declare_queue(name, passive=True, robust=False)
                        name = DECLARED  # asked last: they are bound, too
                        await channel.declare_exchange(name, passive=True, robust=False)
                except ChannelNotFoundEntity:
                    return name
        except (AMQPError, OSError, RuntimeError) as error:
            raise BrokerTrouble(type(error).__name__) from error
        return None

    async def publish(  # noqa: D417 -- the rest are the AMQP properties of the same names
        self,
        exchange: str,
        key: str,
        body: bytes,
        *,
        message_id: str | None,
        wire_type: str | None,
        correlation_id: str | None = None,
        timestamp: datetime | None = None,
        headers: dict[str, Any],
    ) -> None:
        """Publish one persistent message and wait for the broker's confirm.

        Args:
            exchange: Where to.
            key: The routing key.
            body: The contract alone.
            headers: Causation, trace, attempt, reason; None values are left out.

        Raises:
            Unroutable: No queue is bound for it, or the queue refused it.
            BrokerTrouble: No confirm came.
        """
        message = aio_pika.Message(
            body,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            content_type="application/json",
            message_id=message_id,
            type=wire_type,
            correlation_id=correlation_id,
            timestamp=timestamp,
            app_id=self._service,
            headers={k: v for k, v in headers.items() if v is not None},
        )
        try:
            async with asyncio.timeout(self._timeout):
                target = self._exchanges.get(exchange) or await self._exchange(exchange)
                await target.publish(message, key, mandatory=True)
        except DeliveryError as error:
            raise Unroutable(f"{exchange} {key}") from error
        except (AMQPError, OSError, RuntimeError, asyncio.InvalidStateError) as error:
            raise BrokerTrouble(type(error).__name__) from error

    async def rewrite(
        self, queue: str, exchange: str, change: Callable[[bytes], Awaitable[bytes]]
    ) -> None:
        """Put each message that lies in a queue now to its end again, with its body changed.

        Also those that stay the same: giving them back would wear them out, as a quorum queue
        drops what came back too often. A crash may leave one twice, with one id; none is lost.

        Args:
            queue: Which nobody consumes.
            exchange: That leads back to it, whatever the key.
            change: From the present body to the new one.

        Raises:
            Unroutable: See `publish`.
            BrokerTrouble: See `publish`.
        """
        try:
            await self._exchange(exchange)
            assert self._connection is not None  # noqa: S101 -- for the types
            async with await self._connection.channel() as channel:
                found = await channel.declare_queue(queue, passive=True, robust=False)
                for _ in range(found.declaration_result.message_count or 0):
                    message = await found.get(no_ack=False, fail=False)
                    if message is None:
                        return
                    await self.publish(
                        exchange,
                        "",
                        await change(message.body),
                        message_id=message.message_id,
                        wire_type=message.type,
                        correlation_id=message.correlation_id,
                        timestamp=message.timestamp,
                        headers={k: v for k, v in message.headers.items() if k not in COUNTED},
                    )
                    await message.ack()
        except (AMQPError, OSError, RuntimeError) as error:
            raise BrokerTrouble(type(error).__name__) from error
