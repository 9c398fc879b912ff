"""The log of mails, newest first."""

from __future__ import annotations

import datetime as dt
from typing import Self

from pydantic import BaseModel

from chassis import pages
from chassis.mongo import Index
from chassis.pages import Key, Page, Turn
from contracts.base import Language
from services.notifications import contacts
from services.notifications.domain import Mail, State
from services.notifications.service import Notifications

NEWEST: Key = ("state.created_at", -1)
INDEXES = {
    "mails": (
        Index([NEWEST, ("_id", -1)]),
        Index([("state.case", 1), NEWEST, ("_id", -1)]),
        Index([("state.person", 1), NEWEST, ("_id", -1)]),
        Index([("state.state", 1), NEWEST, ("_id", -1)]),
        Index([("state.about", 1)], sparse=True),
    ),
    "contacts": contacts.INDEXES,
}


class MailLine(BaseModel):
    """One line of the log: everything but what the mail was filled with."""

    id: str
    case: str | None
    event: str
    person: str
    name: str
    to: str
    language: Language
    template: str
    message_id: str
    state: State
    attempts: int
    last_error: str | None
    created_at: dt.datetime
    retry_at: dt.datetime | None
    sent_at: dt.datetime | None

    @classmethod
    def of(cls, mail: Mail) -> Self:
        """The line of this mail."""
        return cls(**{name: getattr(mail, name) for name in cls.model_fields})


async def mails(service: Notifications, where: dict[str, str | None], turn: Turn) -> Page[MailLine]:
    """One page of the log.

    Args:
        service: Notifications.
        where: Fields of the state that must be equal; None leaves one out.
        turn: Which page.
    """
    wanted = {f"state.{key}": value for key, value in where.items() if value is not None}
    page = await pages.read(service.mails.collection, wanted, turn, NEWEST)
    return page.of(lambda document: MailLine.of(service.mails.load(document).state))
