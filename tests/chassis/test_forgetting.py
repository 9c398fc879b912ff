"""Persons who were erased: what comes later, and what lies among the dead letters, names none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from pymongo import monitoring

from chassis import mongo
from chassis.forgetting import Forgotten
from contracts.base import EVENTS, Event, Subject
from contracts.erasure import SETTLES
from contracts.values import Contact
from tests.chassis import post
from tests.chassis.conftest import Corner
from tests.support.waiting import eventually

ANNA = Contact(person="anna", name="Anna Nowak", email="anna@ul.example")
JAN = Contact(person="jan", name="Jan Żak", email="jan@ul.example")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Named(Event, owner="intake", name="named", readers=("licensing",)):
    """Sent by nobody."""

    contact: Contact
    reason: str


del EVENTS[Named.wire_type]  # of these tests only: others count what is registered


def said(contact: Contact, at: datetime = NOW) -> bytes:
    subject = Subject(kind="person", id="p")
    told = Named(subject=subject, at=at, by="officer", contact=contact, reason="Bo tak.")
    return told.model_dump_json().encode()


def left(body: bytes) -> Any:
    found = orjson.loads(body)
    return found["contact"]["name"], found["contact"]["email"], found["reason"]


async def test_a_message_from_before_an_erasure_loses_whom_it_names(corner: Corner) -> None:
    forgotten = Forgotten(corner.database["erased"])
    await forgotten.add(["anna"], NOW)
    gone, same = ("—", "", "—"), (ANNA.name, ANNA.email, "Bo tak.")
    moments = {
        NOW - timedelta(days=900): gone,
        NOW + SETTLES: gone,
        NOW + SETTLES + timedelta(seconds=1): same,  # who has come back since
    }
    found = {at: left(await forgotten.clean(said(ANNA, at))) for at in moments}
    assert found == moments


async def test_a_message_that_names_nobody_erased_stays_byte_for_byte(corner: Corner) -> None:
    forgotten = Forgotten(corner.database["erased"])
    await forgotten.add(["anna"], NOW)
    bodies = [said(JAN), b"", b"\xff", b"[1]", b'{"by": 3, "contact": {"person": {}}}', b"no json"]
    assert [await forgotten.clean(body) for body in bodies] == bodies


async def test_the_later_of_two_erasures_counts(corner: Corner) -> None:
    forgotten = Forgotten(corner.database["erased"])
    for days in (3, 1):
        await forgotten.add(["anna"], NOW + timedelta(days=days))
    assert left(await forgotten.clean(said(ANNA, NOW + timedelta(days=2))))[0] == "—"


class Reads(monitoring.CommandListener):
    """Counts what is asked of the database."""

    def __init__(self) -> None:
        self.count = 0

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """One command more."""
        self.count += event.command_name == "find"

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to count."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to count."""


async def test_only_a_message_that_an_erasure_may_be_about_is_asked_about(corner: Corner) -> None:
    await Forgotten(corner.database["erased"]).add(["anna"], NOW)
    reads = Reads()
    client = mongo.connect(corner.mongo_url, "pymongo", event_listeners=[reads])
    forgotten = Forgotten(client[corner.database_name]["erased"], agree=60)
    await forgotten.refresh()
    asked = []
    for sent in (SETTLES, SETTLES + timedelta(seconds=1)):
        before = reads.count
        await forgotten.clean(said(JAN, NOW + sent))
        asked.append(reads.count - before)
    await mongo.close(client)
    assert asked == [1, 0]


async def test_a_copy_that_has_not_asked_for_long_trusts_nothing(corner: Corner) -> None:
    copies = [Forgotten(corner.database["erased"], agree=agree) for agree in (0, 60)]
    for each in copies:
        await each.refresh()
    await Forgotten(corner.database["erased"]).add(["anna"], NOW)
    names = [left(await each.clean(said(ANNA)))[0] for each in copies]
    assert names == ["—", ANNA.name]


