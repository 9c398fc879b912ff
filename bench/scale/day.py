"""The day on which thousands of licences end, while people go on applying."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx
from pymongo import MongoClient

from bench import samples
from bench.scale import office
from bench.scale.data import Target
from bench.scale.ground import PREFIX, Ground, Say
from bench.scale.stream import Stream
from bench.scale.templates import DAY
from bench.web import Web
from chassis.mongo import Document
from deploy.local.client import Api
from deploy.local.client_api import Tokens
from deploy.local.keys import kept_keys
from deploy.local.management import Management
from deploy.local.plan import Plan
from deploy.local.stack import Stack
from deploy.local.travel import Clocks

REST_WITHIN: Final = 300.0
LOOK: Final = 1.0
NEARLY: Final = 20
"""Messages in all queues that new applications account for."""

HERE: Final = "lubelskie"
ELSEWHERE: Final = "opolskie"
EXPIRED: Final = "licence-expired"


@dataclass(frozen=True)
class Plans:
    """What the day is to be.

    Attributes:
        ending: Licences whose term ends.
        rate: Applications a second.
        calm: Seconds of applications alone, before.
        within: Seconds after which the day is given up.
    """

    ending: int = 10_000
    rate: float = 4.0
    calm: float = 20.0
    within: float = 900.0


class Unfinished(Exception):  # noqa: N818 -- reads as what happened
    """The day's work was not done in time; says what was left."""


async def live(
    ground: Ground, target: Target, over: dt.datetime, plans: Plans, say: Say
) -> Document:
    """Live through the day on a stack of two workers and a web half of each service.

    Args:
        ground: Where the records lie.
        target: The server they lie on.
        over: The moment at which the terms are over.
        plans: How much there is.
        say: Told what is done.
    """
    first = ground.take(round(plans.rate * (plans.within + plans.calm)) + 1)
    async with _stack(ground, target) as stack:
        say("The services come to rest …")
        clocks = await stack.clocks()
        await clocks.rest(REST_WITHIN)
        stream = Stream(stack.urls, stack.signing_key, plans.rate, first)
        with stack.nobody_told():
            stop, call = asyncio.Event(), await stack.call(stream)
            await clocks.rest(REST_WITHIN)
        streaming = asyncio.create_task(stream.run(call, stop))
        try:
            calm = time.perf_counter()
            await _unless(streaming, asyncio.sleep(plans.calm))
            say(f"{plans.ending:,} licences end …")
            busy = time.perf_counter()
            await clocks.move(over + dt.timedelta(seconds=1))
            done = await _unless(streaming, _worked_off(stack, over, plans, say))
            end = time.perf_counter()
        finally:
            stop.set()
        await streaming
        await clocks.rest(REST_WITHIN)
        say("The office is told …")
        await clocks.move(stack.digests_due() + dt.timedelta(seconds=1))
        await clocks.rest(REST_WITHIN)
        return {
            "ending": plans.ending,
            "rate": plans.rate,
            "calm": stream.between(calm, busy),
            "busy": stream.between(busy, end),
            "seconds": round(end - busy),
            **done,
            **stack.counted(over),
        }


async def _unless(streaming: asyncio.Task[None], doing: Any) -> Any:
    """Do it, unless the stream of applications breaks off."""
    task = asyncio.ensure_future(doing)
    await asyncio.wait([task, streaming], return_when=asyncio.FIRST_COMPLETED)
    if streaming.done():
        task.cancel()
        streaming.result()
    return await task


async def _worked_off(stack: Running, over: dt.datetime, plans: Plans, say: Say) -> Document:
    """Wait until every licence has ended, every licensee been told, and the queues are empty."""
    began, ended = time.perf_counter(), 0.0
    told = began
    while True:
        left, mails, queued = await asyncio.to_thread(stack.progress, over)
        spent = time.perf_counter() - began
        ended = ended or (spent if left == 0 else 0.0)
        if left == 0 and mails >= plans.ending and queued <= NEARLY:
            return {"seconds_to_last_end": round(ended)}
        said = f"{left} to end, {mails} told, {queued} messages wait"
        if spent > plans.within:
            raise Unfinished(f"after {spent:.0f} s: {said}")
        if time.perf_counter() - told > 15 * LOOK:
            say(f"  {spent:.0f} s: {said}")
            told = time.perf_counter()
        await asyncio.sleep(LOOK)


