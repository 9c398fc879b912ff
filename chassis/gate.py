"""One gate in front of the database: closed while it is away, so that nothing spins or is spent."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog

from chassis.mongo import TROUBLE, Database, wanted

log = structlog.get_logger()


class Gate:
    """Everybody who meets database trouble closes it; one probe opens it again.

    Args:
        database: Asked whether it answers.
        every: Seconds between probes.
    """

    def __init__(self, database: Database, every: float) -> None:
        self._database = database
        self._every = every
        self._open = asyncio.Event()
        self._open.set()
        self._shut = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """Whether the database answered when last heard of."""
        return self._open.is_set()

    async def passes(self) -> None:
        """Wait until the database is there."""
        await self._open.wait()

    def trip(self, error: BaseException) -> None:
        """Close the gate because the database was in trouble."""
        if self._open.is_set():
            log.warning("database_away", error=type(error).__name__)
            self._open.clear()
            self._shut.set()

    async def run(self) -> None:
        """Probe until cancelled: often while closed, now and then while open and nobody asks."""
        while wanted():
            with suppress(TimeoutError):
                async with asyncio.timeout(5 * self._every):
                    await self._shut.wait()
                    await asyncio.sleep(self._every)
            try:
                await self._database.command("ping")
            except TROUBLE as trouble:
                self.trip(trouble)
                continue
            if not self._open.is_set():
                self._shut.clear()
                self._open.set()
                log.info("database_back")
