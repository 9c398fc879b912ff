"""What comes from the bus, and the one place that decides what becomes of it.

| what happened                           | what is done                                           |
|-----------------------------------------|--------------------------------------------------------|
| handled, already handled, or ignored    | ack                                                    |
| malformed, unknown, refused             | dead letters at once, with the reason                  |
| database or broker trouble              | the message waits unspent, consuming pauses            |
| a failure of this message               | retry after each step of the ladder, then dead letters |
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Generic

import structlog
from aio_pika.exceptions import AMQPError, ChannelNotFoundEntity
from faststream import AckPolicy
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitMessage, RabbitQueue
from pydantic import ValidationError

from chassis import trace
from chassis.dead import DeadLetters
from chassis.gate import Gate
from chassis.handlers import Handlers, Received, S
from chassis.logging import describe
from chassis.meters import Meters
from chassis.mongo import TROUBLE, wanted
from chassis.outcomes import Outcomes, Settle, explain
from chassis.process import Refused
from chassis.settings import ServiceSettings
from chassis.topology import retry_of
from contracts.base import EVENTS

log = structlog.get_logger()


class Rejected(Exception):  # noqa: N818 -- reads as what happens to the message
    """This message can never be handled; the reason holds nothing of what was sent."""


class Bus(Generic[S]):
    """Consumes the queues of one service and settles every message by the table above."""

    def __init__(
        self,
        name: str,
        handlers: Handlers[S],
        service: S,
        *,
        outcomes: Outcomes,
        dead: DeadLetters,
        gate: Gate,
        settings: ServiceSettings,
        meters: Meters,
    ) -> None:
        self._name = name
        self._handlers = handlers
        self._service = service
        self._outcomes = outcomes
        self._dead = dead
        self._gate = gate
        self._settings = settings
        self._meters = meters
        self.queues = handlers.queues(name)
        self._broker: RabbitBroker | None = None
        self._connection: Any = None
        self._started: set[str] = set()
        self._present: Mapping[str, bool] = {}
        self._in_flight = 0
        self._held: dict[str, dict[int, datetime]] = {queue: {} for queue in self.queues}

    @property
    def idle(self) -> bool:
        """Whether no message is being handled."""
        return self._in_flight == 0

    @property
    def silent(self) -> list[str]:
        """The queues that nobody consumes, as far as the broker last told."""
        return [queue for queue in self.queues if not self._present.get(queue, False)]

    def oldest(self) -> dict[str, datetime]:
        """When the oldest message was committed that this copy has taken and not settled, by queue.

        A queue gives out the oldest first, so nothing that waits in it is older, but for what
        comes back.
        """
        return {queue: min(held.values()) for queue, held in self._held.items() if held}

    async def backlog(self) -> int:
        """How many messages wait in this service's queues, those of its retries included."""
        if self._connection is None:
            return 0
        steps = [retry_of(self._name, seconds) for seconds in self._settings.retry_ladder]
        waiting = 0
        async with self._connection.channel() as channel:
            for queue in (*self.queues, *steps):
                found = await channel.declare_queue(queue, passive=True, robust=False)
                waiting += found.declaration_result.message_count
        return waiting

    async def run(self) -> None:
        """Consume until cancelled; keep asking the broker whether every queue has its consumer."""
        url = self._settings.broker_url
        self._broker = broker = RabbitBroker(
            url,
            app_id=self._name,
            logger=None,
            timeout=5,
            reconnect_interval=1,
            apply_types=False,  # its injection costs a thread switch for every message
        )
        subscribers = {queue: self._subscribe(broker, queue) for queue in self.queues}
        while self._connection is None and wanted():
            try:
                self._connection = await broker.connect()
            except Exception as error:  # noqa: BLE001 -- whatever it is, the broker is not there
                log.debug("broker_away", error=type(error).__name__)
                await asyncio.sleep(self._settings.probe_every)
        while wanted():
            for queue, subscriber in subscribers.items():
                if queue not in self._started:
                    await self._start(queue, subscriber)
            self._present = await self._ask(self._connection)
            await asyncio.sleep(self._settings.probe_every)

    async def stop(self, within: float) -> None:
        """Take no more messages, finish those begun, close."""
        if self._broker is None:
            return
        for subscriber in self._broker.subscribers:
            try:
                async with asyncio.timeout(1):
                    await subscriber.stop()
            except Exception as error:  # noqa: BLE001 -- the broker may be gone; we go anyway
                log.debug("consumer_not_cancelled", error=type(error).__name__)
        try:
            async with asyncio.timeout(within):
                while self._in_flight:
                    await asyncio.sleep(0.01)
        except TimeoutError:
            log.warning("messages_left", count=self._in_flight)

    async def close(self) -> None:
        """Close the connection; what is not acked goes back to its queue."""
        if self._broker is not None:
            try:
                async with asyncio.timeout(2):
                    await self._broker.stop()
            except Exception as error:  # noqa: BLE001 -- the broker may be gone; we go anyway
                log.debug("broker_not_closed", error=type(error).__name__)

    def _subscribe(self, broker: RabbitBroker, queue: str) -> Any:
        async def receive(message: RabbitMessage) -> None:
            await self._receive(queue, message)

        async def whole(message: RabbitMessage) -> RabbitMessage:
            return message  # what `receive` gets; the body is parsed once, by the contract

        subscriber = broker.subscriber(
            RabbitQueue(queue, queue_type=QueueType.QUORUM, durable=True, declare=False),
            channel=Channel(prefetch_count=self._settings.prefetch),
            ack_policy=AckPolicy.MANUAL,
            decoder=whole,
            no_reply=True,
        )
        subscriber(receive)
        return subscriber

    async def _start(self, queue: str, subscriber: Any) -> None:
        try:
            async with asyncio.timeout(self._settings.publish_timeout):
                await subscriber.start()
        except Exception as error:  # noqa: BLE001 -- a queue not there yet, a broker going away
            log.warning("queue_not_there", queue=queue, error=type(error).__name__)
        else:
            self._started.add(queue)

    async def _ask(self, connection: Any) -> dict[str, bool]:
        """Ask the broker, queue by queue, whether it has a consumer."""
        present = dict.fromkeys(self.queues, False)
        left = [*self.queues]
        while left:
            try:
                async with asyncio.timeout(self._settings.publish_timeout):
                    async with connection.channel() as channel:
                        while left:
                            queue = left.pop()
                            found = await channel.declare_queue(queue, passive=True, robust=False)
                            present[queue] = found.declaration_result.consumer_count > 0
            except ChannelNotFoundEntity:
                log.debug("queue_not_seen", queue=queue)  # its channel is gone: ask on another
            except Exception as error:  # noqa: BLE001 -- any trouble means: not known to be there
                log.debug("queues_not_seen", error=type(error).__name__)
                break
        return present

    async def _receive(self, queue: str, message: RabbitMessage) -> None:
        self._in_flight += 1
        self._meters.in_flight.inc()
        self._held[queue][id(message)] = _committed(message)
        structlog.contextvars.bind_contextvars(
            message=message.message_id, case=message.correlation_id
        )
        try:
            settle = await self._handle(queue, message)
            await self._outcomes.settle(settle, message)
            await message.ack()
        except Exception as error:  # noqa: BLE001 -- not acked: the broker hands it out again
            log.warning("not_settled", queue=queue, error=type(error).__name__)
            await self._give_back(message)
        finally:
            self._in_flight -= 1
            self._meters.in_flight.dec()
            del self._held[queue][id(message)]

    async def _give_back(self, message: RabbitMessage) -> None:
        """Let the broker hand it out again; where the channel is gone it does so by itself."""
        await asyncio.sleep(self._settings.probe_every)
        with suppress(AMQPError, OSError, RuntimeError):
            await message.nack(requeue=True)

    async def _handle(self, queue: str, message: RabbitMessage) -> Settle | None:
        """Run the handler; None when the message may be acked, else what must be done before."""
        while True:
            await self._gate.passes()
            try:
                await self._dispatch(queue, message)
            except TROUBLE as trouble:
                self._gate.trip(trouble)
            except ValidationError as error:
                reason = explain(error)
                return lambda: self._outcomes.bury(queue, message, f"malformed: {reason}")
            except Rejected as error:
                reason = str(error)
                return lambda: self._outcomes.bury(queue, message, reason)
            except Refused as error:
                reason = f"refused: {error.code}"
                return lambda: self._outcomes.bury(queue, message, reason)
            except Exception as error:  # noqa: BLE001 -- a bug or lost races: this message only
                reason = describe(error)
                return lambda: self._outcomes.retry(queue, message, reason)
            else:
                return None

    async def _dispatch(self, queue: str, message: RabbitMessage) -> None:
        raw = message.raw_message
        wire_type = self.queues[queue]
        if raw.type not in EVENTS or wire_type not in {None, raw.type}:
            raise Rejected("unknown type or version")
        if raw.message_id is None:
            raise Rejected("no message id")
        trace.begin(message.headers.get("traceparent"))
        body = await self._dead.forgotten.clean(message.body)
        event = EVENTS[raw.type].read(body)
        if wire_type is None:
            assert self._handlers.reader is not None  # noqa: S101 -- for the types
            causation = message.headers.get("causation")
            received = Received(
                raw.message_id, raw.type, body, str(causation) if causation else None
            )
            await self._handlers.reader(event, received, self._service)
        else:
            await self._dead.forgotten.hear(event)
            await self._handlers.by_type[wire_type](event, raw.message_id, self._service)
            if event.erases:
                await self._dead.exhume()
        self._meters.handled.labels(raw.type).inc()
        committed = message.headers.get("committed")
        if isinstance(committed, int) and "attempt" not in message.headers:
            self._meters.lag.observe(max(0.0, time.time() - committed / 1000))


def _committed(message: RabbitMessage) -> datetime:
    """When the change that it tells of was committed; now where it does not say."""
    at = message.headers.get("committed")
    return datetime.fromtimestamp(at / 1000 if isinstance(at, int) else time.time(), UTC)
