"""How long the services take to make each page that reads, beside all the records."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Final

import httpx
from rich.console import Console
from rich.table import Table

from bench.report import quantile
from bench.scale.asked import PEOPLE, VALUES, Wanting
from bench.scale.data import Target
from bench.scale.draws import Draw, draw_from
from bench.scale.house import House, a_house
from chassis.auth import Principal, mint
from chassis.site.visitor import TOKEN
from deploy.local.client_api import Person
from deploy.local.keys import kept_keys

RUNS: Final = 15
SHOWN: Final = 8
OK: Final = 200

APPLICANT: Final = "applicant"


@dataclass(frozen=True)
class Door:
    """A page.

    Attributes:
        service: Whose it is.
        path: Its address; what stands in braces is drawn.
        role: Who looks, or nobody in particular.
    """

    service: str
    path: str
    role: str = ""


PAGES: Final = (
    *(Door("intake", path) for path in ("/", "/nabory", "/nabory/{call}")),
    *(Door("intake", path, APPLICANT) for path in ("/wnioski", "/wnioski/{mine}", "/zespoly")),
    *(
        Door("intake", path, "officer")
        for path in (
            "/pulpit",
            "/pulpit/wnioski",
            "/pulpit/wnioski?nabor={call}",
            "/pulpit/sprawy",
            "/pulpit/licencje",
            "/pulpit/nabory",
            "/pulpit/szukaj?q={word}",
            "/pulpit/obrazy",
            "/pulpit/obrazy/etapy.svg",
            "/pulpit/obrazy/czas.svg",
            "/pulpit/obrazy/terminy.svg",
            "/sprawy/{case}",
        )
    ),
    Door("intake", "/osoby", "director"),
    Door("intake", "/osoby?q={person}", "director"),
    *(Door("evaluation", path, "expert") for path in ("/zadania", "/zadania/zrobione")),
    *(
        Door("evaluation", path, "officer")
        for path in (
            "/oceny",
            "/oceny/{evaluated}",
            "/eksperci",
            "/eksperci/obciazenie.svg",
            "/eksperci/{expert}",
            "/posiedzenia",
            "/posiedzenia/minione",
        )
    ),
    *(
        Door("licensing", path)
        for path in (
            "/rejestr",
            "/rejestr?q={word}",
            "/rejestr?q={word}&state=active",
            "/rejestr?town={town}",
            "/rejestr?category={category}",
            "/rejestr/miejscowosci",
            "/rejestr/{number}",
            "/sprawdz?numer={number}",
            "/dane",
        )
    ),
    Door("licensing", "/licencje", APPLICANT),
    Door("licensing", "/licencje", "officer"),
    Door("licensing", "/licencje/{number}", "officer"),
    Door("notifications", "/poczta", "officer"),
    Door("notifications", "/poczta/{mail}", "officer"),
)

DRAWN: Final[Mapping[str, Callable[[Draw], str]]] = {
    "call": lambda draw: draw.any("intake", "calls")["_id"],
    "mine": lambda draw: draw.one("intake", "applications")["_id"],
    "case": lambda draw: draw.any("intake", "cases")["_id"],
    "evaluated": lambda draw: draw.any("evaluation", "cases")["_id"],
    "expert": lambda draw: draw.any("evaluation", "experts")["_id"],
    "mail": lambda draw: draw.any("notifications", "mails")["_id"],
    "number": lambda draw: draw.where("licensing", "licences", "active", "state")["state"][
        "number"
    ].replace("/", "-"),
    "word": VALUES["q"],
    "person": VALUES["intake /api/people q"],
    "town": VALUES["town"],
    "category": VALUES["category"],
}
"""By the name in braces."""


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
            path = door.path.format(**{name: value(draw) for name, value in DRAWN.items()})
            if door.role:
                client.cookies.set(TOKEN, mint(key, _who(draw, door.role), dt.datetime.now(dt.UTC)))
            began = time.perf_counter()
            answer = await client.get(path, headers={"accept": "text/html"})
            took.append((time.perf_counter() - began) * 1000)
            if answer.status_code != OK:
                said = f"{door.service} {path} as {door.role or 'anybody'}: {answer.status_code}"
                raise Wanting(said)
    took = took[1:]  # the first one reads the template
    name = f"{door.path} ({door.role or 'anybody'})"
    return Made(name, len(took), round(median(took), 1), round(quantile(took, 0.95), 1))


def _who(draw: Draw, role: str) -> Principal:
    if role == APPLICANT:
        owner = draw.one("intake", "applications")["state"]["owner"]["person"]
        person = Person("applicant", owner, "Anna Nowak", "anna@znak.example")
    else:
        person = PEOPLE[role](draw)
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
