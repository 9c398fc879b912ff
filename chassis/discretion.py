"""What a dead letter may keep of a message that carries a secret."""

from __future__ import annotations

import orjson

from contracts.base import EVENTS, Event


def discreet(body: bytes, wire_type: str | None, origin: str) -> bytes:
    """The body without its secret fields; nothing of it when nobody can tell where they are.

    Args:
        body: As it came; byte for byte as it was when its type has no secrets.
        wire_type: What the message says it is, which may be wrong.
        origin: Where it failed; a queue's name ends with the type that it is for.
    """
    secretive = [
        event
        for event in EVENTS.values()
        if event.secret and (event.wire_type == wire_type or origin.endswith(event.wire_type))
    ]
    for event in secretive:
        body = _without(event, body)
    return body


def _without(event: type[Event], body: bytes) -> bytes:
    try:
        event.read(body)
        known = {name: value for name, value in orjson.loads(body).items() if name in _open(event)}
    except ValueError:
        return b""
    return orjson.dumps(known)


def _open(event: type[Event]) -> set[str]:
    return set(event.model_fields) - set(event.secret)
