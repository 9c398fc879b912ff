"""The bytes of a mail: two alternatives in base64, every header ASCII on lines of legal length.

Written by hand because the standard library's builder costs more than everything else a mail needs.
"""

from __future__ import annotations

import re
from base64 import b64encode, encodebytes
from datetime import datetime
from email.utils import format_datetime, formataddr

from services.notifications.domain import Mail
from services.notifications.rendering import Letter

ADDRESS = re.compile(r"[!-;=?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
WORD = 39
"""Bytes of text in one encoded word, so that a line with the header's name stays under 76."""


def deliverable(address: str) -> bool:
    """Whether this can be said to a mail server at all (no spaces, breaks or second ``@``)."""
    return ADDRESS.fullmatch(address) is not None


def header(text: str) -> str:
    """Text for a header: as it is when plain and short, else encoded words, never a line break."""
    text = " ".join(text.split())
    if text.isascii() and len(text) <= WORD and "=?" not in text:
        return text
    words, word = [], b""
    for letter in text:
        raw = letter.encode("utf-8", "replace")
        if len(word) + len(raw) > WORD:
            words.append(word)
            word = b""
        word += raw
    return "\r\n ".join(f"=?utf-8?b?{b64encode(w).decode()}?=" for w in [*words, word])


def mailbox(name: str, address: str) -> str:
    """``Name <address>`` with the name encoded or quoted as needed."""
    said = header(name)
    return f"{said} <{address}>" if said.startswith("=?") else formataddr((said, address))


def build(mail: Mail, letter: Letter, sender: tuple[str, str], at: datetime) -> bytes:
    """The whole mail with CRLF line ends.

    Args:
        mail: To whom, and the Message-ID.
        letter: What it says.
        sender: Name and address of the office.
        at: The ``Date`` header.
    """
    boundary = f"=_{mail.message_id[1:].partition('@')[0]}"
    parts = "".join(
        f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{_base64(body)}"
        for kind, body in (("plain", letter.text), ("html", letter.html))
    )
    return (
        f"Message-ID: {mail.message_id}\r\n"
        f"Date: {format_datetime(at)}\r\n"
        f"From: {mailbox(*sender)}\r\n"
        f"To: {mailbox(mail.name, mail.to)}\r\n"
        f"Subject: {header(letter.subject)}\r\n"
        f"Content-Language: {mail.language}\r\n"
        "Auto-Submitted: auto-generated\r\n"
        f"X-Znak-Case: {mail.case or '-'}\r\n"
        f"X-Znak-Template: {mail.template}\r\n"
        "MIME-Version: 1.0\r\n"
        f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'
        f"{parts}--{boundary}--\r\n"
    ).encode("ascii")


def _base64(text: str) -> str:
    return encodebytes(text.encode()).decode("ascii").replace("\n", "\r\n")
