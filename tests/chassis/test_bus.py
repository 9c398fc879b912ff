"""What becomes of a message: the table of outcomes, on a real broker and a real database."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.service import Process
from chassis.settings import ServiceSettings
from tests.chassis import post, sample
from tests.support.servers import Database
from tests.support.waiting import eventually

QUEUE = "licensing.intake.renewal-filed.v1"
SECRET = "tajne-dane-osoby"

Running = tuple[Process[ServiceSettings], str]


@pytest.fixture
async def running(
    vhost: str, mongo: Database, database_name: str, driver: str, tmp_path: Path
) -> AsyncIterator[Running]:
    """The sample at work on each driver."""
    await sample.declared(vhost)
    settings = sample.settings(tmp_path, vhost, mongo.mongo_url, database_name, mongo_driver=driver)
    async with sample.running(settings) as process:
        await eventually(lambda: not process.troubles(), within=10)
        yield process, vhost


async def coins(process: Process[ServiceSettings], jar: str) -> int:
    found = await process.wiring.service.jars.find(jar)
    return 0 if found is None else int(found.state.coins)


async def dead(url: str, many: int = 1) -> list[tuple[dict[str, object], bytes]]:
    async def there() -> bool:
        return await post.count(url, "licensing.dead") >= many

    await eventually(there, otherwise="no dead letter")
    letters = await post.take(url, "licensing.dead")
    return [(dict(letter.headers), letter.body) for letter in letters]


async def both_heard(url: str) -> None:
    async def there() -> bool:
        return await post.count(url, "intake.timeline") == 2

    await eventually(there, otherwise="the message and what followed it are not both there")


async def test_a_message_is_handled_and_what_follows_is_published(running: Running) -> None:
    process, url = running
    await post.send_events(url, [("m1", sample.renewal("jar"))])
    await eventually(lambda: coins(process, "jar"), otherwise="not handled")
    await both_heard(url)
    heard = await post.take(url, "intake.timeline")
    assert [m.type for m in heard] == ["intake.renewal-filed.v1", "licensing.case-progressed.v1"]
    told = heard[1]
    assert told.message_id == "licensing/jars/jar/1.1"
    assert told.correlation_id == "jar"
    assert told.app_id == "licensing"
    assert told.headers["causation"] == "m1"
    assert json.loads(told.body)["seq"] == 1


async def test_a_message_delivered_many_times_has_one_effect(running: Running) -> None:
    process, url = running
    await post.send_events(url, [("same", sample.renewal("jar"))] * 20)
    await post.send_events(url, [("last", sample.renewal("other"))])
    await eventually(lambda: coins(process, "other"))
    await eventually(lambda: process.bus.idle and process.relay.idle)
    assert await coins(process, "jar") == 1
    heard = await post.take(url, "intake.timeline")
    assert [m.type for m in heard].count("licensing.case-progressed.v1") == 2


@pytest.mark.parametrize(
    ("body", "wire_type", "reason"),
    [
        (f'{{"{SECRET}'.encode(), "intake.renewal-filed.v1", "malformed: body: json_invalid"),
        (
            json.dumps({"at": SECRET, "by": 1}).encode(),
            "intake.renewal-filed.v1",
            (
                "malformed: subject: missing; at: datetime_from_date_parsing; by: string_type; "
                "number: missing; licence_number: missing; nip: missing"
            ),
        ),
        (b"{}", "intake.renewal-filed.v9", "unknown type or version"),
        (b"{}", "licensing.case-progressed.v1", "unknown type or version"),
        (b"{}", None, "unknown type or version"),
        (
            SECRET.encode() * 320_000,
            "intake.renewal-filed.v1",
            "malformed: body: json_invalid",
        ),
    ],
)
async def test_a_malformed_message_is_dead_at_once_and_blocks_nobody(
    running: Running,
    capfd: pytest.CaptureFixture[str],
    body: bytes,
    wire_type: str | None,
    reason: str,
) -> None:
    process, url = running
    await post.send(url, "intake.events", "renewal-filed.v1", body, wire_type, "m")
    await post.send_events(url, [("next", sample.renewal("jar"))])
    await eventually(lambda: coins(process, "jar"), within=3, otherwise="the next one was held up")
    [(headers, kept)] = await dead(url)
    assert headers["reason"] == reason
    assert headers["origin"] == QUEUE
    assert kept == body
    assert SECRET not in str(headers)
    assert SECRET not in "".join(capfd.readouterr())


async def test_a_field_too_many_is_accepted(running: Running) -> None:
    process, url = running
    body = json.loads(sample.renewal("jar").model_dump_json()) | {"new_in_next_release": 1}
    raw = json.dumps(body).encode()
    await post.send(url, "intake.events", "renewal-filed.v1", raw, "intake.renewal-filed.v1", "m")
    assert await eventually(lambda: coins(process, "jar")) == 1


async def test_a_handler_that_raises_goes_through_the_whole_ladder_and_ends_there(
    running: Running, capfd: pytest.CaptureFixture[str]
) -> None:
    process, url = running
    event = sample.renewal("jar", licence_number=f"raise {SECRET}")
    await post.send_events(url, [("m1", event), ("m2", sample.renewal("jar"))])
    assert await eventually(lambda: coins(process, "jar")) == 1
    [(headers, body)] = await dead(url)
    assert headers["attempt"] == len(sample.LADDER) + 1
    assert str(headers["reason"]).startswith("RuntimeError in put (sample.py:")
    assert headers["origin"] == QUEUE
    assert "x-death" not in headers
    assert body == event.model_dump_json().encode()
    assert SECRET not in str(headers)
    assert SECRET not in "".join(capfd.readouterr())


async def test_a_dead_letter_put_back_by_its_origin_is_handled(running: Running) -> None:
    process, url = running
    body = sample.renewal("jar").model_dump_json().encode()
    await post.send(url, "licensing.return", QUEUE, body, "intake.renewal-filed.v1", "m1")
    assert await eventually(lambda: coins(process, "jar")) == 1