class Running:
    """The stack, and what can be seen of it from outside."""

    def __init__(self, stack: Stack, processes: list[httpx.AsyncClient]) -> None:
        self._stack = stack
        self._processes = processes
        self._mongo: MongoClient[Document] = MongoClient(stack.mongo_url, tz_aware=True)
        self._management = Management(stack.rabbit.management_url) if stack.rabbit else None
        self.urls = {copy.service: stack.url(copy.service) for copy in stack.copies}
        self.signing_key = kept_keys(stack.plan.directory / "keys").private.read_bytes()

    def close(self) -> None:
        """Close the connections."""
        self._mongo.close()
        if self._management is not None:
            self._management.close()

    async def clocks(self) -> Clocks:
        """Of every process."""
        tokens = Tokens(self._processes[0])
        return Clocks([Api(process, tokens) for process in self._processes])

    async def call(self, stream: Stream) -> str:
        """The call that new applications come in for; opened twice is once."""
        async with Web(self.urls["intake"]) as web:
            token = stream.token("officer", 0)
            return str((await web.post("/api/calls", token, samples.CALL, "call"))["id"])

    @contextmanager
    def nobody_told(self) -> Iterator[None]:
        """A call that opens meanwhile is of nobody's region: telling 200,000 takes an hour."""
        asked, place = self._of("intake", "subscriptions"), "state.wish.voivodeship"
        asked.update_many({place: HERE}, {"$set": {place: ELSEWHERE}})
        try:
            yield
        finally:
            asked.update_many({place: ELSEWHERE}, {"$set": {place: HERE}})

    def progress(self, over: dt.datetime) -> tuple[int, int, int]:
        """Licences still to end, licensees told, messages in all queues."""
        licences = self._of("licensing", "licences")
        left = licences.count_documents({"due": {"$lte": over}, "state.state": "active"})
        told = self._mails({"state.state": "sent", "state.template": EXPIRED}, over)
        return left, told, self._queued(lambda name: not name.endswith(".dead"))

    def digests_due(self) -> dt.datetime:
        """When the offices are told of the day.

        Raises:
            Unfinished: Nobody is to be.
        """
        due = office.digests_due(self._database("notifications"))
        if due is None:
            raise Unfinished("no office is to be told")
        return due

    def counted(self, over: dt.datetime) -> Document:
        """What the day has left behind."""
        return {
            "licensees_told": self._mails({"state.state": "sent", "state.template": EXPIRED}, over),
            **office.told(self._database("notifications"), over - DAY),
            "dead_letters": self._queued(lambda name: name.endswith(".dead")),
        }

    def _mails(self, where: Document, since: dt.datetime) -> int:
        """Mails that something asked for since then.

        A clock is moved in each process by itself: a mail may be written by one whose day is still
        the one before, for an event of one that is further. The index is that of `created_at`.
        """
        at, before = (each.astimezone(dt.UTC).isoformat() for each in (since, since - DAY))
        query = {**where, "state.created_at": {"$gte": before}, "state.asked_at": {"$gte": at}}
        return int(self._of("notifications", "mails").count_documents(query))

    def _queued(self, wanted: Callable[[str], bool]) -> int:
        queues = self._management.get("queues") if self._management else []
        return sum(each.get("messages", 0) for each in queues if wanted(each["name"]))

    def _of(self, service: str, name: str) -> Any:
        return self._database(service)[name]

    def _database(self, service: str) -> Any:
        return self._mongo[f"{PREFIX}{service}"]


@asynccontextmanager
async def _stack(ground: Ground, target: Target) -> AsyncIterator[Running]:
    plan = Plan(
        ground.directory,
        roles=("web", "worker", "worker"),
        time_travel=True,
        mongo_url=target.mongo_url,
        database_prefix=target.prefix,
    )
    async with AsyncExitStack() as ending:
        stack = await asyncio.to_thread(ending.enter_context, Stack(plan))
        processes = [
            await ending.enter_async_context(
                httpx.AsyncClient(base_url=f"{copy.url}/api/", timeout=60, trust_env=False)
            )
            for copy in stack.copies
        ]
        running = Running(stack, processes)
        ending.callback(running.close)
        yield running
        stack.check()
