"""What fails always ends as a dead letter, holds nobody up, and lives on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chassis.process import Decision
from tests.chassis import domain, sample
from tests.chassis.conftest import Corner
from tests.support.waiting import eventually


async def put(corner: Corner, name: str, jar: domain.Jar) -> None:
    await sample.jars(corner.database).change(name, lambda _: Decision(jar))


async def letters(corner: Corner, many: int) -> list[dict[str, Any]]:
    async def there() -> bool:
        return await corner.post.count("licensing.dead") >= many

    await eventually(there, 10, "no dead letter")
    taken = await corner.post.take("licensing.dead")
    return [{**letter.headers, "id": letter.message_id} for letter in taken]


async def test_a_tick_that_always_fails_is_buried_and_holds_nobody_up(
    corner: Corner, capfd: pytest.CaptureFixture[str]
) -> None:
    for number in range(3):
        await put(corner, f"poison{number}", domain.Jar(wakes=sample.NOON))
    await put(corner, "good", domain.Jar(wakes=sample.NOON + timedelta(hours=1)))
    async with corner.running():

        async def woken() -> bool:
            return bool((await corner.jar("good"))["state"]["ticks"] == 1)

        await eventually(woken, 5, "the good one was held up")
        dead = await letters(corner, 3)

        assert {letter["id"] for letter in dead} == {f"tick/jars/poison{n}/1" for n in range(3)}
        for letter in dead:
            assert letter["origin"] == "tick:jars"
            assert str(letter["reason"]).startswith("RuntimeError in wake (sample.py:")
            assert letter["attempt"] == len(sample.LADDER) + 1
        assert "secret" not in str(dead) + "".join(capfd.readouterr())


async def test_an_aggregate_lives_on_after_its_tick_was_buried(corner: Corner) -> None:
    await put(corner, "poison", domain.Jar(wakes=sample.NOON))
    async with corner.running():
        await letters(corner, 1)
        await eventually(lambda: resting(corner, "poison"), otherwise="it never rests")
        await corner.post.send_events([("m1", sample.renewal("poison"))])

        assert await eventually(lambda: corner.coins("poison")) == 1


async def resting(corner: Corner, name: str) -> bool:
    return (await corner.jar(name)).get("due") is None


async def test_a_publish_that_always_fails_is_buried_and_holds_nobody_up(corner: Corner) -> None:
    lost = {
        "key": "no-such-event.v1",
        "id": "licensing/jars/lost/1.1",
        "type": "licensing.no-such-event.v1",
        "body": "{}",
        "at": sample.NOON,
        "moment": sample.NOON,
        "case": "lost",
        "cause": "m0",
        "trace": None,
        "attempt": 0,
    }
    await put(corner, "lost", domain.Jar())
    await corner.database["jars"].update_one({"_id": "lost"}, {"$set": {"outbox": [lost]}})
    # Nothing takes all events of `licensing` here, as it does where the case file listens.
    async with corner.post.channel() as channel:
        timeline = await channel.get_queue("intake.timeline")
        await timeline.unbind("licensing.events", "#")
        await timeline.bind("licensing.events", "case-progressed.v1")
    async with corner.running():
        await corner.post.send_events([("m1", sample.renewal("lost")), ("m2", sample.renewal("b"))])
        [letter] = await letters(corner, 1)

        assert letter["id"] == "licensing/jars/lost/1.1"
        assert str(letter["reason"]).startswith("not published: PublishError in publish (")
        assert letter["origin"] == "licensing.events"
        assert letter["attempt"] == len(sample.LADDER) + 1
        assert letter["causation"] == "m0"
        await eventually(lambda: emptied(corner, "lost"), otherwise="the outbox is not empty")
        assert await corner.coins("lost") == 1
        assert sorted(await corner.told()) == ["licensing/jars/b/1.1", "licensing/jars/lost/2.1"]


async def emptied(corner: Corner, name: str) -> bool:
    return bool((await corner.jar(name))["outbox"] == [])
