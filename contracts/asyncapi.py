"""AsyncAPI 3.0 documents: what a service sends and receives, and over which exchange or queue."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from pydantic.json_schema import models_json_schema

from contracts.base import CASE_FILE, Event, Service

Document = dict[str, Any]
Events = Sequence[type[Event]]

BINDING = "0.3.0"
"""Version of AsyncAPI's AMQP binding."""


def document(service: Service, events: Events) -> Document:
    """The document of one service.

    Args:
        service: Whose.
        events: All events of all services.
    """
    sends = [event for event in events if event.owner == service]
    reads = [event for event in events if service in event.readers]
    keeps = [event for event in events if not event.secret] if CASE_FILE[0] == service else []
    known = [event for event in events if event in {*sends, *reads, *keeps}]
    schemas, messages = _messages(known)
    channels: Document = {}
    operations: Document = {}
    for event in sends:
        channels[event.wire_type] = _exchange(event)
        operations[f"send.{event.wire_type}"] = _operation("send", event.wire_type, [event])
    for event in reads:
        queue = f"{service}.{event.wire_type}"
        channels[queue] = _queue(queue, [event], f"Copies of {event.wire_type}.")
        operations[f"receive.{event.wire_type}"] = _operation("receive", queue, [event])
    if keeps:
        queue = CASE_FILE[1]
        channels[queue] = _queue(queue, keeps, "The case file: bound with # to every exchange.")
        operations["receive.everything"] = _operation("receive", queue, keeps)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": f"Znak: {service}", "version": "1", "description": _about(service)},
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": schemas},
    }


def when(event: type[Event]) -> str:
    """The sentence that says when the event is sent: the first paragraph of its docstring."""
    return " ".join(inspect.cleandoc(event.__doc__ or "").split("\n\n")[0].split())


def relaxed(schema: Any) -> Any:
    """The schema without the ban on more fields: readers are tolerant of what a newer one sends."""
    if isinstance(schema, dict):
        return {
            key: relaxed(value)
            for key, value in schema.items()
            if (key, value) != ("additionalProperties", False)
        }
    return [relaxed(each) for each in schema] if isinstance(schema, list) else schema


def _about(service: Service) -> str:
    return inspect.cleandoc(import_module(f"contracts.{service}").__doc__ or "")


def _messages(events: Events) -> tuple[Document, Document]:
    """Schemas of all values by name, and the messages that refer to them."""
    refs, made = models_json_schema(
        [(event, "serialization") for event in events],
        ref_template="#/components/schemas/{model}",
    )
    messages = {
        event.wire_type: {
            "name": event.wire_type,
            "title": event.__name__,
            "summary": when(event),
            "contentType": "application/json",
            "correlationId": {
                "description": "The application's id, also in the AMQP property.",
                "location": "$message.payload#/case",
            },
            "payload": refs[event, "serialization"],
        }
        for event in events
    }
    return relaxed(made["$defs"]), messages


def _exchange(event: type[Event]) -> Document:
    exchange = {
        "name": event.exchange,
        "type": "topic",
        "durable": True,
        "autoDelete": False,
    }
    return {
        "address": event.routing_key,
        "messages": _references([event]),
        "bindings": {"amqp": {"is": "routingKey", "exchange": exchange, "bindingVersion": BINDING}},
    }


def _queue(name: str, events: Events, description: str) -> Document:
    queue = {"name": name, "durable": True, "exclusive": False, "autoDelete": False}
    return {
        "address": name,
        "description": description,
        "messages": _references(events),
        "bindings": {"amqp": {"is": "queue", "queue": queue, "bindingVersion": BINDING}},
    }


def _references(events: Events) -> Document:
    return {e.wire_type: {"$ref": f"#/components/messages/{e.wire_type}"} for e in events}


def _operation(action: str, channel: str, events: Events) -> Document:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [
            {"$ref": f"#/channels/{channel}/messages/{event.wire_type}"} for event in events
        ],
    }
