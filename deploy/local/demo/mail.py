"""The mails of the demonstration, as the people in it read them."""

import asyncio
import re
from collections.abc import Iterable
from email.message import EmailMessage
from pathlib import Path

from deploy.local.mailsink import read_mails

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_WITHIN = 20.0
_PAUSE = 0.05


class NoMail(Exception):  # noqa: N818 -- reads as what happened
    """A mail that somebody waited for did not come."""


def mails_to(email: str, mails: Iterable[EmailMessage]) -> list[EmailMessage]:
    """Those of the mails that went to somebody, in their order."""
    return [mail for mail in mails if email in str(mail["To"])]


async def secret_for(email: str, link: str, place: Path) -> str:
    """The secret in the newest mailed link of this kind.

    Raises:
        NoMail: None came.
    """
    end = asyncio.get_running_loop().time() + _WITHIN
    while asyncio.get_running_loop().time() < end:
        texts = [_text(mail) for mail in mails_to(email, read_mails(place))]
        if found := re.findall(rf"{re.escape(link)}(\S+)", "\n".join(texts)):
            return str(found[-1])
        await asyncio.sleep(_PAUSE)
    raise NoMail(f"No mail with {link} came to {email}.")


def _text(mail: EmailMessage) -> str:
    plain = mail.get_body(("plain",))
    return str(plain.get_content()) if plain else ""
