"""The senders: mails leave beside the handlers, so no message waits for a mail server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

from chassis.logging import describe
from chassis.repository import Stored
from services.notifications.domain.mail import Mail
from services.notifications.smtp import Connection, Server

log = structlog.get_logger()

AHEAD = 8
"""Mails to many that may wait for one connection; the scheduler brings more twice a second."""

Send = Callable[[Stored[Mail], Connection], Awaitable[None]]


class Pool:
    """A few connections fed from a queue.

    Whoever leases a mail looks for room first. Some find the last place together: all of theirs are
    taken, for a mail under a lease is nobody else's.

    A mail that is still in it when the process dies is not lost: its lease lapses and the scheduler
    brings it again.

    Args:
        server: The mail server.
        connections: How many are used at once.
        size: How many mails may wait before there is no more room.
        finish: How long a stop waits for the mails taken in, in seconds.
    """

    def __init__(self, server: Server, connections: int, size: int, finish: float) -> None:
        self._server = server
        self._connections = connections
        self._size = size
        self._queue: asyncio.Queue[Stored[Mail]] = asyncio.Queue()
        self._finish = finish
        self._open = False

    def offer(self, mail: Stored[Mail]) -> None:
        """Take a leased mail to send it soon; when all is closed it is left to its lease."""
        if self._open:
            self._queue.put_nowait(mail)

    def room(self) -> int:
        """How many mails there is room for."""
        return self._size - self._queue.qsize() if self._open else 0

    def spare(self) -> int:
        """How many mails to many may come in, so that any other mail still goes within a second."""
        return AHEAD * self._connections - self._queue.qsize() if self._open else 0

    @asynccontextmanager
    async def running(self, send: Send) -> AsyncIterator[None]:
        """Send what is offered with ``send``; on leaving, finish what was begun."""
        workers = [asyncio.create_task(self._work(send)) for _ in range(self._connections)]
        self._open = True
        try:
            yield
        finally:
            self._open = False
            try:
                async with asyncio.timeout(self._finish):
                    await self._queue.join()
            except TimeoutError:
                log.warning("mails_left_to_their_lease", mails=self._queue.qsize())
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, send: Send) -> None:
        connection = Connection(self._server)
        try:
            while True:
                mail = await self._queue.get()
                try:
                    await send(mail, connection)
                except Exception as error:  # noqa: BLE001 -- one mail never stops the others
                    log.error("mail_left_to_its_lease", mail=mail.id, error=describe(error))  # noqa: TRY400
                finally:
                    self._queue.task_done()
        finally:
            await connection.close()
