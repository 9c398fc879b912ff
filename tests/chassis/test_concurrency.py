"""Many processes at once: nothing is lost, nothing is done twice, nothing is skipped."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import ExitStack
from typing import Any

from tests.chassis import children, crowd, sample
from tests.chassis.children import child, ended
from tests.chassis.conftest import Corner
from tests.support.waiting import eventually


async def crowd_of_four(corner: Corner, work: Any, many: int) -> None:
    together = children.barrier(4)
    with ExitStack() as stack:
        given = (corner.mongo_url, corner.database_name, corner.driver, many, together)
        crowd_ = [stack.enter_context(child(work, *given)) for _ in range(4)]
        assert [await ended(one, within=40) for one in crowd_] == [0, 0, 0, 0]


async def test_two_hundred_changes_by_four_processes_are_all_there(corner: Corner) -> None:
    await crowd_of_four(corner, crowd.puts, 50)

    jar = await corner.jar("jar")
    assert (jar["state"]["coins"], jar["version"]) == (200, 200)
    written = [entry["id"] for entry in jar["outbox"]]
    assert written == [f"licensing/jars/jar/{version}.1" for version in range(1, 201)]


async def test_numbers_given_by_four_processes_have_no_gap_and_no_double(corner: Corner) -> None:
    await crowd_of_four(corner, crowd.numbers, 25)

    given = await corner.database["numbers"].find().sort("no", 1).to_list(None)
    assert [number["no"] for number in given] == list(range(1, 101))
    assert len({number["owner"] for number in given}) == 100


async def test_two_workers_share_five_hundred_messages_with_one_effect_each(
    corner: Corner,
) -> None:
    jars = [f"jar{number}" for number in range(50)]
    events = [(f"m{n}", sample.renewal(jars[n % 50])) for n in range(500)]
    log = corner.directory / "workers.log"
    with ExitStack() as stack:
        for _ in range(2):
            settings = corner.settings(role="worker")
            stack.enter_context(child(crowd.serves, settings, log))
        await asyncio.gather(*(corner.post.send_events(events[part::10]) for part in range(10)))

        async def all_there() -> bool:
            found = await corner.database["jars"].find().to_list(None)
            counts = [jar["state"]["coins"] for jar in found if not jar["outbox"]]
            return counts == [10] * 50

        await eventually(all_there, 40, "not every message had its effect")

    told = Counter(await corner.told())
    assert len(told) == 500
    assert await corner.post.count("licensing.dead") == 0
