"""The four real services on a real database, with a postman in the broker's place.

Nothing runs by itself: what a service commits lies in the post until the test hands it out, in the
order it wants and as often as it wants. Time stands still until somebody acts or travels.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

from fastapi import FastAPI
from pydantic import ValidationError

from chassis import mongo as driver
from chassis.handlers import Received
from chassis.mongo import Collection, Database, Document
from chassis.outcomes import explain
from chassis.process import Refused
from chassis.scheduler import Tick
from chassis.wiring import Wiring
from contracts.base import EVENTS, SERVICES
from tests.journeys.post import Hold, Letter, Post, SetClock

CASE_FILE: Final = "case file"
READERS: Final = (*SERVICES, CASE_FILE)
COMES_AGAIN: Final = 0.2
STOPS: Final = 0.2
"""How likely, where chance decides: that a message comes again, and that people do not wait."""


@dataclass
class House:
    """The four services of one story.

    Attributes:
        times: How often a reader is handed each message at once.
        bag: Copies on their way, by reader.
        chance: What decides on the order of messages, that of their sending if there is none.
        halted: Whether the last settling ended early.
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
    bag: list[tuple[str, Letter]] = field(default_factory=list)
    chance: Random | None = None
    halted: bool = False
    log: dict[str, list[Letter]] = field(default_factory=lambda: defaultdict(list))
    dead: list[tuple[str, str, str]] = field(default_factory=list)

    async def clear(self, *services: str) -> None:
        """Empty the databases of these services."""
        for service in services:
            database = self.databases[service]
            for name in await database.list_collection_names():
                collection = database.get_collection(name, write_concern=driver.FORGETFUL)
                await collection.delete_many({})

    async def settle(self, *, wholly: bool = True) -> None:
        """Hand out messages and let time's work be done until there is nothing left to do.

        Left to chance, messages come in any order and some of them twice; unless ``wholly``, it may
        end while some are still on their way.
        """
        while True:
            while self.post.waiting:
                await self._carry(*self.post.waiting.popleft())
            self.halted = bool(self.chance and not wholly and self.chance.random() < STOPS)
            if self.halted:
                return
            if self.bag:
                await self._hand(*self._next())
            elif not await self._tick():
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
        """Hand over what is on its way or held back, if anything is."""
        if self.halted:
            await self.settle()
            return True
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
        """Take a message out of its outbox and put a copy for each reader into the bag."""
        pull = {"$pull": {"outbox": {"id": letter.id}}}
        await collection.with_options(write_concern=driver.FORGETFUL).update_one({"_id": id}, pull)
        event = EVENTS[letter.key.type]
        for reader in (*event.readers, *(() if event.secret else (CASE_FILE,))):
            self.bag.append((reader, letter))

    def _next(self) -> tuple[str, Letter]:
        if self.chance is None:
            return self.bag.pop(0)
        no = self.chance.randrange(len(self.bag))
        return self.bag[no] if self.chance.random() < COMES_AGAIN else self.bag.pop(no)

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
