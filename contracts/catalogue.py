"""Everything that is written from the contracts: `make contracts`.

Schemas are frozen once they are written: growth is taken over, a change that breaks is refused.
Examples are golden: they are written by hand and never again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from contracts import all_events
from contracts.asyncapi import document, relaxed, when
from contracts.base import SERVICES, Event
from contracts.compatibility import breaking_changes

HERE = Path(__file__).parent
SCHEMAS = HERE / "schemas"
EXAMPLES = HERE / "examples"
ASYNCAPI = HERE / "asyncapi"
MESSAGES = HERE.parent / "docs" / "messages.md"

BROKEN = """\
A published message may only gain optional fields: send a v2 beside it. (One that was never released
may be changed: delete its schema first.)"""
NO_EXAMPLE = "No golden example in contracts/examples/, which is written by hand, for:"

Events = Sequence[type[Event]]

INTRODUCTION = """\
# The messages

Written by `make contracts` from `contracts/`; do not edit.

Every message carries the common part: {common}.
Metadata (message id, type, correlation id = case, causation id, trace) goes into AMQP properties
and headers. A field with a question mark is optional. The schemas are in `contracts/schemas/`, an
example of each message in `contracts/examples/`, what each service sends and receives in
`contracts/asyncapi/`.

The case file of intake reads every message through one queue, `intake.timeline`; it is not
repeated below. A message with a secret field goes to its readers alone, and no dead letter keeps
that field.
"""


def published() -> list[type[Event]]:
    """The events of this package by owner, as they are written; tests may register more."""
    ours = [e for e in all_events().values() if e.__module__ == f"contracts.{e.owner}"]
    return sorted(ours, key=lambda event: SERVICES.index(event.owner))


def schema_of(event: type[Event]) -> dict[str, Any]:
    """The JSON schema of an event as it is sent, tolerant of fields that newer senders add."""
    schema: dict[str, Any] = relaxed(event.model_json_schema(mode="serialization"))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:znak:{event.wire_type}",
        **schema,
    }


def frozen_schemas() -> dict[str, dict[str, Any]]:
    """The published schemas by wire type."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in SCHEMAS.glob("*.json")}


def broken(frozen: Mapping[str, Mapping[str, Any]], events: Events) -> list[str]:
    """Every published message that is gone or no longer what it was, one line each."""
    current = {event.wire_type: schema_of(event) for event in events}
    gone = [f"{wire_type}: removed" for wire_type in frozen if wire_type not in current]
    changed = [
        f"{wire_type}: {change}"
        for wire_type, schema in current.items()
        for change in breaking_changes(frozen.get(wire_type, schema), schema)
    ]
    return gone + changed


def missing_examples(events: Events) -> list[str]:
    """Wire types that have no golden example yet."""
    return [e.wire_type for e in events if not (EXAMPLES / f"{e.wire_type}.json").exists()]


def generated(events: Events) -> dict[Path, str]:
    """Every generated file and what should be in it."""
    files = {SCHEMAS / f"{event.wire_type}.json": _json(schema_of(event)) for event in events}
    for service in SERVICES:
        files[ASYNCAPI / f"{service}.json"] = _json(document(service, events))
    files[MESSAGES] = "\n".join(_catalogue(events))
    return files


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _catalogue(events: Events) -> Iterator[str]:
    common = ", ".join(_fields(Event))
    yield INTRODUCTION.format(common=common)
    for owner in SERVICES:
        yield f"## {owner}\n"
        yield "| message | when | carries | read by |"
        yield "|---|---|---|---|"
        for event in events:
            if event.owner == owner:
                own = _fields(event)[len(Event.model_fields) :]
                readers = ", ".join(event.readers) or "the case file alone"
                carries = ", ".join(own) or "–"
                yield f"| `{event.wire_type}` | {when(event)} | {carries} | {readers} |"
        yield ""


def _fields(event: type[Event]) -> list[str]:
    return [
        f"`{name}`"
        + ("" if field.is_required() else "?")
        + (" (secret)" if name in event.secret else "")
        for name, field in event.model_fields.items()
    ]


def main() -> int:
    """Write the files anew, unless that would break a published message."""
    events = published()
    if breaks := broken(frozen_schemas(), events):
        return _refuse(BROKEN, breaks)
    for path, text in generated(events).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    if missing := missing_examples(events):
        return _refuse(NO_EXAMPLE, missing)
    return 0


def _refuse(sentence: str, lines: Sequence[str]) -> int:
    sys.stderr.write("\n  ".join((sentence, *lines)) + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
