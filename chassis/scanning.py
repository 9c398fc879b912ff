"""What an upload is by its content, and uploads looked through by clamd, where there is one.

Source: clamd(8), the command INSTREAM: each piece after its length in four bytes (big-endian), a
length of zero at the end, then one line of answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final, Literal, Self

from chassis.process import FieldError, Invalid, Refused, Text
from chassis.settings import ScanningSettings

Kind = Literal["application/pdf", "image/jpeg", "image/png"]

MAGIC: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
"""The first bytes of each type."""
HEAD: Final = max(len(magic) for magic, _ in MAGIC)
"""So many bytes tell the type."""

COMMAND: Final = b"zINSTREAM\0"
AWAY: Final = Text(
    "Nie możemy teraz sprawdzić pliku programem antywirusowym. Nic nie zapisaliśmy. Spróbuj "
    "ponownie za chwilę.",
    "The file cannot be scanned for viruses at the moment. Nothing was kept. Try again shortly.",
)


def kind_of(head: bytes) -> Kind | None:
    """What a file is by its first bytes, whatever it is called; None for anything else."""
    return next((kind for magic, kind in MAGIC if head.startswith(magic)), None)


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

    async def clean(self, name: str, field: str) -> None:
        """Ask what was found, once all of the file was shown.

        Args:
            name: What the file is called.
            field: Of the form that it came in.

        Raises:
            Invalid: Something was; names field and file.
            Away: There was no answer that says so or the opposite.
        """
        await self._write(bytes(4))
        async with asyncio.timeout(self._patience):
            answer = (await self._reader.readuntil(b"\0"))[:-1]
        if answer.endswith(b" FOUND"):
            said = Text(
                f"W pliku „{name}” program antywirusowy znalazł zagrożenie. Pliku nie zapisaliśmy.",
                f"The virus scanner found a threat in the file “{name}”. It was not kept.",
            )
            raise Invalid((FieldError(field, "infected", said),))
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

    @classmethod
    def of(cls, settings: ScanningSettings) -> Self | None:
        """As the settings say; none where they name no clamd."""
        if not settings.clamd_host:
            return None
        return cls(settings.clamd_host, settings.clamd_port, settings.clamd_patience)

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


async def looked_through(scanner: Scanner | None, content: bytes, name: str, field: str) -> None:
    """Show clamd a file that is there as a whole; without a scanner nothing happens.

    Raises:
        Invalid: It found something; names field and file.
        Away: It could not be asked.
    """
    if scanner is None:
        return
    async with scanner.scan() as scan:
        await scan.at(content)
        await scan.clean(name, field)
