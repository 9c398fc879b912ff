"""The mark's files: the office's own, uploaded by an officer; until then a neutral placeholder.

A file is a document of GridFS and nothing else: it is written when all of its content is there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self
from xml.etree import ElementTree as ET

from gridfs import NoFile
from gridfs.errors import FileExists
from pymongo.errors import DuplicateKeyError

from chassis import scanning
from chassis.mongo import Bucket, Collection, Document
from chassis.process import FieldError, Invalid, Refused, Text, Unknown
from chassis.scanning import Scanner

LARGEST: Final = 10 * 1024 * 1024
"""Bytes of one file."""

MOST: Final = 50
"""Files there may be."""

PLACEHOLDER: Final = Path(__file__).with_name("placeholder.svg")
STAND_IN: Final = "wzor"
"""The id of the placeholder."""

SVG: Final = "image/svg+xml"
_OTHERS: Final = ("application/pdf", "image/png")
_ROOT: Final = "{http://www.w3.org/2000/svg}svg"
_ACTIVE: Final = ("script", "foreignObject", "handler", "iframe")

_NOT_A_MARK: Final = Text("Wybierz plik SVG, PNG albo PDF.", "Choose an SVG, PNG or PDF file.")
_NOT_STILL: Final = Text(
    "Ten plik SVG ma w sobie skrypt albo odwołanie na zewnątrz. Zapisz go jako zwykły rysunek.",
    "This SVG holds a script or refers to elsewhere. Save it as a plain drawing.",
)
_MANY: Final = Text(
    f"Plików może być najwyżej {MOST}. Usuń najpierw niepotrzebny.",
    f"There may be at most {MOST} files. Remove one that is not needed first.",
)
_UNDER_WAY: Final = Text(
    "Ten plik właśnie się zapisuje. Odśwież stronę za chwilę.",
    "This file is being stored. Load the page again in a moment.",
)


@dataclass(frozen=True, slots=True)
class MarkFile:
    """One file: its size in bytes; ``at`` is none for the placeholder."""

    id: str
    name: str
    type: str
    size: int
    at: dt.datetime | None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """As GridFS notes it."""
        kind, at = document["metadata"]["type"], document["uploadDate"]
        moment = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
        return cls(str(document["_id"]), document["filename"], kind, document["length"], moment)


class Mark:
    """The files of the mark.

    Args:
        bucket: Their content.
        files: The bucket's own documents.
        scanner: Looks through what comes in; none where the office has none.
    """

    def __init__(self, bucket: Bucket, files: Collection, scanner: Scanner | None = None) -> None:
        self._bucket = bucket
        self._files = files
        self._scanner = scanner

    async def own(self) -> list[MarkFile]:
        """Those of the office."""
        found: list[Document] = await self._files.find().sort("_id", 1).to_list(MOST)
        return sorted(map(MarkFile.of, found), key=lambda each: each.name)

    async def shown(self) -> list[MarkFile]:
        """Those of the office, else the placeholder."""
        return await self.own() or [_stand_in()]

    async def keep(self, id_: str, name: str, content: bytes, by: str) -> None:
        """Store a file; the same id again changes nothing.

        Raises:
            Invalid: It is neither SVG, PNG nor PDF, or infected; names ``file``.
            Refused: There are too many, this one is under way, or nobody could scan it.
        """
        kind = kind_of(content)
        if await self._files.find_one({"_id": id_}, {"_id": 1}) is not None:
            return
        if len(await self.own()) >= MOST:
            raise Refused("too-many-files", _MANY)
        await scanning.looked_through(self._scanner, content, name, "file")
        stream = self._bucket.open_upload_stream_with_id(
            id_, name, metadata={"type": kind, "by": by}
        )
        try:
            await stream.write(content)
            await stream.close()
        except (DuplicateKeyError, FileExists):
            raise Refused("under-way", _UNDER_WAY) from None

    async def get(self, id_: str) -> tuple[MarkFile, bytes]:
        """One file with its content.

        Raises:
            Unknown: There is none.
        """
        if id_ == STAND_IN:
            return _stand_in(), PLACEHOLDER.read_bytes()
        document = await self._files.find_one({"_id": id_})
        if document is None:
            raise Unknown("file")
        try:
            stream = await self._bucket.open_download_stream(id_)
        except NoFile:  # removed this moment
            raise Unknown("file") from None
        return MarkFile.of(document), await stream.read()

    async def drop(self, id_: str) -> None:
        """Remove a file; that there is none is fine."""
        with suppress(NoFile):
            await self._bucket.delete(id_)


def kind_of(content: bytes) -> str:
    """What a file is by its content, whatever it is called.

    Raises:
        Invalid: Neither SVG, PNG nor PDF, or an SVG that does something.
    """
    kind = scanning.kind_of(content)
    if kind in _OTHERS:
        return kind
    if b"<!ENTITY" in content or b"<!DOCTYPE" in content.replace(_PLAIN, b""):
        raise _wrong("not-a-mark", _NOT_A_MARK)
    try:
        root = ET.fromstring(content)  # noqa: S314 -- no entities are left that could grow
    except ET.ParseError:
        raise _wrong("not-a-mark", _NOT_A_MARK) from None
    if root.tag != _ROOT:
        raise _wrong("not-a-mark", _NOT_A_MARK)
    if any(_acts(each) for each in root.iter()):
        raise _wrong("not-still", _NOT_STILL)
    return SVG


_PLAIN: Final = (
    b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    b'"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
)
"""What drawing programs write; it declares nothing."""


def _acts(element: ET.Element) -> bool:
    """Whether it runs something, or fetches it from elsewhere."""
    if str(element.tag).rpartition("}")[2] in _ACTIVE:
        return True
    for name, value in element.attrib.items():
        bare = name.rpartition("}")[2].lower()
        if bare.startswith("on") or (bare == "href" and not value.startswith(("#", "data:image/"))):
            return True
    return False


def _wrong(code: str, text: Text) -> Invalid:
    return Invalid((FieldError("file", code, text),))


def _stand_in() -> MarkFile:
    size = PLACEHOLDER.stat().st_size
    return MarkFile(STAND_IN, "znak-zastepczy.svg", SVG, size, None)
