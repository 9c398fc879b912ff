"""The bytes of a mail: two alternatives, written by the standard library.

By its MIME classes: its newer ``EmailMessage`` parses every header it is given, which costs six
times as much and decodes what only looks like an encoded word.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr

from services.notifications.domain.mail import Mail
from services.notifications.rendering import Letter

_PLAIN = 60
_CRLF = compat32.clone(linesep="\r\n")

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
    message = MIMEMultipart("alternative", policy=_CRLF)
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(at)
    message["From"] = _mailbox("From", *sender)
    message["To"] = _mailbox("To", mail.name, mail.to)
    message["Subject"] = _words("Subject", _line(letter.subject))
    message["Content-Language"] = mail.language
    message["Auto-Submitted"] = "auto-generated"
    message["X-Znak-Case"] = mail.case or "-"
    message["X-Znak-Template"] = mail.template
    if letter.one_click is not None:  # RFC 8058
        message["List-Unsubscribe"] = f"<{letter.one_click}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    for kind, body in (("plain", letter.text), ("html", letter.html)):
        message.attach(MIMEText(body, kind, "utf-8", policy=_CRLF))
    return message.as_bytes(policy=_CRLF)


def message_id(mail: str, sender: str) -> str:
    """The ``Message-ID`` of a mail: the same each time it is sent."""
    digest = hashlib.sha256(mail.encode()).hexdigest()[:32]
    return f"<{digest}@{sender.rpartition('@')[2]}>"


def _mailbox(header: str, name: str, address: str) -> str:
    name = _line(name)
    if name.isascii() and len(name) <= _PLAIN:
        return formataddr((name, address))
    return f"{_words(header, name)}\r\n <{address}>"


def _words(header: str, text: str) -> str:
    """Text as encoded words on lines of legal length; as it is when plain and short."""
    if text.isascii() and len(text) <= _PLAIN:
        return text
    return Header(text, "utf-8", header_name=header).encode(linesep="\r\n").strip()


def _line(text: str) -> str:
    """One line in which nothing looks like an encoded word: a person may have typed one."""
    return " ".join(text.replace("=?", "= ?").split())
