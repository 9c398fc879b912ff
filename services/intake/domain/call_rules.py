"""The life of a call as one table, and what each line of it does."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, Literal

from chassis import process
from chassis.process import Decision, Invalid, Rules, go, ignore, refuse, stay
from contracts.base import Event, Subject
from contracts.intake import CallAnnounced, CallChanged, CallClosing, CallOpened
from contracts.values import Recipient
from services.intake.domain.call import (
    Call,
    Cancel,
    Close,
    Extend,
    OpenCall,
    Replan,
    State,
    TellPage,
    TimeArrived,
    closing_notice,
    over,
)
from services.intake.domain.reading import required, wrong

What = Literal["opened", "changed", "closing"]

PAGE: Final = 100
"""At most this many people are told by one message, so that no message grows with the region."""


def _announced(
    call: Call, what: What, by: str, at: dt.datetime, old_closes: dt.datetime | None = None
) -> CallAnnounced:
    subject = Subject(kind="call", id=call.id)
    return CallAnnounced(
        subject=subject, at=at, by=by, what=what, closes=call.closes, old_closes=old_closes
    )


def _planned(command: OpenCall, now: dt.datetime) -> Call:
    errors = [required(name) for name in ("number", "title") if not getattr(command, name).strip()]
    if command.closes is not None and command.closes <= max(command.opens, now):
        said = ("Nabór kończy się przed początkiem.", "The call ends before it begins.")
        errors.append(wrong("closes", "too-early", *said))
    if errors:
        raise Invalid(tuple(errors))
    return Call(
        id=command.id,
        state=State.PLANNED if command.opens > now else State.OPEN,
        number=command.number,
        title=command.title,
        opens=command.opens,
        closes=command.closes,
        procedure_name=command.procedure_name,
        procedure=command.procedure,
    )


def _open(_: None, command: OpenCall, now: dt.datetime) -> Decision[Call]:
    call = _planned(command, now)
    if call.state is State.PLANNED:
        return Decision(call)
    return Decision(call, (_announced(call, "opened", command.by, now),))


def _replan(_: Call, command: Replan, now: dt.datetime) -> Decision[Call]:
    return _open(None, command.plan, now)


def _begin(call: Call, command: TimeArrived, now: dt.datetime) -> Decision[Call]:
    frozen = command.procedure or call.procedure
    begun = call.but(procedure=frozen, mistakes=command.mistakes)
    return Decision(begun, (_announced(begun, "opened", "rule:call.opens", now),))


def _change(call: Call, closes: dt.datetime, by: str, now: dt.datetime) -> Decision[Call]:
    changed = call.but(closes=closes, closing_told=False)
    return Decision(changed, (_announced(changed, "changed", by, now, call.closes),))


def _extend(call: Call, command: Extend, now: dt.datetime) -> Decision[Call]:
    if call.closes is None or command.closes <= max(call.closes, now):
        said = ("Nowy termin musi być późniejszy.", "The new end must be later.")
        raise Invalid((wrong("closes", "too-early", *said),))
    return _change(call, command.closes, command.by, now)


def _close(call: Call, command: Close, now: dt.datetime) -> Decision[Call]:
    return _change(call, now.replace(microsecond=0), command.by, now)


def _close_later(call: Call, command: Close, now: dt.datetime) -> Decision[Call]:
    closes = command.closes
    if closes is None or closes <= now:
        said = ("Ten termin już minął.", "This moment has passed.")
        raise Invalid((wrong("closes", "too-early", *said),))
    if call.closes is not None and closes >= call.closes:
        said = ("Nowy termin musi być wcześniejszy.", "The new end must be earlier.")
        raise Invalid((wrong("closes", "too-late", *said),))
    return _change(call, closes, command.by, now)


def _tell_closing(call: Call, _: TimeArrived, now: dt.datetime) -> Decision[Call]:
    announced = _announced(call, "closing", "rule:call.closing", now)
    return Decision(call.but(closing_told=True), (announced,))


def _tell(call: Call, command: TellPage, _: dt.datetime) -> Decision[Call]:
    announced = command.announced
    messages: list[Event] = [_told(call, announced, command.people)] if command.people else []
    if command.after is not None:
        following = {"page": announced.page + 1, "after": command.after}
        messages.append(announced.model_copy(update=following))
    told = {**call.told, _key(announced): announced.page + 1}
    return Decision(call.but(told=told), tuple(messages))


def _told(call: Call, announced: CallAnnounced, people: tuple[Recipient, ...]) -> Event:
    about: dict[str, Any] = {
        "subject": announced.subject,
        "at": announced.at,
        "by": announced.by,
        "number": call.number,
        "title": call.title,
        "recipients": people,
        "office": call.procedure.office,
    }
    if announced.what == "changed":
        ends = {"old_closes": announced.old_closes, "new_closes": announced.closes}
        return CallChanged(**about, **ends)
    if announced.what == "closing":
        return CallClosing(**about, closes=announced.closes)
    return CallOpened(**about, opens=call.opens, closes=announced.closes)


def _key(announced: CallAnnounced) -> str:
    return f"{announced.what} {announced.at:%Y-%m-%d %H:%M:%S %f}"


def _was_told(call: Call, command: TellPage, _: dt.datetime) -> bool:
    return command.announced.page < call.told.get(_key(command.announced), 0)


def _out_of_date(call: Call, command: TellPage, _: dt.datetime) -> bool:
    """Whether another end was announced since: who has not heard of this one hears of that."""
    return command.announced.what != "opened" and command.announced.closes != call.closes


def _at_a_later_moment(_: Call, command: Close, __: dt.datetime) -> bool:
    return command.closes is not None


def _ended(call: Call, _: TimeArrived, now: dt.datetime) -> bool:
    return over(call, now)


def _closing(call: Call, _: TimeArrived, now: dt.datetime) -> bool:
    if call.closes is None or call.closing_told:
        return False
    return now >= closing_notice(call, call.closes)


def _not_begun(call: Call, _: Replan | Cancel, now: dt.datetime) -> bool:
    return now < call.opens


def _opening(call: Call, _: TimeArrived, now: dt.datetime) -> bool:
    return now >= call.opens


def _endless(call: Call, _: Extend, __: dt.datetime) -> process.Refused:
    text = process.Text("Ten nabór nie ma daty zakończenia.", "This call names no end.")
    return process.Refused("call-endless", text, call=call.id)


def _has_no_end(call: Call, _: Extend, __: dt.datetime) -> bool:
    return call.closes is None


_TELLING: Final = (
    ignore("told already", when=_was_told),
    ignore("another end is announced", when=_out_of_date),
    stay(_tell),
)

RULES: Final[Rules] = {
    (None, OpenCall): stay(_open),
    (State.PLANNED, Replan): stay(_replan, when=_not_begun),
    (State.PLANNED, Cancel): go(State.CANCELLED, when=_not_begun),
    (State.CANCELLED, Cancel): ignore("cancelled already"),
    (State.CANCELLED, OpenCall): ignore("sent twice"),
    (State.CANCELLED, TimeArrived): ignore("nothing is awaited any more"),
    (State.PLANNED, TimeArrived): (
        go(State.OPEN, _begin, when=_opening),
        ignore("the clock was early"),
    ),
    (State.PLANNED, OpenCall): ignore("sent twice"),
    (State.OPEN, OpenCall): ignore("sent twice"),
    (State.CLOSED, OpenCall): ignore("sent twice"),
    (State.OPEN, Extend): (refuse(_endless, when=_has_no_end), stay(_extend)),
    (State.OPEN, Close): (
        stay(_close_later, when=_at_a_later_moment),
        go(State.CLOSED, _close),
    ),
    (State.CLOSED, Close): ignore("closed already"),
    (State.OPEN, TimeArrived): (
        go(State.CLOSED, when=_ended),
        stay(_tell_closing, when=_closing),
        ignore("the clock was early"),
    ),
    (State.CLOSED, TimeArrived): ignore("nothing is awaited any more"),
    (State.OPEN, TellPage): _TELLING,
    (State.CLOSED, TellPage): _TELLING,
}


def decide(command: object, now: dt.datetime, call: Call | None) -> Decision[Call]:
    """What a command leads to; see `RULES`."""
    return process.decide(RULES, command, now, call)
