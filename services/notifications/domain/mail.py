"""One mail to one person, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime

from chassis.process import Aggregate, Decision
from contracts.base import Language
from contracts.erasure import ERASED, hushed, unnamed
from contracts.values import Contact


class State(StrEnum):
    """Where a mail is; what is collected is not sent by itself, the day's digest tells it."""

    COLLECTED = "collected"
    SENDING = "sending"
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    NEEDLESS = "needless"


class Mail(Aggregate):
    """One mail to one person about one event.

    Attributes:
        bulk: It is one of many of a kind, and goes when no other mail waits.
        context: What the template is filled with (JSON), so that a retry writes the same mail.
        secret: Names in the context that are dropped as soon as nobody sends it any more.
        until: After this moment (real time) it is of no use, and not sent.
        event: Id of the message that asked for it.
        message_id: The ``Message-ID`` header, the same at every try.
        attempts: Tries that have ended, well or badly.
        lease_until: Until when a sender has it (real time), while sending.
        retry_at: When to try again (real time), while waiting.
        about: Whom else the event named; their erasure takes its words from this mail, too.
        last_error: Code and kind of the last trouble, never what the server wrote.
        reminds: What it is a reminder of, if it is one; settled meanwhile it is needless.
        asked_at: The ``at`` of that message.
        digest: The office's day it belongs to, if it is one of the office's lines.
        line: Its place in that day, from 1.
    """

    state: State
    id: str
    event: str
    case: str | None
    person: str
    to: str
    name: str
    language: Language
    template: str
    bulk: bool = False
    context: dict[str, Any]
    secret: tuple[str, ...] = ()
    until: AwareDatetime | None = None
    message_id: str
    created_at: AwareDatetime
    attempts: int = 0
    lease_until: AwareDatetime | None = None
    retry_at: AwareDatetime | None = None
    last_error: str | None = None
    sent_at: AwareDatetime | None = None
    about: tuple[str, ...] = ()
    reminds: str | None = None
    asked_at: AwareDatetime | None = None
    digest: str | None = None
    line: int | None = None

    def addressee(self) -> Contact:
        """To whom it goes."""
        return Contact(person=self.person, name=self.name, email=self.to, language=self.language)


@dataclass(frozen=True)
class Write:
    """Write the mail and lease it at once to whoever writes it, which saves a write.

    One with a moment to try it waits for that; one without either is collected.
    """

    mail: Mail


@dataclass(frozen=True)
class Lease:
    """Take the mail to send it.

    Attributes:
        real: The real moment.
        until: The end of the lease.
        to: Whom to write to by now, none for whom it was written.
    """

    real: datetime
    until: datetime
    to: Contact | None = None


@dataclass(frozen=True)
class RecordSent:
    """The mail server has taken it."""


@dataclass(frozen=True)
class RecordTrouble:
    """A try has failed.

    Attributes:
        error: Code and kind, no personal data.
        real: The real moment, from which the delay counts.
        permanent: Trying again is of no use, whatever a mail server may say later.
        delays: Delays before the second, third, … try; after the last one the mail is given up.
    """

    error: str
    real: datetime
    permanent: bool = False
    delays: tuple[float, ...] = field(default=())


@dataclass(frozen=True)
class Drop:
    """What the mail reminds of is done, or no longer this person's."""


Command = Write | Lease | RecordSent | RecordTrouble | Drop


def due(mail: Mail) -> datetime | None:
    """When somebody must look again (real time): the lease lapses, or the delay is over."""
    return mail.lease_until if mail.state is State.SENDING else mail.retry_at


def erased(mail: Mail, persons: Collection[str]) -> Decision[Mail]:
    """What is left of a mail: that there was one, of which kind and when.

    One to somebody erased that is not sent yet goes to nobody; one to somebody else loses the name
    and the words of the erased.
    """
    if mail.person not in persons:
        if not {*mail.about} & {*persons}:
            return Decision(mail)
        return Decision(mail.but(context=_without(persons, mail.context)))
    left = mail.but(to="", name=ERASED, context={}, secret=(), until=None)
    if due(mail) is None:
        return Decision(left)
    return Decision(left.but(state=State.FAILED, lease_until=None, retry_at=None))


def _without(persons: Collection[str], context: dict[str, Any]) -> dict[str, Any]:
    """What a mail was filled with; a digest keeps its counts, as its lines may say anything."""
    left = hushed(unnamed(context, persons))
    if "groups" in left:
        left["groups"] = [{**group, "lines": []} for group in left["groups"]]
    return left
