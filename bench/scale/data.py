"""The records: every stage copied as often as cases are in it, written in bulk, then indexed."""

from __future__ import annotations

import datetime as dt
import gc
import multiprocessing
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import uuid4

from pymongo import MongoClient
from pymongo.collection import Collection as PlainCollection
from pymongo.monitoring import CommandListener

from bench.scale.chapters import tell
from bench.scale.house import a_house
from bench.scale.stories import EXPERTS, NUMBERED, Teller
from bench.scale.templates import DAY, Due, Stage, Words, stage, stages
from bench.scale.words import Writer, expert_words
from chassis import mongo
from chassis.mongo import Document
from chassis.words import beginnings
from services.intake.domain.chain import Link, linked, sealed

STORY: Final = 520 * DAY
"""How long before today the stories begin; they end about a month before it."""

STORIES: Final = "stories-"
"""What the databases of the stories begin with."""

SHARED: Final = {"calls", "experts", "members"}
"""Collections that belong to no single case; everything else is copied with its case."""

CASE_FILES: Final = ("intake", "cases")
MAILS: Final = ("notifications", "mails")
BATCH: Final = 500


@dataclass(frozen=True)
class Copy:
    """One case to be written: which stage of which, its place in the whole, its numbers."""

    stage: int
    no: int
    numbers: Mapping[str, str]


@dataclass
class Book:
    """Every stage at some distances, and what copies need to know."""

    stages: list[Stage]
    weights: list[float]
    calls: dict[str, list[str]]
    experts: int
    shared: list[tuple[str, str, Document]]
    due: Due
    given: Counter[str] = field(default_factory=Counter)

    def moved(self, stage_: Stage, distance: dt.timedelta) -> Stage:
        """The same stage, all its dates so far from the story's."""
        return stage(stage_.kept, distance, self.due)

    def copies(self, count: int, first: int = 0) -> list[Copy]:
        """So many cases, numbered without a gap."""
        chance = Random(f"copies {first}")  # noqa: S311 -- the same seed, the same records
        limits = list(accumulate(self.weights))
        picked = chance.choices(range(len(self.stages)), cum_weights=limits, k=count)
        return [self.copy(place, first + no) for no, place in enumerate(picked)]

    def copy(self, place: int, no: int) -> Copy:
        """The next copy of this stage."""
        return Copy(place, no, {was: self._number(was, place) for was in self._numbers(place)})

    def _numbers(self, place: int) -> Sequence[str]:
        return sorted(self.stages[place].kept.numbers)

    def _number(self, was: str, place: int) -> str:
        one = self.stages[place]
        prefix, _, no = was.split("/")
        series = f"{prefix}/{(one.kept.at + one.moved).year}"
        self.given[series] += 1
        return f"{series}/{self.given[series]:0{len(no)}d}"


async def book(
    mongo_url: str,
    directory: Path,
    experts: int,
    most: int,
    listeners: Sequence[CommandListener] = (),
    ahead: dt.timedelta = dt.timedelta(),
) -> Book:
    """Live through the stories in databases that are dropped again.

    Args:
        mongo_url: Where.
        directory: Keys lie here.
        experts: How many experts hold seats.
        most: Distances of one stage.
        listeners: Told what the services send meanwhile.
        ahead: How far business time is ahead of the real one.
    """
    now = dt.datetime.now(dt.UTC) + ahead
    prefix = f"{STORIES}{uuid4().hex[:8]}-"
    async with a_house(mongo_url, prefix, directory, now - STORY, listeners) as house:
        try:
            told = await tell(house)
            shared = await _shared(told)
        finally:
            for database in house.databases.values():
                await database.client.drop_database(database.name)

    def due(service: str, name: str, document: Document) -> dt.datetime | None:
        repository = house.repositories.get((service, name))
        if repository is None:
            return None
        return repository._due(repository.load({**document, "version": 1}).state)  # noqa: SLF001

    found = [stages(kept, now, due, most) for kept in told.kept]
    weights = [each.kept.share / len(some) for some in found for each in some]
    calls = {call: [str(uuid4()) for _ in range(most)] for call in told.calls.values()}
    return Book([*chain(*found)], weights, calls, experts, shared, due)


async def _shared(told: Teller) -> list[tuple[str, str, Document]]:
    return [each async for each in told.all() if each[1] in SHARED]


