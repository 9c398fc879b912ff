"""The topology is one table, and declaring it twice is nothing."""

from __future__ import annotations

import pytest
from aio_pika.exceptions import ChannelPreconditionFailed

from chassis.topology import (
    Binding,
    Exchange,
    Queue,
    Topology,
    declare,
    design,
    permissions,
    readers_of,
    step_of,
)
from contracts.base import EVENTS, Event
from tests.chassis import post, sample

READS = "licensing.intake.renewal-filed.v1"
OTHERS = "notifications.intake.renewal-filed.v1"
TOLD = "licensing.intake.told.v1"


class Told(Event, owner="intake", name="told", readers=("licensing",)):
    """Sent by nobody."""


del EVENTS[Told.wire_type]  # of these tests only: others count what is registered


def test_the_whole_design_of_one_event_between_two_services() -> None:
    assert design([Told], ("intake", "licensing"), (0.05, 60)) == Topology(
        exchanges=(
            Exchange("intake.events", "topic"),
            Exchange("intake.return", "direct"),
            Exchange("intake.dead", "fanout"),
            Exchange("intake.retry.50ms", "fanout"),
            Exchange("intake.retry.60s", "fanout"),
            Exchange("licensing.events", "topic"),
            Exchange("licensing.return", "direct"),
            Exchange("licensing.dead", "fanout"),
            Exchange("licensing.retry.50ms", "fanout"),
            Exchange("licensing.retry.60s", "fanout"),
        ),
        queues=(
            Queue("intake.dead"),
            Queue("intake.retry.50ms", "intake.return", 50),
            Queue("intake.retry.60s", "intake.return", 60_000),
            Queue("licensing.dead"),
            Queue("licensing.retry.50ms", "licensing.return", 50),
            Queue("licensing.retry.60s", "licensing.return", 60_000),
            Queue(TOLD, "licensing.dead"),
            Queue("intake.timeline", "intake.dead"),
        ),
        bindings=(
            Binding("intake.dead", "intake.dead", ""),
            Binding("intake.retry.50ms", "intake.retry.50ms", ""),
            Binding("intake.retry.60s", "intake.retry.60s", ""),
            Binding("licensing.dead", "licensing.dead", ""),
            Binding("licensing.retry.50ms", "licensing.retry.50ms", ""),
            Binding("licensing.retry.60s", "licensing.retry.60s", ""),
            Binding("intake.events", TOLD, "told.v1"),
            Binding("licensing.return", TOLD, TOLD),
            Binding("intake.return", "intake.timeline", "intake.timeline"),
            Binding("intake.events", "intake.timeline", "#"),
            Binding("licensing.events", "intake.timeline", "#"),
        ),
    )


def test_every_queue_is_a_quorum_queue_that_refuses_rather_than_drops() -> None:
    always = {"x-queue-type": "quorum", "x-overflow": "reject-publish"}
    falls = {
        "x-dead-letter-exchange": "licensing.dead",
        "x-dead-letter-strategy": "at-least-once",
        "x-delivery-limit": 100,
    }
    assert Queue("a").arguments == always
    assert Queue("b", "licensing.dead").arguments == {**always, **falls}
    assert Queue("c", "licensing.dead", 50).arguments == {**always, **falls, "x-message-ttl": 50}


def test_a_service_may_write_to_its_own_exchanges_and_read_its_own_queues_only() -> None:
    rights = permissions("licensing")
    assert rights.configure == "^$"
    assert rights.write == r"^licensing\.(events|private|return|dead|retry\..+)$"
    assert rights.read == r"^licensing\..+$"


@pytest.mark.parametrize(
    ("seconds", "name"), [(0.05, "50ms"), (0.2, "200ms"), (1, "1s"), (10.0, "10s"), (600, "600s")]
)
def test_a_step_is_named_by_its_delay(seconds: float, name: str) -> None:
    assert step_of(seconds) == name


def test_the_readers_of_an_owner_are_every_queue_its_events_go_to() -> None:
    assert readers_of("intake", sample.EVENTS) == (READS, OTHERS, "intake.timeline")
    assert readers_of("licensing", sample.EVENTS) == ("intake.timeline",)


async def test_declaring_twice_changes_nothing(vhost: str) -> None:
    await sample.declared(vhost)
    await post.send_events(vhost, [("m1", sample.renewal("jar"))])

    await sample.declared(vhost)

    assert [m.message_id for m in await post.take(vhost, READS)] == ["m1"]
    assert [m.message_id for m in await post.take(vhost, "intake.timeline")] == ["m1"]


async def test_what_exists_with_other_arguments_is_never_replaced(vhost: str) -> None:
    await sample.declared(vhost)
    other = sample.topology()
    changed = [
        Queue(q.name, q.dead_letter_exchange, 9_999) if q.ttl_ms else q for q in other.queues
    ]

    with pytest.raises(ChannelPreconditionFailed):
        await declare(vhost, Topology(other.exchanges, tuple(changed), other.bindings))
