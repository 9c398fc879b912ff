"""Turning pages of a list that grows: what was there before is seen once, whatever comes in."""

from __future__ import annotations

import asyncio
import base64
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymongo import MongoClient

from chassis import mongo as driver
from chassis import pages
from chassis.mongo import Collection
from chassis.pages import BY_ID, Key, Turn
from chassis.process import Invalid
from tests.support.servers import Database

MARKS = st.sampled_from("abc")
ORDERS: Sequence[Key] = (BY_ID, ("state.mark", 1), ("state.mark", -1))


@pytest.fixture(scope="module")
def database(mongo: Database) -> Iterator[str]:
    """One database for all lists: they are told apart by their ``list``."""
    name = f"test-{uuid4().hex[:12]}"
    yield name
    with MongoClient[dict[str, object]](mongo.mongo_url) as client:
        client.drop_database(name)


@asynccontextmanager
async def the_things(mongo: Database, database: str) -> AsyncIterator[Collection]:
    client = driver.connect(mongo.mongo_url, "pymongo")
    try:
        yield client[database]["things"]
    finally:
        await driver.close(client)


async def write(things: Collection, list_: str, marks: Sequence[str]) -> list[str]:
    """Documents with these marks, under names that stand anywhere in the order."""
    made = [{"_id": uuid4().hex, "list": list_, "state": {"mark": mark}} for mark in marks]
    if made:
        await things.insert_many(made)
    return [str(each["_id"]) for each in made]


@settings(max_examples=25, deadline=None)
@given(
    before=st.lists(MARKS, max_size=12),
    meanwhile=st.lists(st.lists(MARKS, max_size=3), max_size=8),
    limit=st.integers(1, 5),
    by=st.sampled_from(ORDERS),
)
def test_turning_pages_shows_what_was_there_before_exactly_once(
    mongo: Database,
    database: str,
    before: list[str],
    meanwhile: list[list[str]],
    limit: int,
    by: Key,
) -> None:
    async def seen() -> tuple[list[str], list[str]]:
        list_ = uuid4().hex
        async with the_things(mongo, database) as things:
            earlier, shown, after = await write(things, list_, before), [], None
            coming = iter(meanwhile)
            while True:
                page = await pages.read(things, {"list": list_}, Turn(limit, after), by)
                shown += [document["_id"] for document in page.items]
                after = page.next
                if after is None:
                    return earlier, shown
                await write(things, list_, next(coming, []))

    earlier, shown = asyncio.run(seen())
    counted = Counter(shown)
    assert [counted[id_] for id_ in earlier] == [1] * len(earlier)
    assert set(counted.values()) <= {1}


def place(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "after",
    [
        "",
        "nonsense",
        "ąę",
        "=",
        place("_id", 1, "a"),
        place("_id", 1, {"$gt": ""}, "a"),
        place("state.secret", 1, "a", "a"),
        place("_id", -1, "a", "a"),
    ],
)
async def test_a_place_that_is_none_of_the_list_names_its_field(
    mongo: Database, database: str, after: str
) -> None:
    async with the_things(mongo, database) as things:
        with pytest.raises(Invalid) as refused:
            await pages.read(things, {}, Turn(after=after))
    assert [(error.field, error.code) for error in refused.value.errors] == [("after", "cursor")]
