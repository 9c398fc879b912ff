"""SMTP by hand: a few connections, four exchanges a mail."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any

CONNECTIONS = 4

Mail = dict[str, Any]


class Senders:
    """Mails leave beside the handlers.

    Args:
        done: Called with each mail once the server has taken it.
    """

    def __init__(self, done: Callable[[Mail], Awaitable[None]]) -> None:
        self._done = done
        self._queue: asyncio.Queue[Mail] = asyncio.Queue()
        self._workers = [asyncio.create_task(self._work()) for _ in range(CONNECTIONS)]

    def offer(self, mail: Mail) -> None:
        """Take a mail to send it soon."""
        self._queue.put_nowait(mail)

    async def _work(self) -> None:
        reader, writer = await asyncio.open_connection(
            os.environ["SMTP_HOST"], int(os.environ["SMTP_PORT"])
        )
        await _answer(reader)
        await _say(reader, writer, b"EHLO floor")
        while True:
            mail = await self._queue.get()
            await _say(reader, writer, b"MAIL FROM:<znak@example.org>")
            await _say(reader, writer, b"RCPT TO:<%s>" % mail["to"].encode())
            await _say(reader, writer, b"DATA")
            await _say(reader, writer, mail["bytes"] + b"\r\n.")
            await self._done(mail)


async def _say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: bytes) -> None:
    writer.write(line + b"\r\n")
    await _answer(reader)


async def _answer(reader: asyncio.StreamReader) -> None:
    while (line := await reader.readline())[3:4] == b"-":
        pass
    if line[:1] not in {b"2", b"3"}:
        raise ConnectionError(line.decode())
