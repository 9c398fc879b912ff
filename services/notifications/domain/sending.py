"""The life of one mail: written, leased to a sender, sent or given up.

The mail server and we cannot agree on one moment, so a mail is leased before it is handed over. A
sender that dies leaves a lease that lapses; the next one sends again with the same Message-ID.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from chassis import process
from chassis.process import Decision, Rules, go, ignore, stay
from contracts.base import Subject
from contracts.notifications import MailFailed, MailSent
from services.notifications.domain.mail import (
    Command,
    Drop,
    Lease,
    Mail,
    RecordSent,
    RecordTrouble,
    State,
    Write,
    due,
)

BY = "rule:mail"


def decide(command: Command, now: datetime, mail: Mail | None) -> Decision[Mail]:
    """Apply one command; ``now`` is business time, for the messages and the log."""
    return process.decide(RULES, command, now, mail)


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


def _drop(mail: Mail, _: Drop, __: datetime) -> Decision[Mail]:
    return Decision(mail.but(lease_until=None))


def _over(mail: Mail) -> Mail:
    """One more try has ended, and nobody sends the mail any more."""
    context = {name: said for name, said in mail.context.items() if name not in mail.secret}
    over: Mail = mail.but(attempts=mail.attempts + 1, lease_until=None, context=context)
    return over


def _waits(_: None, command: Write, __: datetime) -> bool:
    return command.mail.retry_at is not None


def _unleased(_: None, command: Write, __: datetime) -> bool:
    return command.mail.lease_until is None


def _lapsed(mail: Mail, command: Lease, _: datetime) -> bool:
    until = due(mail)
    return until is not None and until <= command.real


def _worth_trying(mail: Mail, command: RecordTrouble, _: datetime) -> bool:
    return not command.permanent and mail.attempts < len(command.delays)


RULES: Rules = {
    (None, Write): (
        go(State.WAITING, _write, when=_waits),
        go(State.COLLECTED, _write, when=_unleased),
        go(State.SENDING, _write),
    ),
    (State.COLLECTED, Write): ignore("the event came twice"),
    (State.SENDING, Write): ignore("the event came twice"),
    (State.WAITING, Write): ignore("the event came twice"),
    (State.SENT, Write): ignore("the event came twice"),
    (State.FAILED, Write): ignore("the event came twice"),
    (State.NEEDLESS, Write): ignore("the event came twice"),
    (State.COLLECTED, Lease): ignore("the digest tells it"),
    (State.SENDING, Lease): (stay(_lease, when=_lapsed), ignore("somebody is sending it")),
    (State.WAITING, Lease): (
        go(State.SENDING, _lease, when=_lapsed),
        ignore("its time has not come"),
    ),
    (State.SENT, Lease): ignore("sent meanwhile"),
    (State.FAILED, Lease): ignore("given up meanwhile"),
    (State.NEEDLESS, Lease): ignore("dropped meanwhile"),
    (State.COLLECTED, RecordSent): ignore("nobody sends it by itself"),
    (State.SENDING, RecordSent): go(State.SENT, _sent),
    (State.WAITING, RecordSent): go(State.SENT, _sent),
    (State.SENT, RecordSent): ignore("two senders after a lapsed lease, one Message-ID"),
    (State.FAILED, RecordSent): go(State.SENT, _sent),
    (State.NEEDLESS, RecordSent): go(State.SENT, _sent),
    (State.COLLECTED, RecordTrouble): ignore("nobody sends it by itself"),
    (State.SENDING, RecordTrouble): (
        go(State.WAITING, _wait, when=_worth_trying),
        go(State.FAILED, _give_up),
    ),
    (State.WAITING, RecordTrouble): ignore("a second sender after a lapsed lease"),
    (State.SENT, RecordTrouble): ignore("another sender was luckier"),
    (State.FAILED, RecordTrouble): ignore("given up already"),
    (State.NEEDLESS, RecordTrouble): ignore("dropped meanwhile"),
    (State.COLLECTED, Drop): ignore("nobody sends it by itself"),
    (State.SENDING, Drop): go(State.NEEDLESS, _drop),
    (State.WAITING, Drop): ignore("a second sender after a lapsed lease"),
    (State.SENT, Drop): ignore("it was sent in time"),
    (State.FAILED, Drop): ignore("given up meanwhile"),
    (State.NEEDLESS, Drop): ignore("dropped already"),
}
"""During X, when Y. A late word of success is believed even after giving up: it was delivered."""
