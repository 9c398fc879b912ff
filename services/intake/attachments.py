"""Attached files: what they are, and where their content lies.

The content lies in GridFS, in and out by chunks. Each file also has a record, written before the
first chunk and looked at a day later: what no application notes by then is removed, whether it was
replaced, taken out, or cut off on its way.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from typing import Final
from uuid import uuid4

from gridfs import NoFile

from chassis.clock import Clock
from chassis.mongo import Bucket, Collection, Index
from chassis.process import Invalid, Unknown
from chassis.scanning import HEAD, Kind, Scanner, kind_of
from services.intake.domain.application import Attachment
from services.intake.domain.reading import wrong

LARGEST: Final = 10 * 1024 * 1024
"""Bytes of one file."""

LOOSE: Final = dt.timedelta(days=1)
"""For how long a file is kept that no application notes (real time)."""

INDEXES: Final = (Index([("due", 1)], sparse=True),)

_PDF_END: Final = b"%%EOF"
_TAIL: Final = 1024
"""A PDF ends within its last so many bytes, as readers of it expect."""


class Look:
    """What is seen of a file as it passes by: its type is what its first bytes say."""

    def __init__(self) -> None:
        self._size = 0
        self._digest = hashlib.sha256()
        self._head = b""
        self._tail = b""

    def at(self, piece: bytes) -> None:
        """Look at the next piece.

        Raises:
            Invalid: It is neither PDF, JPEG nor PNG.
        """
        self._size += len(piece)
        self._digest.update(piece)
        self._tail = (self._tail + piece)[-_TAIL:]
        if len(self._head) < HEAD:
            self._head = (self._head + piece)[:HEAD]
            if len(self._head) == HEAD:
                self._type()

    def noted(self, file: str, name: str) -> Attachment:
        """What the application notes of it, once all of it has passed.

        Raises:
            Invalid: It is neither PDF, JPEG nor PNG, or a PDF without its end.
        """
        kind = self._type()
        if kind == "application/pdf" and _PDF_END not in self._tail:
            said = (
                "Ten plik PDF jest niepełny. Zapisz go jeszcze raz i załącz ponownie.",
                "This PDF is not whole. Save it again and attach it anew.",
            )
            raise Invalid((wrong("attachment", "cut-off", *said),))
        digest = self._digest.hexdigest()
        return Attachment(name=name, type=kind, size=self._size, sha256=digest, file=file)

    def _type(self) -> Kind:
        if (kind := kind_of(self._head)) is not None:
            return kind
        said = ("Załącz plik PDF, JPEG albo PNG.", "Attach a PDF, JPEG or PNG file.")
        raise Invalid((wrong("attachment", "not-a-document", *said),))


class Files:
    """The files of all applications.

    Args:
        records: One document per file: ``{_id, application, version, due}``.
        bucket: Their content, under the same ids.
        clock: Files age by the real time.
        scanner: Looks through what comes in; none where the office has none.
    """

    def __init__(
        self, records: Collection, bucket: Bucket, clock: Clock, scanner: Scanner | None = None
    ) -> None:
        self.records = records
        self._bucket = bucket
        self._clock = clock
        self._scanner = scanner

    async def keep(self, application: str, name: str, content: AsyncIterator[bytes]) -> Attachment:
        """Store a file as it comes in.

        Args:
            application: Its id.
            name: What the file is called.
            content: Its pieces, in any size.

        Returns:
            What the application may note within a day.

        Raises:
            Invalid: Empty, not a document, cut off or infected; nothing is kept then.
            Away: It could not be scanned; nothing is kept then.
        """
        file = str(uuid4())
        record = {"_id": file, "application": application, "version": 1, "due": self._a_day_on()}
        await self.records.insert_one(record)
        stream, look = self._bucket.open_upload_stream_with_id(file, name), Look()
        try:
            async with aclosing(self._scanned(name, content)) as scanned:
                async for piece in scanned:
                    look.at(piece)
                    await stream.write(piece)
            noted = look.noted(file, name)
            await stream.close()
        except Exception:
            await stream.abort()
            await self.records.delete_one({"_id": file})
            raise
        return noted

    async def _scanned(self, name: str, content: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
        """The pieces as they come in; an infected file has no end."""
        if self._scanner is None:
            async for piece in content:
                yield piece
            return
        async with self._scanner.scan() as scan:
            async for piece in content:
                await scan.at(piece)
                yield piece
            await scan.clean(name, "attachment")

    async def pieces(self, attachment: Attachment) -> AsyncIterator[bytes]:
        """The content, chunk by chunk.

        Raises:
            Unknown: There is none any more.
        """
        try:
            stream = await self._bucket.open_download_stream(attachment.file)
        except NoFile:
            raise Unknown("attachment") from None

        async def chunks() -> AsyncIterator[bytes]:
            while piece := await stream.readchunk():
                yield piece

        return chunks()

    async def loosen(self, attachment: Attachment) -> None:
        """Say, before it happens, that the application may no longer note this file."""
        due = {"$set": {"due": self._a_day_on()}}
        await self.records.update_one({"_id": attachment.file}, due)

    async def hold(self, file: str) -> None:
        """Look at it no more: the application notes it."""
        await self.records.update_one({"_id": file}, {"$unset": {"due": "", "retry": ""}})

    async def drop(self, file: str) -> None:
        """Remove it; what is half removed is found again by its record."""
        with suppress(NoFile):  # chunks of an upload that was cut off have no file
            await self._bucket.delete(file)
        await self.records.delete_one({"_id": file})

    def _a_day_on(self) -> dt.datetime:
        return self._clock.real() + LOOSE
