"""Uploads looked through by clamd, where there is one, while they come in.

Source: clamd(8), the command INSTREAM: each piece after its length in four bytes (big-endian), a
length of zero at the end, then one line of answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from chassis.process import Invalid, Refused, Text
from services.intake.domain.reading import wrong

COMMAND: Final = b"zINSTREAM\0"
AWAY: Final = Text(
    "Nie możemy teraz sprawdzić pliku programem antywirusowym. Nic nie zapisaliśmy. Spróbuj "
    "ponownie za chwilę.",
    "The file cannot be scanned for viruses at the moment. Nothing was kept. Try again shortly.",
)


class Away(Refused):
    """Nobody scans now, so nothing is kept. Over HTTP a 409."""

    def __init__(self) -> None:
        super().__init__("scan-unavailable", AWAY)


class Scan:
    """One file on its way through. Patience is for clamd alone: an upload may be slow."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, patience: float
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._patience = patience

    async def at(self, piece: bytes) -> None:
        """Show the next piece."""
        if piece:  # a length of zero would be the end
            await self._write(len(piece).to_bytes(4, "big") + piece)

    async def clean(self, name: str) -> None:
        """Ask what was found, once all of the file was shown.

        Raises:
            Invalid: Something was; names the file.
            Away: There was no answer that says so or the opposite.
        """
        await self._write(bytes(4))
        async with asyncio.timeout(self._patience):
            answer = (await self._reader.readuntil(b"\0"))[:-1]
        if answer.endswith(b" FOUND"):
            said = (
                f"W pliku „{name}” program antywirusowy znalazł zagrożenie. Pliku nie zapisaliśmy.",
                f"The virus scanner found a threat in the file “{name}”. It was not kept.",
            )
            raise Invalid((wrong("attachment", "infected", *said),))
        if not answer.endswith(b" OK"):
            raise Away

    async def _write(self, sent: bytes) -> None:
        self._writer.write(sent)
        async with asyncio.timeout(self._patience):
            await self._writer.drain()


class Scanner:
    """The way to clamd.

    Args:
        host: Where it listens.
        port: Likewise.
        patience: Seconds for which it may say nothing.
    """

    def __init__(self, host: str, port: int, patience: float) -> None:
        self._host = host
        self._port = port
        self._patience = patience

    @asynccontextmanager
    async def scan(self) -> AsyncIterator[Scan]:
        """Begin with a file.

        Raises:
            Away: clamd cannot be reached, hangs up, or takes too long.
        """
        writer = None
        try:
            async with asyncio.timeout(self._patience):
                reader, writer = await asyncio.open_connection(self._host, self._port)
            writer.write(COMMAND)
            yield Scan(reader, writer, self._patience)
        except (OSError, EOFError, asyncio.LimitOverrunError):
            raise Away from None
        finally:
            if writer is not None:
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()
