"""What is frozen on disk, against the code of today."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from chassis.topology import design
from contracts.base import CASE_FILE, SERVICES, Event, Service
from contracts.catalogue import (
    ASYNCAPI,
    EXAMPLES,
    SCHEMAS,
    broken,
    frozen_schemas,
    generated,
    published,
)
from tests.contracts.shape import misfits

EVENTS = published()
GENERATED = generated(EVENTS)
EVERY_EVENT = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.wire_type)
EVERY_SERVICE = pytest.mark.parametrize("service", SERVICES)


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def example(event: type[Event]) -> Any:
    return read(EXAMPLES / f"{event.wire_type}.json")


def kept(before: Any, after: Any) -> Any:
    """The part of ``after`` that ``before`` had; an example may be older than a new field."""
    if isinstance(before, dict) and isinstance(after, dict):
        return {key: kept(before[key], after[key]) for key in before if key in after}
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [kept(*pair) for pair in zip(before, after, strict=True)]
    return after


def test_no_published_message_is_broken() -> None:
    assert broken(frozen_schemas(), EVENTS) == []


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_what_is_generated_is_up_to_date(path: Path) -> None:
    assert path.read_text("utf-8") == GENERATED[path], "run `make contracts`"


@pytest.mark.parametrize("directory", [SCHEMAS, EXAMPLES], ids=lambda path: path.name)
def test_each_message_has_its_file_and_no_other_is_there(directory: Path) -> None:
    assert {path.stem for path in directory.iterdir()} == {event.wire_type for event in EVENTS}


@EVERY_EVENT
def test_an_example_fits_its_frozen_schema(event: type[Event]) -> None:
    assert misfits(read(SCHEMAS / f"{event.wire_type}.json"), example(event)) == []


@EVERY_EVENT
def test_an_example_may_be_sent(event: type[Event]) -> None:
    assert event.model_validate(example(event)).wire_type == event.wire_type


@EVERY_EVENT
def test_an_example_survives_a_round_trip(event: type[Event]) -> None:
    golden = example(event)

    first = event.read(json.dumps(golden).encode())
    sent = first.model_dump_json().encode()

    assert event.read(sent) == first
    assert kept(golden, json.loads(sent)) == golden


@EVERY_EVENT
def test_a_field_that_a_newer_sender_adds_is_tolerated(event: type[Event]) -> None:
    golden = example(event)

    assert event.read(json.dumps({**golden, "added": 1}).encode()) == event.read(
        json.dumps(golden).encode()
    )


@EVERY_EVENT
def test_each_message_says_when_it_is_sent(event: type[Event]) -> None:
    sentence = (event.__doc__ or "").split("\n\n")[0]

    assert sentence.startswith("Sent ")
    assert sentence.rstrip().endswith(".")


@EVERY_SERVICE
def test_a_service_handles_exactly_what_it_reads(service: Service) -> None:
    handlers = import_module(f"services.{service}.handlers").on

    assert handlers.types == {event for event in EVENTS if service in event.readers}
    assert (handlers.reader is not None) == (service == CASE_FILE[0])


@EVERY_SERVICE
def test_a_document_refers_only_to_what_is_in_it(service: Service) -> None:
    document = read(ASYNCAPI / f"{service}.json")

    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [ref for each in value.values() for ref in references(each)]
        return (
            [ref for each in value for ref in references(each)] if isinstance(value, list) else []
        )

    def exists(reference: str) -> bool:
        place = document
        for part in reference.removeprefix("#/").split("/"):
            place = place.get(part, {})
        return bool(place)

    assert [ref for ref in references(document) if not exists(ref)] == []


@EVERY_SERVICE
def test_a_document_names_the_queues_and_exchanges_of_the_topology(service: Service) -> None:
    channels = read(ASYNCAPI / f"{service}.json")["channels"].values()
    ways = [channel["bindings"]["amqp"] for channel in channels]
    topology = design(EVENTS, SERVICES, [])

    queues = {way["queue"]["name"] for way in ways if way["is"] == "queue"}
    assert queues == {
        queue.name
        for queue in topology.queues
        if queue.name.startswith(f"{service}.") and queue.name != f"{service}.dead"
    }
    exchanges = {way["exchange"]["name"] for way in ways if way["is"] == "routingKey"}
    assert exchanges == {event.exchange for event in EVENTS if event.owner == service}
