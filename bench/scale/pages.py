"""How long the services take to make each page that reads, beside all the records."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Final

import httpx
from rich.console import Console
from rich.table import Table

from bench.report import quantile
from bench.scale.asked import Wanting
from bench.scale.data import Target
from bench.scale.doors import PAGES, Door, address, looker
from bench.scale.draws import Draw, draw_from
from bench.scale.house import House, a_house
from chassis.auth import Principal, mint
from chassis.site.visitor import TOKEN
from deploy.local.keys import kept_keys

RUNS: Final = 15
SHOWN: Final = 8
OK: Final = 200


@dataclass(frozen=True)
class Made:
    """Milliseconds from the request to the last byte, inside the process of the service."""

    page: str
    runs: int
    median_ms: float
    p95_ms: float


async def measure(target: Target, keys: Path, at: dt.datetime, runs: int = RUNS) -> list[Made]:
    """Open every page so many times, each time with other arguments; the slowest comes first.

    Args:
        target: Where the records lie.
        keys: Directory of the keys.
        at: The moment they were written for.
        runs: Of each page.

    Raises:
        Wanting: A page answers anything but 200.
    """
    async with a_house(target.mongo_url, target.prefix, keys, at) as house:
        draw, key = await draw_from(house), kept_keys(keys).private.read_bytes()
        made = [await _open(house, draw, key, door, runs) for door in PAGES]
    return sorted(made, key=lambda each: -each.median_ms)


async def _open(house: House, draw: Draw, key: bytes, door: Door, runs: int) -> Made:
    took = []
    app = httpx.ASGITransport(house.apps[door.service])
    async with httpx.AsyncClient(transport=app, base_url="http://znak.example") as client:
        for _ in range(runs + 1):
            draw.same.clear()
            path = address(door, draw)
            if door.role:
                client.cookies.set(TOKEN, mint(key, _who(door, draw), dt.datetime.now(dt.UTC)))
            began = time.perf_counter()
            answer = await client.get(path, headers={"accept": "text/html"})
            took.append((time.perf_counter() - began) * 1000)
            if answer.status_code != OK:
                said = f"{door.service} {path} as {door.role or 'anybody'}: {answer.status_code}"
                raise Wanting(said)
    took = took[1:]  # the first one reads the template
    name = f"{door.path} ({door.role or 'anybody'})"
    return Made(name, len(took), round(median(took), 1), round(quantile(took, 0.95), 1))


def _who(door: Door, draw: Draw) -> Principal:
    person = looker(door, draw)
    return Principal(person.id, person.name, roles=frozenset({person.role}), email=person.email)


def show(made: Sequence[Made], console: Console) -> None:
    """Print the slowest."""
    table = Table(title=f"{len(made)} pages, the slowest first (ms)")
    table.add_column("page", overflow="fold")
    for name in ("runs", "median", "p95"):
        table.add_column(name, justify="right")
    for each in made[:SHOWN]:
        table.add_row(each.page, str(each.runs), f"{each.median_ms:.1f}", f"{each.p95_ms:.1f}")
    console.print(table)


def flat(made: Sequence[Made]) -> dict[str, object]:
    """The figures for machines."""
    return {
        "pages": len(made),
        "slowest_page_ms": max((each.median_ms for each in made), default=0.0),
        "by_page": [asdict(each) for each in made],
    }
