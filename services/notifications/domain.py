"""The life of one mail: written, leased to a sender, sent or given up.

The mail server and we cannot agree on one moment, so a mail is leased before it is handed over. A
sender that dies leaves a lease that lapses; the next one sends again with the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime

from chassis import process
from chassis.process import Aggregate, Decision, Rules, go, ignore, stay
from contracts.base import Language, Subject
from contracts.erasure import ERASED, hushed, unnamed
from contracts.notifications import MailFailed, MailSent
from contracts.values import Contact

BY = "rule:mail"


class State(StrEnum):
    """Where a mail is."""

    SENDING = "sending"
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Mail(Aggregate):
    """One mail to one person about one event.

    Attributes:
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

    def addressee(self) -> Contact:
        """To whom it goes."""
        return Contact(person=self.person, name=self.name, email=self.to, language=self.language)


@dataclass(frozen=True)
class Write:
    """Write the mail and lease it at once to whoever writes it, which saves a write."""

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
        permanent: Trying again is of no use.
        delays: Delays before the second, third, … try; after the last one the mail is given up.
    """

    error: str
    real: datetime
    permanent: bool = False
    delays: tuple[float, ...] = field(default=())


Command = Write | Lease | RecordSent | RecordTrouble


def decide(command: Command, now: datetime, mail: Mail | None) -> Decision[Mail]:
    """Apply one command; ``now`` is business time, for the messages and the log."""
    return process.decide(RULES, command, now, mail)


def erased(mail: Mail, persons: Collection[str]) -> Decision[Mail]:
    """What is left of a mail: that there was one, of which kind and when.

    One to somebody erased that is not sent yet goes to nobody; one to somebody else loses the name
    and the words of the erased.
    """
    if mail.person not in persons:
        if not {*mail.about} & {*persons}:
            return Decision(mail)
        return Decision(mail.but(context=hushed(unnamed(mail.context, persons))))
    left = mail.but(to="", name=ERASED, context={}, secret=(), until=None)
    if mail.state in {State.SENT, State.FAILED}:
        return Decision(left)
    return Decision(left.but(state=State.FAILED, lease_until=None, retry_at=None))


def due(mail: Mail) -> datetime | None:
    """When somebody must look again (real time): the lease lapses, or the delay is over."""
    return mail.lease_until if mail.state is State.SENDING else mail.retry_at


def _write(_: None, command: Write, __: datetime) -> Decision[Mail]:
    return Decision(command.mail)


def _lease(mail: Mail, command: Lease, _: datetime) -> Decision[Mail]:
    to = command.to or mail.addressee()
    who = {"person": to.person, "to": to.email, "name": to.name, "language": to.language}
    return Decision(mail.but(lease_until=command.until, retry_at=None, **who))


def _sent(mail: Mail, _: RecordSent, now: datetime) -> Decision[Mail]:
    done = _over(mail).but(retry_at=None, last_error=None, sent_at=now)
    told = MailSent(
        subject=Subject(kind="mail", id=mail.id),
        case=mail.case,
        at=now,
        by=BY,
        event=mail.event,
        person=mail.person,
        template=mail.template,
    )
    return Decision(done, (told,))


def _wait(mail: Mail, command: RecordTrouble, _: datetime) -> Decision[Mail]:
    later = command.real + timedelta(seconds=command.delays[mail.attempts])
    later = later if mail.until is None else min(later, mail.until)
    return Decision(
        mail.but(
            attempts=mail.attempts + 1,
            lease_until=None,
            retry_at=later,
            last_error=command.error,
        )
    )


def _give_up(mail: Mail, command: RecordTrouble, now: datetime) -> Decision[Mail]:
    done = _over(mail).but(last_error=command.error)
    told = MailFailed(
        subject=Subject(kind="mail", id=mail.id),
        case=mail.case,
        at=now,
        by=BY,
        event=mail.event,
        person=mail.person,
        template=mail.template,
        reason=command.error,
    )
    return Decision(done, (told,))


def _over(mail: Mail) -> Mail:
    """One more try has ended, and nobody sends the mail any more."""
    context = {name: said for name, said in mail.context.items() if name not in mail.secret}
    over: Mail = mail.but(attempts=mail.attempts + 1, lease_until=None, context=context)
    return over


def _lapsed(mail: Mail, command: Lease, _: datetime) -> bool:
    until = due(mail)
    return until is not None and until <= command.real


def _worth_trying(mail: Mail, command: RecordTrouble, _: datetime) -> bool:
    return not command.permanent and mail.attempts < len(command.delays)


RULES: Rules = {
    (None, Write): go(State.SENDING, _write),
    (State.SENDING, Write): ignore("the event came twice"),
    (State.WAITING, Write): ignore("the event came twice"),
    (State.SENT, Write): ignore("the event came twice"),
    (State.FAILED, Write): ignore("the event came twice"),
    (State.SENDING, Lease): (stay(_lease, when=_lapsed), ignore("somebody is sending it")),
    (State.WAITING, Lease): (
        go(State.SENDING, _lease, when=_lapsed),
        ignore("its time has not come"),
    ),
    (State.SENT, Lease): ignore("sent meanwhile"),
    (State.FAILED, Lease): ignore("given up meanwhile"),
    (State.SENDING, RecordSent): go(State.SENT, _sent),
    (State.WAITING, RecordSent): go(State.SENT, _sent),
    (State.SENT, RecordSent): ignore("two senders after a lapsed lease, one Message-ID"),
    (State.FAILED, RecordSent): go(State.SENT, _sent),
    (State.SENDING, RecordTrouble): (
        go(State.WAITING, _wait, when=_worth_trying),
        go(State.FAILED, _give_up),
    ),
    (State.WAITING, RecordTrouble): ignore("a second sender after a lapsed lease"),
    (State.SENT, RecordTrouble): ignore("another sender was luckier"),
    (State.FAILED, RecordTrouble): ignore("given up already"),
}
"""During X, when Y. A late word of success is believed even after giving up: it was delivered."""
