"""A clamd for tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

BAD: Final = b" X5O!P%@AP "
"""What it finds."""


@dataclass
class Clamd:
    """A small server that speaks INSTREAM and finds one thing bad."""

    port: int = 0
    seen: bytes = b""
    silent: bool = False

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        self.seen = b""
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            self.seen += await reader.readexactly(size)
        if not self.silent:
            answer = b"Eicar-Signature FOUND" if BAD in self.seen else b"OK"
            writer.write(b"stream: " + answer + b"\0")
            await writer.drain()
        writer.close()


@asynccontextmanager
async def listening(clamd: Clamd) -> AsyncIterator[Clamd]:
    async with await asyncio.start_server(clamd, "127.0.0.1") as server:
        clamd.port = server.sockets[0].getsockname()[1]
        yield clamd
