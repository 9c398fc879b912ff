"""The life of a call as one table, and what each line of it does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from chassis import process
from chassis.process import Decision, Invalid, Rules, go, ignore, refuse, stay
from contracts.base import Event, Subject
from contracts.intake import CallChanged, CallClosing, CallOpened
from contracts.values import Contact
from services.intake.domain.call import (
    Call,
    Close,
    Extend,
    OpenCall,
    State,
    TimeArrived,
    closing_notice,
    over,
)
from services.intake.domain.reading import required, wrong

BATCH: Final = 100
"""At most this many recipients in one message, so that no message grows with the region."""


def batches(recipients: Sequence[Contact]) -> list[tuple[Contact, ...]]:
    """Parts of at most `BATCH`; one empty part when there is nobody, so the event is still told."""
    parts = range(0, max(len(recipients), 1), BATCH)
    return [tuple(recipients[start : start + BATCH]) for start in parts]


def _announce(call: Call, recipients: tuple[Contact, ...], by: str, at: dt.datetime) -> list[Event]:
    subject = Subject(kind="call", id=call.id)
    return [
        CallOpened(
            subject=subject,
            at=at,
            by=by,
            number=call.number,
            title=call.title,
            opens=call.opens,
            closes=call.closes,
            recipients=part,
            office=call.procedure.office,
        )
        for part in batches(recipients)
    ]


def _open(_: None, command: OpenCall, now: dt.datetime) -> Decision[Call]:
    errors = [required(name) for name in ("number", "title") if not getattr(command, name).strip()]
    if command.closes is not None and command.closes <= max(command.opens, now):
        said = ("Nabór kończy się przed początkiem.", "The call ends before it begins.")
        errors.append(wrong("closes", "too-early", *said))
    if errors:
        raise Invalid(tuple(errors))
    planned = command.opens > now
    call = Call(
        id=command.id,
        state=State.PLANNED if planned else State.OPEN,
        number=command.number,
        title=command.title,
        opens=command.opens,
        closes=command.closes,
        procedure_name=command.procedure_name,
        procedure=command.procedure,
    )
    told = () if planned else _announce(call, command.recipients, command.by, now)
    return Decision(call, tuple(told))


def _begin(call: Call, command: TimeArrived, now: dt.datetime) -> Decision[Call]:
    return Decision(call, tuple(_announce(call, command.recipients, "rule:call.opens", now)))


def _change(
    call: Call, closes: dt.datetime, command: Extend | Close, now: dt.datetime
) -> Decision[Call]:
    messages = tuple(
        CallChanged(
            subject=Subject(kind="call", id=call.id),
            at=now,
            by=command.by,
            number=call.number,
            title=call.title,
            old_closes=call.closes,
            new_closes=closes,
            recipients=part,
            office=call.procedure.office,
        )
        for part in batches(command.recipients)
    )
    return Decision(call.but(closes=closes, closing_told=False), messages)


def _extend(call: Call, command: Extend, now: dt.datetime) -> Decision[Call]:
    if call.closes is None or command.closes <= max(call.closes, now):
        said = ("Nowy termin musi być późniejszy.", "The new end must be later.")
        raise Invalid((wrong("closes", "too-early", *said),))
    return _change(call, command.closes, command, now)


def _close(call: Call, command: Close, now: dt.datetime) -> Decision[Call]:
    return _change(call, now.replace(microsecond=0), command, now)


def _tell_closing(call: Call, command: TimeArrived, now: dt.datetime) -> Decision[Call]:
    messages = tuple(
        CallClosing(
            subject=Subject(kind="call", id=call.id),
            at=now,
            by="rule:call.closing",
            number=call.number,
            title=call.title,
            closes=call.closes or now,
            recipients=part,
            office=call.procedure.office,
        )
        for part in batches(command.recipients)
    )
    return Decision(call.but(closing_told=True), messages)


def _ended(call: Call, _: TimeArrived, now: dt.datetime) -> bool:
    return over(call, now)


def _closing(call: Call, _: TimeArrived, now: dt.datetime) -> bool:
    if call.closes is None or call.closing_told:
        return False
    return now >= closing_notice(call, call.closes)


def _opening(call: Call, _: TimeArrived, now: dt.datetime) -> bool:
    return now >= call.opens


def _endless(call: Call, _: Extend, __: dt.datetime) -> process.Refused:
    text = process.Text("Ten nabór nie ma daty zakończenia.", "This call names no end.")
    return process.Refused("call-endless", text, call=call.id)


def _has_no_end(call: Call, _: Extend, __: dt.datetime) -> bool:
    return call.closes is None


RULES: Final[Rules] = {
    (None, OpenCall): stay(_open),
    (State.PLANNED, TimeArrived): (
        go(State.OPEN, _begin, when=_opening),
        ignore("the clock was early"),
    ),
    (State.PLANNED, OpenCall): ignore("sent twice"),
    (State.OPEN, OpenCall): ignore("sent twice"),
    (State.CLOSED, OpenCall): ignore("sent twice"),
    (State.OPEN, Extend): (refuse(_endless, when=_has_no_end), stay(_extend)),
    (State.OPEN, Close): go(State.CLOSED, _close),
    (State.CLOSED, Close): ignore("closed already"),
    (State.OPEN, TimeArrived): (
        go(State.CLOSED, when=_ended),
        stay(_tell_closing, when=_closing),
        ignore("the clock was early"),
    ),
    (State.CLOSED, TimeArrived): ignore("nothing is awaited any more"),
}


def decide(command: object, now: dt.datetime, call: Call | None) -> Decision[Call]:
    """What a command leads to; see `RULES`."""
    return process.decide(RULES, command, now, call)
