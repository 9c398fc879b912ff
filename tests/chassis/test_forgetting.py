"""Persons who were erased: what comes later, and what lies among the dead letters, names none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

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
