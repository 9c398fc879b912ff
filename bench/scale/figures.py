"""How long the database takes to answer each query, beside all the records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.report import quantile
from bench.scale.asked import FORBIDDEN, REFUSALS, questions
from bench.scale.data import Target
from bench.scale.draws import Draw, draw_from
from bench.scale.house import House, a_house
from bench.scale.watching import Watch
from deploy.local.client_api import Problem

RUNS: Final = 30
SHOWN: Final = 12


@dataclass(frozen=True)
class Row:
    """One query: milliseconds from its sending to its answer, as the driver saw them."""

    query: str
    runs: int
    median_ms: float
    p95_ms: float


async def measure(target: Target, keys: Path, at: dt.datetime, runs: int = RUNS) -> list[Row]:
    """Ask every query so many times, each time with other arguments.

    Args:
        target: Where the records lie.
        keys: Directory of the keys.
        at: The moment they were written for, at which nothing is due.
        runs: Of each query at least.
    """
    watch = Watch(target.prefix)
    async with a_house(target.mongo_url, target.prefix, keys, at, [watch]) as house:
        await _ask(house, await draw_from(house), watch, runs)
    rows = [
        Row(
            str(shape),
            len(sent),
            round(median(each.ms for each in sent), 2),
            round(quantile([each.ms for each in sent], 0.95), 2),
        )
        for shape, sent in watch.shapes.items()
        if not shape.by_id
    ]
    return sorted(rows, key=lambda row: -row.median_ms)


async def _ask(house: House, draw: Draw, watch: Watch, runs: int) -> None:
    """A question that only sends what has been sent often enough is asked once."""
    closed: set[tuple[str, str]] = set()
    for question in questions(house):
        for _ in range(runs):
            if (question.route, question.role) in closed:
                break
            before = len(watch.sent)
            try:
                await question.ask(house, draw)
            except Problem as problem:
                if problem.status not in REFUSALS:
                    raise
                if problem.status == FORBIDDEN:
                    closed.add((question.route, question.role))
            if all(watch.count(each.shape) > runs for each in watch.sent[before:]):
                break


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the slowest."""
    table = Table(title=f"{len(rows)} queries, the slowest first (ms)")
    table.add_column("query", overflow="fold")
    for name in ("runs", "median", "p95"):
        table.add_column(name, justify="right")
    for row in rows[:SHOWN]:
        table.add_row(row.query, str(row.runs), f"{row.median_ms:.1f}", f"{row.p95_ms:.1f}")
    console.print(table)


def flat(rows: Sequence[Row]) -> dict[str, object]:
    """The figures for machines."""
    return {
        "queries": len(rows),
        "slowest_median_ms": max((row.median_ms for row in rows), default=0.0),
        "slowest_p95_ms": max((row.p95_ms for row in rows), default=0.0),
        "by_query": [asdict(row) for row in rows],
    }
