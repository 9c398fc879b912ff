"""The log of mails, newest first, and the lines of an office's day."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any, Final, Self

from pydantic import BaseModel

from chassis import pages
from chassis.mongo import Document, Index
from chassis.pages import Key, Page, Turn
from chassis.repository import Repository
from contracts.base import Language
from services.notifications import contacts
from services.notifications.domain.mail import Mail, State

NEWEST: Key = ("state.created_at", -1)
EQUAL: Final = ("case", "person", "to", "template", "state")
"""By what the log is searched, beside the office's day; each has its index.

An office gets as many mails as there are cases, so what one box got is also found by its kind.
"""

RECEIPT: Final[Document] = {"state.template": "application-submitted"}
"""Every case with a number has one, so it tells whose number that is."""

INDEXES = {
    "mails": (
        Index([NEWEST, ("_id", -1)]),
        *(Index([(f"state.{name}", 1), NEWEST, ("_id", -1)]) for name in EQUAL),
        *(
            Index([(f"state.{name}", 1), ("state.template", 1), NEWEST, ("_id", -1)])
            for name in ("person", "to")
        ),
        Index([("state.about", 1)], sparse=True),
        Index([("state.context.number", 1)], partial=RECEIPT),
        Index([("state.bulk", 1), ("due", 1)], partial={"due": {"$exists": True}}),
        Index(
            [("state.digest", 1), NEWEST, ("_id", -1)],
            partial={"state.digest": {"$gt": ""}},
        ),
        Index(
            [("state.digest", 1), ("state.line", 1)],
            unique=True,
            partial={"state.line": {"$gt": 0}},
        ),
    ),
    "contacts": contacts.INDEXES,
}
"""The unique one gives a line of a day to one mail only. Few mails are of an office's day."""


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
    digest: str | None
    line: int | None

    @classmethod
    def of(cls, mail: Mail) -> Self:
        """The line of this mail."""
        return cls(**{name: getattr(mail, name) for name in MailLine.model_fields})


class MailText(MailLine):
    """One mail and what it says, nothing where it could not be written; the case's number."""

    subject: str | None
    text: str | None
    number: str | None = None

    @classmethod
    def told(cls, mail: Mail, subject: str | None, text: str | None) -> Self:
        """The line of this mail with its text."""
        number = mail.context.get("number")
        line = MailLine.of(mail).model_dump()
        return cls(**line, subject=subject, text=text, number=number)


async def mails(log: Repository[Mail], where: dict[str, str | None], turn: Turn) -> Page[MailLine]:
    """One page of the log.

    Args:
        log: The mails.
        where: Fields of the state that must be equal; None leaves one out.
        turn: Which page.
    """
    wanted = {f"state.{key}": value for key, value in where.items() if value is not None}
    page = await pages.read(log.collection, wanted, turn, NEWEST)
    return page.of(lambda document: MailLine.of(log.load(document).state))


async def case_of(log: Repository[Mail], number: str) -> str | None:
    """The id of the case that was given this number."""
    query = {**RECEIPT, "state.context.number": number}
    found = await log.collection.find_one(query, {"state.case": 1})
    return None if found is None else str(found["state"]["case"])


async def waiting(log: Repository[Mail]) -> int:
    """How many mails wait for another try."""
    return await log.collection.count_documents({"state.state": State.WAITING.value})


def lines(log: Repository[Mail], day: str) -> AsyncIterator[Document]:
    """Every line of an office's day, in their order."""
    cursor: Any = log.collection.find(_of(day)).sort("state.line", 1)
    found: AsyncIterator[Document] = cursor
    return found


async def last_line(log: Repository[Mail], day: str) -> Document | None:
    """The last line of an office's day so far, its state."""
    found = await log.collection.find_one(_of(day), sort=[("state.line", -1)])
    return None if found is None else found["state"]


def _of(day: str) -> Document:
    return {"state.digest": day, "state.line": {"$gt": 0}}
