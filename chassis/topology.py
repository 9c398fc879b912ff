"""The broker's topology is one thing: generated from who reads what, declared whole, by one step.

Services themselves configure nothing. ``python -m chassis.topology`` declares it at BROKER_URL.
Everything is a quorum queue and works from RabbitMQ 3.10 to 4.x.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import aio_pika
import orjson

from contracts import all_events
from contracts.base import CASE_FILE, EVENTS, SERVICES, Event

DECLARED = "znak.declared"
"""An exchange that is there only when every queue is bound. Nothing is ever published to it."""

DELIVERY_LIMIT = 100
"""How often the broker hands a message out again (a crash each time) before it gives it up."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A durable exchange."""

    name: str
    type: Literal["topic", "fanout", "direct"]


@dataclass(frozen=True, slots=True)
class Queue:
    """A quorum queue, the dead-letter exchange of the broker's own, and its TTL in ms if any."""

    name: str
    dead_letter_exchange: str | None = None
    ttl_ms: int | None = None

    @property
    def arguments(self) -> dict[str, Any]:
        """The declaration's arguments."""
        arguments: dict[str, Any] = {"x-queue-type": "quorum", "x-overflow": "reject-publish"}
        if self.dead_letter_exchange is not None:
            arguments["x-dead-letter-exchange"] = self.dead_letter_exchange
            arguments["x-dead-letter-strategy"] = "at-least-once"
            arguments["x-delivery-limit"] = DELIVERY_LIMIT
        if self.ttl_ms is not None:
            arguments["x-message-ttl"] = self.ttl_ms
        return arguments


@dataclass(frozen=True, slots=True)
class Binding:
    """A queue bound to an exchange."""

    exchange: str
    queue: str
    key: str


@dataclass(frozen=True, slots=True)
class Topology:
    """Everything that must exist on the broker."""

    exchanges: tuple[Exchange, ...]
    queues: tuple[Queue, ...]
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class Permissions:
    """What a service's own broker user may do: regular expressions of the broker."""

    configure: str
    write: str
    read: str


def queue_of(reader: str, event: type[Event]) -> str:
    """The queue in which ``reader`` gets this event."""
    return f"{reader}.{event.wire_type}"


def exchange_of(wire_type: str) -> str:
    """Where an event is published: one with a secret where nobody listens to everything."""
    event = EVENTS.get(wire_type)  # None: left in an outbox by another release
    return f"{wire_type.partition('.')[0]}.events" if event is None else event.exchange


def step_of(seconds: float) -> str:
    """The name of a delay: ``10s``, ``50ms``."""
    return f"{seconds:g}s" if seconds >= 1 else f"{round(seconds * 1000)}ms"


def retry_of(service: str, seconds: float) -> str:
    """The exchange and queue in which a message of ``service`` waits for its next try."""
    return f"{service}.retry.{step_of(seconds)}"


def readers_of(owner: str, events: Iterable[type[Event]]) -> tuple[str, ...]:
    """Every queue that must exist before ``owner`` publishes anything."""
    queues = [queue_of(r, e) for e in events if e.owner == owner for r in e.readers]
    return (*queues, CASE_FILE[1])


def permissions(service: str) -> Permissions:
    """Write to the own exchanges, read the own queues, configure nothing."""
    return Permissions(
        configure="^$",
        write=rf"^{service}\.(events|private|return|dead|retry\..+)$",
        read=rf"^{service}\..+$",
    )


def design(
    events: Iterable[type[Event]], services: Sequence[str], ladder: Sequence[float]
) -> Topology:
    """The topology for these events, services and retry delays (seconds)."""
    exchanges: list[Exchange] = []
    queues: list[Queue] = []
    bindings: list[Binding] = []

    def reads(service: str, event: type[Event]) -> None:
        queue = queue_of(service, event)
        if event.secret and (private := Exchange(event.exchange, "topic")) not in exchanges:
            exchanges.append(private)
        # What the broker itself gives up it would dead-letter whole.
        queues.append(Queue(queue, None if event.secret else f"{service}.dead"))
        bindings.append(Binding(event.exchange, queue, event.routing_key))
        bindings.append(Binding(f"{service}.return", queue, queue))

    for service in services:
        exchanges.append(Exchange(f"{service}.events", "topic"))
        exchanges.append(Exchange(f"{service}.return", "direct"))
        exchanges.append(Exchange(f"{service}.dead", "fanout"))
        queues.append(Queue(f"{service}.dead"))
        bindings.append(Binding(f"{service}.dead", f"{service}.dead", ""))
        for seconds in ladder:
            name = retry_of(service, seconds)
            exchanges.append(Exchange(name, "fanout"))
            queues.append(Queue(name, f"{service}.return", round(seconds * 1000)))
            bindings.append(Binding(name, name, ""))
    for event in events:
        for reader in event.readers:
            reads(reader, event)
    reader, queue = CASE_FILE
    if reader in services:
        queues.append(Queue(queue, dead_letter_exchange=f"{reader}.dead"))
        bindings.append(Binding(f"{reader}.return", queue, queue))
        bindings.extend(Binding(f"{owner}.events", queue, "#") for owner in services)
    return Topology(tuple(exchanges), tuple(queues), tuple(bindings))


async def declare(url: str, topology: Topology) -> None:
    """Declare all of it; the same again changes nothing.

    A queue exists a moment before it is bound, and a relay must not publish in between: the mark
    `DECLARED` goes first and comes back last.

    Raises:
        aio_pika.exceptions.ChannelPreconditionFailed: Something of the same name but other
            arguments exists; it must be moved by hand, never silently replaced.
    """
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        await channel.exchange_delete(DECLARED)
        exchanges = {
            e.name: await channel.declare_exchange(e.name, e.type, durable=True)
            for e in topology.exchanges
        }
        queues = {
            q.name: await channel.declare_queue(q.name, durable=True, arguments=q.arguments)
            for q in topology.queues
        }
        for binding in topology.bindings:
            await queues[binding.queue].bind(exchanges[binding.exchange], binding.key)
        await channel.declare_exchange(DECLARED, "fanout", durable=True)


def main() -> None:
    """Declare the whole topology at BROKER_URL, with RETRY_LADDER's steps (JSON, seconds)."""
    ladder = orjson.loads(os.environ.get("RETRY_LADDER", "[1, 10, 60, 600]"))
    topology = design(all_events().values(), SERVICES, ladder)
    asyncio.run(declare(os.environ["BROKER_URL"], topology))
    print(f"{len(topology.exchanges)} exchanges, {len(topology.queues)} queues")  # noqa: T201


if __name__ == "__main__":
    main()
