"""The bytes of a mail: two alternatives, written by the standard library."""

from __future__ import annotations

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from services.notifications.domain import Mail
from services.notifications.rendering import Letter

ADDRESS = re.compile(r"[!-;=?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def deliverable(address: str) -> bool:
    """Whether this can be said to a mail server at all (no spaces, breaks or second ``@``)."""
    return ADDRESS.fullmatch(address) is not None


def build(mail: Mail, letter: Letter, sender: tuple[str, str], at: datetime) -> bytes:
    """The whole mail with CRLF line ends, every line ASCII and of legal length.

    Args:
        mail: To whom, and the Message-ID.
        letter: What it says.
        sender: Name and address of the office.
        at: The ``Date`` header.
    """
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = mail.message_id
    message["Date"] = at
    message["From"] = _mailbox(*sender)
    message["To"] = _mailbox(mail.name, mail.to)
    message["Subject"] = _line(letter.subject)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Znak-Case"] = mail.case or "-"
    message["X-Znak-Template"] = mail.template
    message.set_content(letter.text, charset="utf-8", cte="base64")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="base64")
    message["Content-Language"] = mail.language  # last, or it goes to the first alternative
    return message.as_bytes()


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(_line(name), local, domain)


def _line(text: str) -> str:
    """One line in which nothing looks like an encoded word.

    An encoded word that a person typed would be decoded by the library and its line breaks written
    as they are, which makes a header of the person's own (CVE-2024-6923).
    """
    return " ".join(text.replace("=?", "= ?").split())
