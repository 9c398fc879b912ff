"""What a dead letter keeps of a message with a secret, and where such a message goes."""

from __future__ import annotations

import orjson
import pytest

from chassis.discretion import discreet
from chassis.topology import Binding, Exchange, Queue, design, exchange_of
from contracts.base import EVENTS, Event, Subject
from tests.chassis import sample


class Whispered(
    Event, owner="intake", name="whispered", readers=("licensing",), secret=("password",)
):
    """Sent by nobody."""

    password: str
    room: str


del EVENTS[Whispered.wire_type]  # of these tests only: others count what is registered


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EVENTS, Whispered.wire_type, Whispered)


QUEUE = "licensing.intake.whispered.v1"
SAID = Whispered(
    subject=Subject(kind="person", id="p1"),
    at=sample.NOON,
    by="p1",
    password="sesame",
    room="12",
)
BODY = SAID.model_dump_json().encode()
KEPT = {key: value for key, value in orjson.loads(BODY).items() if key != "password"}


@pytest.mark.parametrize(
    ("wire_type", "origin"),
    [
        (Whispered.wire_type, QUEUE),
        (Whispered.wire_type, "elsewhere"),
        ("intake.renewal-filed.v1", QUEUE),
        (None, QUEUE),
    ],
)
def test_a_dead_letter_keeps_everything_but_the_secret(wire_type: str | None, origin: str) -> None:
    strange = orjson.dumps({**orjson.loads(BODY), "passwort": "sesame"})
    for body in (BODY, strange):
        assert orjson.loads(discreet(body, wire_type, origin)) == KEPT


@pytest.mark.parametrize("body", [b"sesame", b'"sesame"', b'{"sesame": 1}', b"\xff", b""])
def test_of_a_malformed_one_nothing_is_kept(body: bytes) -> None:
    assert discreet(body, Whispered.wire_type, QUEUE) == b""


def test_a_message_without_a_secret_is_kept_byte_for_byte() -> None:
    assert discreet(b" { sesame", "intake.renewal-filed.v1", "licensing.x") == b" { sesame"


def test_a_message_with_a_secret_goes_to_its_readers_alone() -> None:
    topology = design([Whispered], ("intake", "licensing"), ())
    assert Exchange("intake.private", "topic") in topology.exchanges
    # The case file is not bound to it, and the broker itself has nowhere to bury it.
    assert [each for each in topology.bindings if each.exchange == "intake.private"] == [
        Binding("intake.private", QUEUE, "whispered.v1")
    ]
    assert Queue(QUEUE) in topology.queues
    assert exchange_of(Whispered.wire_type) == "intake.private"
    assert exchange_of("intake.of-another-release.v1") == "intake.events"
