"""The four real services on a real database, with a postman in the broker's place.

Nothing runs by itself: what a service commits lies in the post until the test hands it out, in the
order it wants and as often as it wants. Time stands still until somebody acts or travels.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from fastapi import FastAPI
from pydantic import ValidationError

from chassis import mongo as driver
from chassis.clock import Clock
from chassis.handlers import Received
from chassis.mongo import Collection, Database, Document
from chassis.outcomes import explain
from chassis.process import Refused
from chassis.scheduler import Tick
from chassis.wiring import Wiring
from contracts.base import EVENTS, SERVICES

CASE_FILE: Final = "case file"
READERS: Final = (*SERVICES, CASE_FILE)
MORNING: Final = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
"""A Monday; nobody's steps take a story past midnight."""


class SetClock(Clock):
    """Business time shows what it was set to; the real time is real."""

    moment = MORNING

    def now(self) -> dt.datetime:
        return self.moment


class Key(NamedTuple):
    """A message by what it is in its story: the n-th of its type in its case."""

    type: str
    case: str | None
    no: int


@dataclass(frozen=True)
class Letter:
    """A committed message."""

    key: Key
    id: str
    body: bytes
    causation: str | None


@dataclass
class Hold:
    """``reader`` gets ``first`` only after ``then``, the other way round than it was told."""

    reader: str
    first: Key
    then: Key
    kept: Letter | None = None
    over: bool = False
    swapped: bool = False


@dataclass
class Post:
    """Where the four services put what they have committed; the order is that of the commits."""

    waiting: deque[tuple[Collection, str, Letter]] = field(default_factory=deque)
    seen: Counter[tuple[str, str | None]] = field(default_factory=Counter)

    def offer(self, collection: Collection, id: str, entries: Sequence[Document]) -> None:  # noqa: A002
        """Take what was committed, as the relay does."""
        for entry in entries:
            kind = (entry["type"], entry["case"])
            self.seen[kind] += 1
            key = Key(*kind, self.seen[kind])
            letter = Letter(key, entry["id"], entry["body"].encode(), entry["cause"])
            self.waiting.append((collection, id, letter))


@dataclass
class House:
    """The four services of one story.

    Attributes:
        times: How often a reader is handed each message at once.
        log: What each reader was handed, in its order, repetitions left out.
        dead: What a reader refused: dead letters.
    """

    clock: SetClock
    databases: dict[str, Database]
    wirings: dict[str, Wiring]
    apps: dict[str, FastAPI]
    post: Post
    times: int = 1
    hold: Hold | None = None
    log: dict[str, list[Letter]] = field(default_factory=lambda: defaultdict(list))
    dead: list[tuple[str, str, str]] = field(default_factory=list)

    async def clear(self, *services: str) -> None:
        """Empty the databases of these services."""
        for service in services:
            database = self.databases[service]
            for name in await database.list_collection_names():
                collection = database.get_collection(name, write_concern=driver.FORGETFUL)
                await collection.delete_many({})

    async def settle(self) -> None:
        """Hand out messages and let time's work be done until there is nothing left to do."""
        while True:
            while self.post.waiting:
                await self._carry(*self.post.waiting.popleft())
            if not await self._tick():
                return

    async def travel(self, days: float) -> None:
        """Move on, stopping wherever something is due in any service."""
        until = self.clock.moment + dt.timedelta(days=days)
        while True:
            await self.settle()
            due = [moment async for moment in self._moments()]
            if not due or min(due) > until:
                break
            self.clock.moment = min(due)
        self.clock.moment = until

    async def release(self) -> bool:
        """Hand over what is held back, if anything is."""
        if self.hold is None or self.hold.kept is None:
            return False
        kept, self.hold.kept, self.hold.over = self.hold.kept, None, True
        await self._hand(self.hold.reader, kept)
        await self.settle()
        return True

    async def again(self) -> None:
        """Hand everything out once more, after all is over."""
        for reader, letters in self.log.items():
            for letter in letters:
                await self.deliver(reader, letter)
        await self.settle()

    async def deliver(self, reader: str, letter: Letter) -> None:
        """Call the handler as the bus does."""
        event = EVENTS[letter.key.type].read(letter.body)
        wiring = self.wirings["intake" if reader == CASE_FILE else reader]
        try:
            if reader == CASE_FILE:
                assert wiring.handlers.reader is not None
                received = Received(letter.id, letter.key.type, letter.body, letter.causation)
                await wiring.handlers.reader(event, received, wiring.service)
            else:
                handler = wiring.handlers.by_type[letter.key.type]
                await handler(event, letter.id, wiring.service)
        except Refused as refusal:
            self.dead.append((reader, letter.key.type, refusal.code))
        except ValidationError as error:
            self.dead.append((reader, letter.key.type, explain(error)))

    async def _carry(self, collection: Collection, id: str, letter: Letter) -> None:  # noqa: A002
        """Take a message out of its outbox and hand it to its readers."""
        pull = {"$pull": {"outbox": {"id": letter.id}}}
        await collection.with_options(write_concern=driver.FORGETFUL).update_one({"_id": id}, pull)
        for reader in (*EVENTS[letter.key.type].readers, CASE_FILE):
            await self._hand(reader, letter)

    async def _hand(self, reader: str, letter: Letter) -> None:
        hold = self.hold if self.hold and self.hold.reader == reader else None
        if hold and letter.key == hold.first and not hold.over:
            hold.kept = letter
            return
        self.log[reader].append(letter)
        for _ in range(self.times):
            await self.deliver(reader, letter)
        if hold and letter.key == hold.then and hold.kept:
            kept, hold.kept, hold.over, hold.swapped = hold.kept, None, True, True
            await self._hand(reader, kept)

    async def _tick(self) -> bool:
        """Do what is due now; whether there was anything."""
        found = [
            (name, tick, document)
            for name, tick in self._ticks()
            for document in await self._due(name, tick)
        ]
        for name, tick, document in found:
            try:
                await tick.work(document["_id"])
            except Refused as refusal:
                self.dead.append((name, f"tick:{tick.collection}", refusal.code))
            unchanged = {"_id": document["_id"], "version": document["version"]}
            left = await self.databases[name][tick.collection].find_one(unchanged)
            assert left is None, f"a tick of {tick.collection} changed nothing"
        return bool(found)

    def _ticks(self) -> list[tuple[str, Tick]]:
        return [
            (name, tick)
            for name, wiring in self.wirings.items()
            for tick in wiring.ticks
            if not tick.real
        ]

    async def _due(self, name: str, tick: Tick) -> list[Document]:
        query = {"due": {"$lte": self.clock.moment}}
        cursor = self.databases[name][tick.collection].find(query, {"version": 1})
        return await cursor.sort("_id", 1).to_list(None)

    async def _moments(self) -> AsyncIterator[dt.datetime]:
        for name, tick in self._ticks():
            first = await self.databases[name][tick.collection].find_one(
                {"due": {"$exists": True}}, {"due": 1}, sort=[("due", 1)]
            )
            if first is not None:
                yield first["due"]