@dataclass(frozen=True)
class Target:
    """Where the records go."""

    mongo_url: str
    prefix: str


def write(target: Target, book_: Book, copies: Sequence[Copy], processes: int = 1) -> None:
    """Write these cases, by this process or by forks of it."""
    if processes == 1:
        _write(target, book_, copies)
        return
    parts = [copies[no::processes] for no in range(processes)]
    fork = multiprocessing.get_context("fork")
    running = [fork.Process(target=_write, args=(target, book_, part)) for part in parts if part]
    for each in running:
        each.start()
    for each in running:
        each.join()
        if each.exitcode:
            raise RuntimeError("a writer of records failed; it has said why")


def _write(target: Target, book_: Book, copies: Sequence[Copy]) -> None:
    gc.disable()  # hundreds of thousands of dicts come and go, and none of them in a circle
    writer = Writer(f"words {copies[0].no}", book_.calls, book_.experts)
    with MongoClient[Document](target.mongo_url) as client:
        batches: defaultdict[tuple[str, str], list[Document]] = defaultdict(list)
        for copy in copies:
            for service, name, document in _documents(book_, writer, copy):
                held = batches[service, name]
                held.append(document)
                if len(held) == BATCH:
                    _insert(client[f"{target.prefix}{service}"][name], held)
        for (service, name), held in batches.items():
            _insert(client[f"{target.prefix}{service}"][name], held)
    gc.enable()


def _documents(book_: Book, writer: Writer, copy: Copy) -> Iterator[tuple[str, str, Document]]:
    """Everything one case leaves, its numbers included."""
    one = book_.stages[copy.stage]
    words = writer.words(one, copy.no, copy.numbers)
    for service, name, document in one.copy(words):
        if (service, name) == CASE_FILES:
            _link(document)
        if (service, name) == MAILS:  # a line of the office's day is one mail's only
            document["state"] |= {"digest": None, "line": None}
        yield service, name, document
    for was, owner in one.kept.numbers.items():
        series, _, no = copy.numbers[was].rpartition("/")
        service = NUMBERED["applications" if was.startswith("ZP/") else "licences"]
        number = {"_id": f"{series}/{int(no):06d}", "series": series, "no": int(no)}
        yield service, "numbers", number | {"owner": words[owner]}


def _link(file: Document) -> None:
    """Chain the case file anew: its entries say something else than the template's."""
    head = ""
    for entry in file["entries"]:
        entry["personal"] = [_sealed(each) for each in entry.get("personal", ())]
        entry["hash"] = head = linked(head, Link.model_validate(entry))
    file["head"] = head


def _sealed(was: Document) -> Document:
    if was.get("salt") is None:
        return was
    said = sealed(was["name"], was.get("value"), was["salt"], tuple(was.get("of", ())))
    return {**was, "digest": said.digest}


def _insert(collection: PlainCollection[Document], held: list[Document]) -> None:
    if held:
        collection.with_options(write_concern=mongo.FORGETFUL).insert_many(held, ordered=False)
        held.clear()


def write_shared(target: Target, book_: Book) -> None:
    """Calls, experts and the rest, each call and expert as often as cases name them."""
    with MongoClient[Document](target.mongo_url) as client:
        for service, name, document in book_.shared:
            copies = [document]
            if name == "calls":
                copies = [
                    _said(document, {document["_id"]: call})
                    for call in book_.calls[document["_id"]]
                ]
            elif name == "experts":
                place = _place(document)
                copies = [
                    _said(document, expert_words(EXPERTS[place], no))
                    for no in range(place, book_.experts, len(EXPERTS))
                ]
                for each in copies:
                    each["state"]["search"] = beginnings(each["state"]["profile"]["name"])
            client[f"{target.prefix}{service}"][name].insert_many(copies)


def _place(document: Document) -> int:
    return [expert.id for expert in EXPERTS].index(document["_id"])


def _said(value: Any, words: Words) -> Any:
    """A copy that says these words."""
    if isinstance(value, dict):
        return {key: _said(inner, words) for key, inner in value.items()}
    if isinstance(value, list):
        return [_said(inner, words) for inner in value]
    if isinstance(value, str):
        for was, word in words.items():
            value = value.replace(was, word)
    return value
