"""What a crash left in an outbox is found, once, and only when it is old enough."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial

from chassis.process import decide
from chassis.service import Process
from chassis.settings import ServiceSettings
from tests.chassis import domain, sample
from tests.chassis.conftest import Corner
from tests.support.waiting import eventually

PUT = partial(decide, domain.RULES, domain.Put("jar"), sample.NOON)


async def left_behind(corner: Corner, jar: str, age: timedelta) -> str:
    """A commit whose process died before it published."""
    await sample.jars(corner.database).change(jar, PUT)
    at = datetime.now(UTC) - age
    await corner.database["jars"].update_one({"_id": jar}, {"$set": {"outbox.0.at": at}})
    return str((await corner.jar(jar))["outbox"][0]["id"])


async def left(corner: Corner, jar: str, many: int) -> bool:
    return len((await corner.jar(jar))["outbox"]) == many


async def emptied(corner: Corner, jar: str) -> bool:
    return bool((await corner.jar(jar))["outbox"] == [])


def swept(process: Process[ServiceSettings]) -> int:
    return int(process.meters.registry.get_sample_value("znak_swept_total") or 0)


async def test_only_entries_of_age_are_swept(corner: Corner) -> None:
    old = await left_behind(corner, "old", timedelta(minutes=2))
    await sample.jars(corner.database).change("old", PUT)  # its second entry is young
    await left_behind(corner, "young", timedelta())
    async with corner.running(role="web", sweep_age=60):
        await eventually(lambda: left(corner, "old", 1), otherwise="the old one was not swept")

        assert await corner.told() == [old]
        assert await left(corner, "young", 1)


async def test_two_sweepers_take_each_outbox_once(corner: Corner) -> None:
    ids = [await left_behind(corner, f"jar{n}", timedelta(minutes=2)) for n in range(40)]
    web = {"role": "web", "sweep_age": 60}
    async with corner.running(**web) as one, corner.running(**web) as other:

        async def all_emptied() -> bool:
            full = {"outbox.at": {"$exists": True}}
            return await corner.database["jars"].count_documents(full) == 0

        await eventually(all_emptied, 10, "something was not swept")
        assert Counter(await corner.told()) == Counter(ids)
        assert swept(one) + swept(other) == 40


async def test_a_lost_pull_publishes_again_under_the_same_id(corner: Corner) -> None:
    sent = await left_behind(corner, "jar", timedelta(minutes=2))
    entry = (await corner.jar("jar"))["outbox"]
    async with corner.running(role="web"):
        await eventually(lambda: emptied(corner, "jar"))
        await corner.database["jars"].update_one({"_id": "jar"}, {"$set": {"outbox": entry}})
        await corner.database["jars"].update_one({"_id": "jar"}, {"$unset": {"sweep": ""}})
        await eventually(lambda: emptied(corner, "jar"), otherwise="not published again")

        assert await corner.told() == [sent, sent]
        assert (await corner.jar("jar"))["version"] == 1
