"""Attached files: what they are, and where their content lies."""

from __future__ import annotations

import hashlib
from typing import Final

from starlette.exceptions import HTTPException

from chassis.mongo import Collection
from chassis.process import Invalid
from services.intake.domain.application import Attachment
from services.intake.domain.procedure import AttachmentKind
from services.intake.domain.reading import wrong

LARGEST: Final = 10 * 1024 * 1024
"""Bytes of one file. With its few fields it fits under MongoDB's 16 MiB for a document."""

_MAGIC: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


def describe(content: bytes, name: str) -> Attachment:
    """What the application notes of a file; its type is what its first bytes say.

    Raises:
        HTTPException: 413, larger than `LARGEST`.
        Invalid: Empty, or neither PDF, JPEG nor PNG.
    """
    if len(content) > LARGEST:
        raise HTTPException(413)
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return Attachment.model_validate(
                {
                    "name": name,
                    "type": kind,
                    "size": len(content),
                    "sha256": hashlib.sha256(content).hexdigest(),
                }
            )
    said = ("Załącz plik PDF, JPEG albo PNG.", "Attach a PDF, JPEG or PNG file.")
    raise Invalid((wrong("attachment", "not-a-document", *said),))


async def keep(
    collection: Collection,
    application: str,
    kind: AttachmentKind,
    noted: Attachment,
    content: bytes,
) -> None:
    """Store the content by its digest, so that what was noted before is never overwritten."""
    key = f"{application}:{kind}:{noted.sha256}"
    fields = {"application": application, "kind": kind, "content": content}
    await collection.update_one({"_id": key}, {"$setOnInsert": fields}, upsert=True)