async def test_a_message_without_its_moment_is_looked_through_always(corner: Corner) -> None:
    forgotten = Forgotten(corner.database["erased"])
    await forgotten.add(["anna"], NOW)
    moments = [None, "soon", "2026-03-09T12:00:00", "0001-01-01T00:30:00+00:00", 7]
    bodies = [{"at": at, "by": "rule", "contact": ANNA.model_dump()} for at in moments]
    cleaned = [orjson.loads(await forgotten.clean(orjson.dumps(body))) for body in bodies]
    assert [each["contact"]["name"] for each in cleaned] == ["—"] * len(moments)


async def test_what_one_copy_hears_every_copy_soon_looks_for(corner: Corner) -> None:
    async def cleans(process: Any) -> bool:
        return bool(left(await process.dead.forgotten.clean(said(ANNA)))[0] == "—")

    given = {"copies_every": 0.1}
    async with corner.running(**given) as one, corner.running(**given) as two:
        await one.dead.forgotten.add(["anna"], NOW)
        assert await cleans(one)
        await eventually(lambda: cleans(two), otherwise="the other copy never heard of it")
    async with corner.running() as late:
        await eventually(lambda: cleans(late), within=10, otherwise="a new copy does not know")


async def test_what_is_buried_later_names_nobody_erased(corner: Corner) -> None:
    async with corner.running() as process:
        await eventually(lambda: not process.troubles(), within=10)
        await process.dead.forgotten.add(["anna"], NOW)
        await process.dead.bury(
            said(ANNA),
            reason="refused: nobody",
            origin="licensing.queue",
            message_id="m1",
            wire_type=Named.wire_type,
            correlation_id=None,
            headers={},
        )
        [letter] = await dead(corner, 1)
    assert left(letter.body) == ("—", "", "—")


async def test_dead_letters_are_gone_through_once_and_none_is_lost(corner: Corner) -> None:
    headers = {"reason": "refused: nobody", "origin": "licensing.queue", "attempt": 1}
    for no, contact in enumerate([ANNA, JAN, ANNA]):
        await corner.post.send(
            "licensing.dead",
            "",
            said(contact),
            wire_type=Named.wire_type,
            message_id=f"m{no}",
            headers=headers,
        )
    async with corner.running() as process:
        await eventually(lambda: not process.troubles(), within=10)
        await process.dead.forgotten.add(["anna"], NOW)
        await process.dead.exhume()
        letters = await dead(corner, 3)
    told = [(each.message_id, each.type, ours(each.headers), left(each.body)) for each in letters]
    gone, same = ("—", "", "—"), (JAN.name, JAN.email, "Bo tak.")
    assert told == [
        (f"m{no}", Named.wire_type, headers, text) for no, text in enumerate([gone, same, gone])
    ]


async def test_what_the_broker_buries_by_itself_is_looked_through_in_the_next_round(
    corner: Corner,
) -> None:
    async with corner.running(exhume_every=0.05) as process:
        await eventually(lambda: not process.troubles(), within=10)
        await process.dead.forgotten.add(["anna"], NOW)
        await corner.post.send(
            "licensing.dead", "", said(ANNA), wire_type=Named.wire_type, message_id="m"
        )

        async def clean() -> bool:
            async with corner.post.channel() as channel:  # what it holds goes back as it closes
                queue = await channel.get_queue("licensing.dead", ensure=False)
                letter = await queue.get(fail=False)
                return letter is not None and left(letter.body) == ("—", "", "—")

        await eventually(clean, within=10, otherwise="she is still named")


def ours(headers: Any) -> Any:
    """Without what the broker counts anew each time."""
    return {name: value for name, value in headers.items() if name != "x-delivery-count"}


async def dead(corner: Corner, many: int) -> list[Any]:
    async def there() -> bool:
        return await post.count(corner.url, "licensing.dead") == many

    await eventually(there, otherwise="not as many dead letters")
    return await corner.post.take("licensing.dead")
