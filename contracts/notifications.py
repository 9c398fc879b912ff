"""What notifications tells the others: which mail went out, and which could not."""

from __future__ import annotations

from contracts.base import Event


class MailSent(Event, owner="notifications", name="mail-sent", readers=()):
    """Sent when the mail server has taken a mail."""

    event: str
    person: str
    template: str


class MailFailed(Event, owner="notifications", name="mail-failed", readers=("notifications",)):
    """Sent when a mail is given up after its last retry; the office is told.

    Not of its own mailbox, nor of addresses that anybody may type.
    """

    event: str
    person: str
    template: str
    reason: str
