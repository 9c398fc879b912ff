"""Every query that the code can send is answered by an index: none scans, none sorts in memory.

`bench.scale.asked` asks them all, of true records; what the driver sends meanwhile is noted and
explained. That nothing is left out is seen from two sides: whatever the services send while they
live through the stories is among it, and so is every line of the code that reads a collection.
"""

from __future__ import annotations

import ast
import asyncio
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from pymongo import MongoClient

from bench.scale import asked, data
from bench.scale.draws import draw_from
from bench.scale.house import a_house
from bench.scale.watching import CALLS, Plan, Shape, Watch, callers, plan_of
from chassis.mongo import Document
from deploy.local.stack import ROOT
from tests.support.servers import Database

CASES = 1_000
EXPERTS = 12
LEEWAY = 100
"""Documents a query may look at beyond ten for each it gives: no index has all filters together."""

PATHS = [*ROOT.glob("chassis/*.py"), *ROOT.glob("services/**/*.py")]


@dataclass(frozen=True)
class Found:
    """What was sent while everything was asked.

    Attributes:
        told: Shapes of what the services sent in the stories.
        plans: How each query that was asked is answered.
        lines: Where in the code the driver was called.
        wanting: What could not be asked.
    """

    told: set[Shape]
    plans: dict[Shape, list[Plan]]
    lines: set[tuple[str, int]]
    wanting: list[str]


@pytest.fixture(scope="module")
def found(mongo: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    prefix = f"plans-{dt.datetime.now(dt.UTC):%H%M%S%f}-"
    target = data.Target(mongo.mongo_url, prefix)
    try:
        yield asyncio.run(everything(target, tmp_path_factory.mktemp("plans")))
    finally:
        with MongoClient[Document](mongo.mongo_url) as client:
            for name in client.list_database_names():
                if name.startswith(prefix):
                    client.drop_database(name)


async def everything(target: data.Target, keys: Path) -> Found:
    with callers() as lines:
        stories = Watch(data.STORIES)
        book = await data.book(target.mongo_url, keys, EXPERTS, most=3, listeners=[stories])
        data.write_shared(target, book)
        data.write(target, book, book.copies(CASES))
        watch, now = Watch(target.prefix), dt.datetime.now(dt.UTC)
        async with a_house(target.mongo_url, target.prefix, keys, now, [watch]) as house:
            wanting = await asked.all_of(house, await draw_from(house))
    told = {shape for shape in stories.shapes if not shape.by_id}
    with MongoClient[Document](target.mongo_url) as client:
        plans = {
            shape: [
                plan_of(client[each.database].command("explain", each.command)) for each in sent
            ]
            for shape, sent in watch.shapes.items()
            if not shape.by_id
        }
    return Found(told, plans, lines, wanting)


def test_every_list_and_record_can_be_asked_for(found: Found) -> None:
    assert found.wanting == []


def test_every_query_is_answered_by_an_index_and_in_its_order(found: Found) -> None:
    assert {
        str(shape): plan.stages
        for shape, plans in found.plans.items()
        for plan in plans
        if not plan.indexed
    } == {}


def test_no_query_looks_at_much_more_than_it_gives(found: Found) -> None:
    assert {
        str(shape): plan
        for shape, plans in found.plans.items()
        for plan in plans
        if plan.documents > 10 * plan.returned + LEEWAY
    } == {}


def test_whatever_the_services_send_has_been_asked(found: Found) -> None:
    unasked = sorted(str(shape) for shape in found.told - found.plans.keys())
    assert unasked == []


def test_every_line_that_reads_a_collection_has_been_reached(found: Found) -> None:
    missed = [
        f"{path.relative_to(ROOT)}:{first}"
        for path in PATHS
        for first, last in reads(path)
        if not any((str(path), line) in found.lines for line in range(first, last + 1))
    ]
    assert missed == []


def reads(path: Path) -> Iterator[tuple[int, int]]:
    """The lines of each call that looks for documents otherwise than by their id."""
    tree = ast.parse(path.read_text("utf-8"))
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr in CALLS and of_collection(node.func) and not by_id(node, named):
            yield node.lineno, node.end_lineno or node.lineno


def of_collection(called: ast.Attribute) -> bool:
    """`find` is what repositories and texts have, too."""
    return called.attr != "find" or "collection" in ast.unparse(called.value)


def by_id(call: ast.Call, named: Mapping[str, ast.expr]) -> bool:
    """Whether what it looks for is written with its id, there or where it got its name."""
    where: ast.expr = call.args[0] if call.args else ast.Constant(None)
    if isinstance(where, ast.Name):
        where = named.get(where.id, where)
    return any(
        isinstance(key, ast.Constant) and key.value == "_id" and not isinstance(value, ast.Dict)
        for each in ast.walk(where)
        if isinstance(each, ast.Dict)
        for key, value in zip(each.keys, each.values, strict=True)
    )
