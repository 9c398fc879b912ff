"""Where the records lie: a database of their own, kept for the next run."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson
from pymongo import MongoClient

from bench.scale import data
from bench.scale.chapters import LAST_DAYS
from bench.scale.data import Book, Target
from bench.scale.house import House, a_house
from bench.scale.templates import DAY
from chassis.mongo import Document
from contracts.base import SERVICES
from deploy.local.servers import Mongo

PREFIX: Final = "scale-"
CACHE_GB: Final = 4
"""Less than half of 9.4 GB of records. A database of that size would be given half of a machine's
memory; some machines give the memory of files back within a minute."""
WARSAW: Final = ZoneInfo("Europe/Warsaw")
CHECKED: Final = 200
"""Copies of each collection that are read as the services read them, once all are written."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How much is written.

    Attributes:
        cases: Copies of stages; a renewed licence is one with two applications.
        experts: Who hold their seats.
        distances: At which a stage lies from today; every call is opened as often.
    """

    cases: int = 200_000
    experts: int = 120
    distances: int = 60


class Ground:
    """The database and what was written into it.

    Args:
        directory: Everything lies below it.
        say: Told what is done.
    """

    def __init__(self, directory: Path, say: Say = print) -> None:
        self.directory = directory
        self.keys = directory / "keys"
        self._say = say
        self._note = directory / "written.json"
        directory.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def database(self) -> Iterator[Target]:
        """The server, while this lasts."""
        mongo = Mongo(self.directory, cache_gb=CACHE_GB)
        mongo.start()
        try:
            yield Target(mongo.mongo_url, PREFIX)
        finally:
            mongo.stop(60)

    def copy(self, directory: Path) -> Ground:
        """The same records elsewhere, in place of what is there; the server must not run."""
        shutil.rmtree(directory, ignore_errors=True)
        shutil.copytree(self.directory, directory)
        return Ground(directory, self._say)

    @property
    def written(self) -> Document:
        """What is known of the records; nothing when there are none."""
        return dict(orjson.loads(self._note.read_bytes())) if self._note.exists() else {}

    def has(self, size: Size) -> bool:
        """Whether records of this size are there."""
        return bool(self.written.get("size") == asdict(size))

    def load(self, target: Target, size: Size) -> None:
        """Write all records anew, index them, and read some as the services do."""
        self._note.unlink(missing_ok=True)
        began = time.monotonic()
        with MongoClient[Document](target.mongo_url) as client:
            for service in SERVICES:
                client.drop_database(f"{target.prefix}{service}")
        self._say("The stories are lived through …")
        book = asyncio.run(data.book(target.mongo_url, self.keys, size.experts, size.distances))
        self._say(f"{size.cases:,} cases are written ({self._since(began)}) …")
        data.write_shared(target, book)
        data.write(target, book, book.copies(size.cases), processes=os.cpu_count() or 1)
        self._say(f"They are indexed ({self._since(began)}) …")
        asyncio.run(self._checked(target))
        self._wrote(target, size, time.monotonic() - began)

    def add_ending(self, target: Target, count: int) -> dt.datetime:
        """Write so many licences whose term ends today; the moment at which it is over."""
        known, ahead = self.written, _ahead(target)
        book = asyncio.run(
            data.book(target.mongo_url, self.keys, known["size"]["experts"], 1, ahead=ahead)
        )
        book.calls = {call: [_a_call(target)] for call in book.calls}
        book.given = _given(target)
        over, place = _ending(book, dt.datetime.now(dt.UTC) + ahead)
        first = self.take(count)
        copies = [book.copy(place, first + no) for no in range(count)]
        data.write(target, book, copies)
        return over

    def take(self, count: int) -> int:
        """The first of so many numbers that nobody has had before."""
        known = self.written
        self._note.write_bytes(orjson.dumps({**known, "next": known["next"] + count}))
        return int(known["next"])

    async def _checked(self, target: Target) -> None:
        """Build the indexes, then load some of everything through the repositories."""
        async with a_house(
            target.mongo_url, target.prefix, self.keys, dt.datetime.now(dt.UTC)
        ) as h:
            await _load_some(h)

    def _wrote(self, target: Target, size: Size, seconds: float) -> None:
        with MongoClient[Document](target.mongo_url) as client:
            stats = {name: client[f"{target.prefix}{name}"].command("dbStats") for name in SERVICES}
            counts = {
                f"{name}.{each}": client[f"{target.prefix}{name}"][each].estimated_document_count()
                for name in SERVICES
                for each in sorted(client[f"{target.prefix}{name}"].list_collection_names())
            }
        note = {
            "size": asdict(size),
            "next": size.cases,
            "at": dt.datetime.now(dt.UTC).isoformat(),
            "seconds": round(seconds),
            "documents": counts,
            "gigabytes": round(sum(each["dataSize"] for each in stats.values()) / 1e9, 2),
            "gigabytes_on_disk": round(sum(each["totalSize"] for each in stats.values()) / 1e9, 2),
        }
        self._note.write_bytes(orjson.dumps(note, option=orjson.OPT_INDENT_2))

    def _since(self, began: float) -> str:
        return f"{time.monotonic() - began:.0f} s"


async def _load_some(house: House) -> None:
    for (service, name), repository in house.repositories.items():
        sample: list[Document] = [{"$sample": {"size": CHECKED}}]
        async for document in await house.own[service][name].aggregate(sample):
            repository.load(document)


def _ending(book: Book, now: dt.datetime) -> tuple[dt.datetime, int]:
    """The stage before the end of a term, moved so that the term ends today, and when it is over.

    Raises:
        LookupError: There is none.
    """
    midnight = dt.datetime.combine(now.astimezone(WARSAW).date() + DAY, dt.time(), WARSAW)
    place = next(no for no, each in enumerate(book.stages) if each.kept.name == LAST_DAYS)
    stage = book.stages[place]
    (moment,) = stage.moments
    days = (midnight.date() - moment.astimezone(WARSAW).date()).days
    book.stages[place] = book.moved(stage, stage.moved + days * DAY)
    if book.stages[place].moments != [midnight]:
        raise LookupError(f"no term ends on {now:%Y-%m-%d}")
    return midnight, place


def _ahead(target: Target) -> dt.timedelta:
    """How far business time is ahead, as the services keep it."""
    with MongoClient[Document](target.mongo_url) as client:
        found = client[f"{target.prefix}licensing"]["clock"].find_one({"_id": "clock"})
    return dt.timedelta(seconds=found["offset_s"] if found else 0)


def _a_call(target: Target) -> str:
    with MongoClient[Document](target.mongo_url) as client:
        found: Any = client[f"{target.prefix}intake"]["calls"].find_one({}, sort=[("_id", 1)])
    return str(found["_id"])


def _given(target: Target) -> Counter[str]:
    """The highest number of every series."""
    found: Counter[str] = Counter()
    with MongoClient[Document](target.mongo_url) as client:
        for service in ("intake", "licensing"):
            numbers = client[f"{target.prefix}{service}"]["numbers"]
            for series in numbers.distinct("series"):
                newest: Any = numbers.find_one({"series": series}, sort=[("no", -1)])
                found[series] = newest["no"]
    return found
