"""Kills a process before and after its k-th I/O call, for k = 1, 2, 3 … until a run survives.

An I/O call is a command to the database, a publish with its confirm, or an ack. They are counted as
they happen, so a new one cannot be forgotten. Where calls run side by side, k may mean another call
in the next run: a call at which no run has died yet is then aimed at by its name.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import aiormq
import uvloop
from pymongo import monitoring

from chassis import logging
from chassis.service import Process
from chassis.wiring import Chassis, Wiring
from contracts.base import Event
from tests.chassis import children

_SILENT = {"hello", "isMaster", "ismaster", "ping", "endSessions", "killCursors"}
_START = ("createIndexes", "find clock", "find revoked", "find erased")


@dataclass(frozen=True)
class Plan:
    """What runs in the child.

    Attributes:
        last: The calls after which the work is done; the child stops in order when it has them all.
        from_start: Whether the calls of the start itself (indexes, clock) are counted too.
    """

    name: str
    settings: Any
    wire: Callable[[Chassis[Any]], Wiring]
    events: tuple[type[Event], ...]
    last: frozenset[str]
    log: Path
    from_start: bool = False


class Boundaries(monitoring.CommandListener):
    """Counts the calls, tells each, and dies where it is told to: at a number or at a name."""

    def __init__(self, plan: Plan, die: int | str, tell: Any) -> None:
        self._plan = plan
        self._die = die
        self._tell = tell
        self._count = 0
        self._turn = Lock()
        self._names: dict[int, str] = {}
        self._left = set(plan.last)
        self.stop: Callable[[], object] = lambda: None

    def cross(self, name: str) -> None:
        """One side of one call."""
        if not self._plan.from_start and name.split(" ", 1)[1].startswith(_START):
            return
        with self._turn:  # motor tells from the threads it calls in
            self._count += 1
            self._tell.send(name)
            if self._die in {self._count, name}:
                os.kill(os.getpid(), signal.SIGKILL)
            self._left.discard(name)
            done = not self._left
        if done:
            self.stop()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Before a command."""
        if event.command_name in _SILENT:
            return
        name = f"{event.command_name} {event.command[event.command_name]}"
        if event.command_name == "update" and "$pull" in event.command["updates"][0]["u"]:
            name = f"pull {event.command['update']}"
        self._names[event.request_id] = name
        self.cross(f"before {name}")

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """After a command."""
        if name := self._names.pop(event.request_id, None):
            self.cross(f"after {name}")

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """After a command that failed."""
        if name := self._names.pop(event.request_id, None):
            self.cross(f"after failed {name}")

    def wrap(self) -> None:
        """Count publishes and acks too."""
        publish, ack = aiormq.Channel.basic_publish, aiormq.Channel.basic_ack

        async def published(channel: Any, *args: Any, **options: Any) -> Any:
            name = f"publish {options['exchange']}"
            self.cross(f"before {name}")
            done = await publish(channel, *args, **options)
            self.cross(f"after {name}")
            return done

        async def acked(channel: Any, *args: Any, **options: Any) -> None:
            self.cross("before ack")
            await ack(channel, *args, **options)
            self.cross("after ack")

        aiormq.Channel.basic_publish = published  # type: ignore[assignment,method-assign]
        aiormq.Channel.basic_ack = acked  # type: ignore[assignment,method-assign]


def run(plan: Plan, die: int | str, tell: Any) -> None:
    """The child."""
    children.quiet(plan.log)
    logging.configure(plan.name, "info")
    boundaries = Boundaries(plan, die, tell)
    monitoring.register(boundaries)
    boundaries.wrap()

    async def runs() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        boundaries.stop = partial(loop.call_soon_threadsafe, stop.set)
        async with asyncio.timeout(20):
            await Process(plan.name, plan.settings, plan.wire, plan.events).run(stop)

    uvloop.run(runs())


async def once(
    plan: Plan, die: int | str, meanwhile: Callable[[], Awaitable[None]] | None = None
) -> tuple[bool, list[str]]:
    """One run: whether it survived, and the calls that it made, in order."""
    heard, tell = children.pipe()
    with children.child(run, plan, die, tell) as process:
        tell.close()
        if meanwhile is not None:
            await meanwhile()
        code = await children.ended(process, within=25)
    assert code in {0, -signal.SIGKILL}, plan.log.read_text()[-2000:]
    made: list[str] = []
    try:
        while True:
            made.append(heard.recv())
    except EOFError:
        heard.close()
        return code == 0, made


async def everywhere(
    plan: Plan,
    before: Callable[[str], Awaitable[Any]],
    meanwhile: Callable[[str], Awaitable[None]],
    heal: Callable[[str], Awaitable[None]],
) -> tuple[list[str], list[str]]:
    """Crash at every boundary, heal after each.

    Args:
        plan: What runs.
        before: Sets the scene of one run; gets the name of the run.
        meanwhile: What the world does while the child runs.
        heal: A normal process brings everything to its end.

    Returns:
        The names of all runs, and the boundaries in the order of the run that survived.
    """
    names: list[str] = []
    died: list[str] = []

    async def attempt(die: int | str) -> tuple[bool, list[str]]:
        name = f"run{len(names) + 1}"
        names.append(name)
        await before(name)
        survived, made = await once(plan, die, lambda: meanwhile(name))
        await heal(name)
        if not survived:
            died.append(made[-1])
        return survived, made

    k = 1
    while not (result := await attempt(k))[0]:
        k += 1
        assert k < 100, "it never survives"
    boundaries = result[1]
    for missed in sorted(set(boundaries) - set(died)):
        await attempt(missed)
    assert set(boundaries) <= set(died), "a boundary at which no run died"
    return names, boundaries


def report(title: str, names: list[str], boundaries: list[str], began: float) -> None:
    """Print the boundaries, for whoever runs the test with ``-s``."""
    took = time.monotonic() - began
    print(f"\n{title}: {len(names)} runs in {took:.1f} s\n  " + "\n  ".join(boundaries))  # noqa: T201
