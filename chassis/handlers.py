"""The handlers of a service, by event: what it reads is what it has handlers for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from chassis.topology import queue_of
from contracts.base import CASE_FILE, EVENTS, Event

E = TypeVar("E", bound=Event)
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Received:
    """A message as it came. ``type`` is the wire type, ``body`` the contract alone."""

    id: str
    type: str
    body: bytes
    causation: str | None


class Handlers(Generic[S]):
    """The handlers of one service, by event. A service reads exactly what it has handlers for."""

    def __init__(self) -> None:
        self.by_type: dict[str, Callable[[Any, str, S], Awaitable[None]]] = {}
        self.reader: Callable[[Event, Received, S], Awaitable[None]] | None = None

    @property
    def types(self) -> set[type[Event]]:
        """The events that have a handler."""
        return {EVENTS[wire_type] for wire_type in self.by_type}

    def __call__(
        self, event: type[E]
    ) -> Callable[[Callable[[E, str, S], Awaitable[None]]], Callable[[E, str, S], Awaitable[None]]]:
        """Register a handler ``(event, cause, service)`` for an event; ``cause`` is its id."""

        def register(
            handler: Callable[[E, str, S], Awaitable[None]],
        ) -> Callable[[E, str, S], Awaitable[None]]:
            if event.wire_type in self.by_type:
                msg = f"{event.wire_type} has a handler already"
                raise ValueError(msg)
            self.by_type[event.wire_type] = handler
            return handler

        return register

    def everything(
        self, handler: Callable[[Event, Received, S], Awaitable[None]]
    ) -> Callable[[Event, Received, S], Awaitable[None]]:
        """Register the reader of the case-file queue, which gets every event of every service."""
        self.reader = handler
        return handler

    def queues(self, service: str) -> dict[str, str | None]:
        """The queues this service reads and the wire type in each (None: any)."""
        queues: dict[str, str | None] = {
            queue_of(service, EVENTS[wire_type]): wire_type for wire_type in self.by_type
        }
        if self.reader is not None:
            queues[CASE_FILE[1]] = None
        return queues
