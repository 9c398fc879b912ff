"""One document, one write: old documents, repeated causes, refused changes."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from chassis.clock import Clock
from chassis.inbox import INBOX
from chassis.mongo import Document
from chassis.process import Decision, IllegalState, Unknown, decide
from chassis.repository import Repository
from tests.chassis import domain, sample
from tests.chassis.conftest import Corner

STORED = {
    file.stem: json.loads(file.read_text())
    for file in sorted((Path(__file__).parent / "stored").glob("*.json"))
}
PUT = partial(decide, domain.RULES, domain.Put("jar"), sample.NOON)


def with_ticks(state: Document) -> Document:
    return {**state, "ticks": 4}


def pieces_are_coins(state: Document) -> Document:
    return {"coins" if key == "pieces" else key: value for key, value in state.items()}


def third_schema(corner: Corner) -> Repository[domain.Jar]:
    return Repository(
        corner.database["jars"],
        domain.Jar,
        due=lambda jar: jar.wakes,
        clock=Clock(),
        outlet=sample.Nowhere(),
        schema=3,
        upcast={1: with_ticks, 2: pieces_are_coins},
    )


@pytest.mark.parametrize("frozen", STORED)
async def test_a_document_of_an_older_schema_is_read_and_written_on(
    corner: Corner, frozen: str
) -> None:
    await corner.database["jars"].insert_one(STORED[frozen])
    jars = third_schema(corner)

    assert (await jars.get("old")).state == domain.Jar(coins=2, ticks=4)
    await jars.change("old", PUT, "m3")

    now = await corner.jar("old")
    assert (now["schema"], now["version"], now["inbox"]) == (3, 4, ["m1", "m2", "m3"])
    assert (now["state"]["coins"], now["state"]["ticks"], "pieces" in now["state"]) == (3, 4, False)


async def test_a_cause_applied_before_changes_nothing(corner: Corner) -> None:
    jars = sample.jars(corner.database)
    await jars.change("jar", PUT, "m1")

    again = await jars.change("jar", PUT, "m1")

    assert (again.repeated, again.version, again.state.coins) == (True, 1, 1)
    assert len((await corner.jar("jar"))["outbox"]) == 1


async def test_the_inbox_remembers_the_latest_causes_only(corner: Corner) -> None:
    jars = sample.jars(corner.database)
    for number in range(INBOX + 2):
        await jars.change("jar", PUT, f"m{number}")

    assert (await corner.jar("jar"))["inbox"] == [f"m{number}" for number in range(2, INBOX + 2)]


async def test_what_is_equal_and_says_nothing_is_not_written(corner: Corner) -> None:
    jars = sample.jars(corner.database)
    await jars.change("jar", lambda _: Decision(domain.Jar()))
    before = await corner.jar("jar")

    await jars.change("jar", lambda jar: Decision(jar or domain.Jar()), "m1")

    assert await corner.jar("jar") == before


async def test_a_refused_change_leaves_no_trace(corner: Corner) -> None:
    jars = sample.jars(corner.database)
    full = domain.Jar(state=domain.JarState.FULL)
    await jars.change("jar", lambda _: Decision(full))
    before = await corner.jar("jar")

    tick = partial(decide, domain.RULES, domain.TimeArrived("jar"), sample.NOON)

    with pytest.raises(IllegalState):
        await jars.change("jar", tick)

    assert await corner.jar("jar") == before
    with pytest.raises(Unknown):
        await jars.get("nothing")
