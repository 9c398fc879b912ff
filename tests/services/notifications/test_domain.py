from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any, get_args

import pytest

from chassis.process import Decision, IllegalState, Unknown
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
from services.notifications.domain.sending import decide
from services.notifications.settings import Settings as NotificationsSettings
from tests.services.notifications.events import CASE, NOON

LATER = NOON + timedelta(minutes=2)
LEASED = NOON + timedelta(minutes=1)
DELAYS = (60.0, 300.0)


def a_mail(state: State = State.SENDING, **fields: Any) -> Mail:
    at = {State.SENDING: {"lease_until": LEASED}, State.WAITING: {"retry_at": LEASED}}
    return Mail(
        **{
            "state": state,
            "id": "e1:anna",
            "event": "e1",
            "case": CASE,
            "person": "anna",
            "to": "anna@ul.example",
            "name": "Anna Żak",
            "language": "pl",
            "template": "mark-granted",
            "context": {},
            "message_id": "<1@znak.example>",
            "created_at": NOON,
            **at.get(state, {}),
            **fields,
        }
    )


def told(kind: type[MailSent | MailFailed], **fields: str) -> MailSent | MailFailed:
    return kind(
        subject=Subject(kind="mail", id="e1:anna"),
        case=CASE,
        at=LATER,
        by="rule:mail",
        event="e1",
        person="anna",
        template="mark-granted",
        **fields,
    )


def test_a_new_mail_is_leased_at_once() -> None:
    assert decide(Write(a_mail()), NOON, None) == Decision(a_mail())


def test_a_mail_the_server_took_is_sent_and_announced() -> None:
    decision = decide(RecordSent(), LATER, a_mail())
    sent = a_mail(State.SENT, attempts=1, sent_at=LATER)
    assert decision == Decision(sent, (told(MailSent),))


def test_a_mail_in_trouble_waits_for_its_delay() -> None:
    decision = decide(RecordTrouble("451 X", LATER, delays=DELAYS), LATER, a_mail(attempts=1))
    assert decision == Decision(
        a_mail(State.WAITING, attempts=2, retry_at=LATER + timedelta(minutes=5), last_error="451 X")
    )


@pytest.mark.parametrize(("permanent", "attempts"), [(True, 0), (False, 2)])
def test_a_hopeless_mail_is_given_up_and_announced(permanent: bool, attempts: int) -> None:  # noqa: FBT001
    trouble = RecordTrouble("550 X", LATER, permanent=permanent, delays=DELAYS)
    failed = a_mail(State.FAILED, attempts=attempts + 1, last_error="550 X")
    assert decide(trouble, LATER, a_mail(attempts=attempts)) == Decision(
        failed, (told(MailFailed, reason="550 X"),)
    )


@pytest.mark.parametrize("command", [RecordSent(), RecordTrouble("550 X", LATER, permanent=True)])
def test_a_secret_is_dropped_as_soon_as_nobody_sends_the_mail_any_more(command: Command) -> None:
    secretive = a_mail(context={"link": "/logowanie#x", "office": "ROPS"}, secret=("link",))
    assert decide(command, LATER, secretive).state.context == {"office": "ROPS"}


def test_a_mail_in_trouble_keeps_its_secret_and_waits_no_longer_than_it_is_of_use() -> None:
    until = LATER + timedelta(seconds=30)
    secretive = a_mail(context={"link": "/logowanie#x"}, secret=("link",), until=until)
    waiting = decide(RecordTrouble("451 X", LATER, delays=DELAYS), LATER, secretive).state
    assert (waiting.context, waiting.retry_at) == (secretive.context, until)


@pytest.mark.parametrize("state", [State.SENDING, State.WAITING])
def test_a_mail_is_taken_again_when_its_moment_has_come(state: State) -> None:
    until = LATER + timedelta(minutes=1)
    assert decide(Lease(LATER, until), LATER, a_mail(state)) == Decision(a_mail(lease_until=until))


@pytest.mark.parametrize("state", [State.SENDING, State.WAITING])
def test_a_mail_is_not_taken_before_its_moment(state: State) -> None:
    lease = Lease(NOON, NOON + timedelta(minutes=1))
    assert decide(lease, NOON, a_mail(state)) == Decision(a_mail(state))


def test_what_waits_has_a_moment_and_what_is_over_has_none() -> None:
    assert {state: due(a_mail(state)) for state in State} == {
        State.SENDING: LEASED,
        State.WAITING: LEASED,
        State.SENT: None,
        State.FAILED: None,
        State.COLLECTED: None,
        State.NEEDLESS: None,
    }


def test_a_mail_without_a_lease_is_collected() -> None:
    assert decide(Write(a_mail(lease_until=None)), NOON, None).state.state is State.COLLECTED


def test_a_reminder_of_what_is_settled_is_dropped_and_nothing_said() -> None:
    assert decide(Drop(), LATER, a_mail()) == Decision(a_mail(State.NEEDLESS))


def test_a_refused_mail_is_tried_for_three_days_and_then_given_up() -> None:
    delays = NotificationsSettings.model_fields["mail_retries"].default
    mail, now, tries = a_mail(), NOON, 0
    while mail.state is not State.FAILED:
        tries += 1
        mail = decide(RecordTrouble("550 X", now, delays=delays), now, mail).state
        if mail.retry_at is not None:
            now = mail.retry_at
            mail = decide(Lease(now, now + timedelta(minutes=1)), now, mail).state
    assert (tries, now - NOON) == (10, timedelta(days=3))


COMMANDS: tuple[Command, ...] = (
    Write(a_mail()),
    Lease(LATER, LATER + timedelta(minutes=1)),
    RecordSent(),
    RecordTrouble("451 X", LATER, delays=DELAYS),
    Drop(),
)

BECOMES = {
    (None, Write): State.SENDING,
    (State.SENDING, Lease): State.SENDING,
    (State.WAITING, Lease): State.SENDING,
    (State.SENDING, RecordSent): State.SENT,
    (State.WAITING, RecordSent): State.SENT,
    (State.FAILED, RecordSent): State.SENT,
    (State.NEEDLESS, RecordSent): State.SENT,
    (State.SENDING, RecordTrouble): State.WAITING,
    (State.SENDING, Drop): State.NEEDLESS,
}
"""Written by hand: what changes a mail. Everything else leaves it exactly as it is."""


@pytest.mark.parametrize(("state", "command"), list(itertools.product((None, *State), COMMANDS)))
def test_every_command_in_every_state(state: State | None, command: Command) -> None:
    mail = None if state is None else a_mail(state)
    expected = BECOMES.get((state, type(command)))
    if expected is not None:
        decision = decide(command, LATER, mail)
        assert (decision.state.state, decision.state != mail) == (expected, True)
    elif mail is None:
        with pytest.raises(Unknown):
            decide(command, LATER, mail)
    else:
        assert decide(command, LATER, mail) == Decision(mail)


def test_no_command_is_illegal_because_every_pair_is_named() -> None:
    for state, command in itertools.product(State, COMMANDS):
        try:
            decide(command, LATER, a_mail(state))
        except IllegalState as error:  # pragma: no cover -- the failure says which
            pytest.fail(str(error))
    assert len(get_args(Command)) == len(COMMANDS)
