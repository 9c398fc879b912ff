"""The mails of the demonstration, as the people in it read them."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Self

from deploy.local.mailsink import read_mails

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_WITHIN = 20.0
_PAUSE = 0.05


class NoMail(Exception):  # noqa: N818 -- reads as what happened
    """A mail that somebody waited for did not come."""


@dataclass(frozen=True)
class Letter:
    """The head of a mail; there are a thousand, so bodies are not read.

    Attributes:
        leave: The link that ends a subscription, if there is one.
    """

    id: str
    to: str
    subject: str
    leave: str

    @classmethod
    def of(cls, content: bytes) -> Self:
        """The head of this file."""
        head = BytesHeaderParser().parsebytes(content)
        subject = str(make_header(decode_header(head["Subject"])))
        leave = "".join(head.get("List-Unsubscribe", "").split()).strip("<>")
        return cls(head["Message-ID"], head["To"], subject, leave)


def letters(place: Path) -> list[Letter]:
    """Every mail that went out, the oldest first."""
    return [Letter.of(file.read_bytes()) for file in sorted(place.glob("*.eml"))]


def letters_to(email: str, sent: Iterable[Letter]) -> list[Letter]:
    """Those that went to somebody, in their order."""
    return [letter for letter in sent if email in letter.to]


async def secret_for(email: str, link: str, place: Path) -> str:
    """The secret in the newest mailed link of this kind.

    Raises:
        NoMail: None came.
    """
    end = asyncio.get_running_loop().time() + _WITHIN
    while asyncio.get_running_loop().time() < end:
        texts = [_text(mail) for mail in read_mails(place) if email in str(mail["To"])]
        if found := re.findall(rf"{re.escape(link)}(\S+)", "\n".join(texts)):
            return str(found[-1])
        await asyncio.sleep(_PAUSE)
    raise NoMail(f"No mail with {link} came to {email}.")


def _text(mail: EmailMessage) -> str:
    plain = mail.get_body(("plain",))
    return str(plain.get_content()) if plain else ""
