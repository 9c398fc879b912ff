"""Real child processes of a test, forked from a server that has everything imported already."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import uvloop

from chassis import logging
from chassis.service import Process
from chassis.wiring import Chassis, Wiring
from contracts.base import Event
from tests.support.waiting import eventually

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    ["__main__", "tests.chassis.crash", "tests.chassis.sample", "motor.motor_asyncio"]
)


@contextmanager
def child(work: Callable[..., None], *given: Any) -> Iterator[ForkServerProcess]:
    """A process that runs ``work``, a function of a module; killed when the block ends."""
    process = _CONTEXT.Process(target=work, args=given, daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
        process.close()


async def ended(process: ForkServerProcess, within: float = 10) -> int:
    """Wait for its end; the exit code, or minus the signal that killed it."""
    await eventually(lambda: process.exitcode is not None, within, "the child did not end")
    assert process.exitcode is not None
    return process.exitcode


def pipe() -> tuple[Any, Any]:
    """A pipe from a child to us: (what we read, what it writes)."""
    return _CONTEXT.Pipe(duplex=False)


def barrier(parties: int) -> Any:
    """What children wait at, so that all begin at once."""
    return _CONTEXT.Barrier(parties)


def serve(
    name: str,
    settings: Any,
    wire: Callable[[Chassis[Any]], Wiring],
    events: tuple[type[Event], ...],
    log: Path,
) -> None:
    """The whole of a service process, as its main does, until SIGTERM."""
    quiet(log)
    logging.configure(name, "info")

    async def runs() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        await Process(name, settings, wire, events).run(stop)

    uvloop.run(runs())


def quiet(log: Path) -> None:
    """Send what this child prints into a file."""
    sys.stdout.flush()
    file = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    os.dup2(file, 1)
    os.dup2(file, 2)
