"""A call opens, is extended, warns of its end, and closes."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import pytest

from chassis.process import IllegalState, Invalid, Refused
from contracts.base import Subject
from contracts.intake import CallAnnounced, CallChanged, CallClosing, CallOpened
from contracts.values import Recipient
from services.intake.domain.calendar import after, end_of_day, start_of_day
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
    due,
    takes,
)
from services.intake.domain.call_rules import decide
from tests.services.intake.builders import NOON, a_call, a_procedure

SUBJECT = Subject(kind="call", id="call-1")
SECOND = dt.timedelta(seconds=1)


def opening(**fields: object) -> OpenCall:
    given: dict[str, object] = {
        "id": "call-1",
        "number": "1/2026",
        "title": "Nabór zimowy",
        "opens": start_of_day(dt.date(2026, 1, 12)),
        "closes": end_of_day(dt.date(2026, 1, 31)),
        "procedure_name": "demo",
        "procedure": a_procedure(),
        "by": "officer",
    }
    return OpenCall(**{**given, **fields})  # type: ignore[arg-type]


def test_opening_a_call_announces_it() -> None:
    decision = decide(opening(), NOON, None)
    assert decision.state == a_call()
    assert decision.messages == (
        CallAnnounced(
            subject=SUBJECT, at=NOON, by="officer", what="opened", closes=a_call().closes
        ),
    )


def test_a_call_of_a_later_day_is_announced_on_that_day() -> None:
    before = start_of_day(dt.date(2026, 1, 12)) - SECOND
    planned = decide(opening(), before, None)
    assert (planned.state, planned.messages) == (a_call(state=State.PLANNED), ())
    assert due(planned.state) == a_call().opens
    assert decide(TimeArrived(), before, planned.state).messages == ()
    begun = decide(TimeArrived(), before + SECOND, planned.state)
    assert begun.state == a_call()
    assert [type(message) for message in begun.messages] == [CallAnnounced]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"number": " "}, "number"),
        ({"title": ""}, "title"),
        ({"closes": start_of_day(dt.date(2026, 1, 12))}, "closes"),
        ({"closes": NOON - SECOND}, "closes"),
    ],
)
def test_a_mistaken_call_is_refused_by_the_name_of_its_field(
    fields: dict[str, object], named: str
) -> None:
    with pytest.raises(Invalid) as refused:
        decide(opening(**fields), NOON, None)
    assert [error.field for error in refused.value.errors] == [named]


def test_extending_a_call_tells_the_old_and_the_new_end() -> None:
    later = end_of_day(dt.date(2026, 2, 14))
    decision = decide(Extend(later, "officer"), NOON, a_call(closing_told=True))
    assert decision.state == a_call(closes=later)
    assert decision.messages == (
        CallAnnounced(
            subject=SUBJECT,
            at=NOON,
            by="officer",
            what="changed",
            closes=later,
            old_closes=a_call().closes,
        ),
    )


def test_a_call_cannot_be_extended_to_an_earlier_end_nor_without_one() -> None:
    with pytest.raises(Invalid):
        decide(Extend(end_of_day(dt.date(2026, 1, 31)), "officer"), NOON, a_call())
    with pytest.raises(Refused) as refused:
        decide(Extend(NOON, "officer"), NOON, a_call(closes=None))
    assert refused.value.code == "call-endless"
    with pytest.raises(IllegalState):
        decide(Extend(NOON, "officer"), NOON, a_call(state=State.CLOSED))


def test_closing_a_call_early_tells_it_and_twice_is_once() -> None:
    decision = decide(Close(None, "officer"), NOON, a_call())
    assert decision.state == a_call(state=State.CLOSED, closes=NOON)
    assert [type(message) for message in decision.messages] == [CallAnnounced]
    assert decide(Close(None, "officer"), NOON, decision.state).messages == ()
    assert due(decision.state) is None


def test_three_days_before_the_end_people_are_told_once_and_then_it_closes() -> None:
    call = a_call()
    notice = start_of_day(dt.date(2026, 1, 28))
    assert due(call) == notice
    assert decide(TimeArrived(), notice - SECOND, call).messages == ()
    told = decide(TimeArrived(), notice, call)
    assert [type(message) for message in told.messages] == [CallAnnounced]
    assert told.state == a_call(closing_told=True)
    end = due(told.state)
    assert call.closes is not None
    assert end == after(call.closes)
    closed = decide(TimeArrived(), end, told.state)
    assert (closed.state.state, closed.messages) == (State.CLOSED, ())


def test_a_notice_missed_until_after_the_end_is_not_sent_any_more() -> None:
    late = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    closed = decide(TimeArrived(), late, a_call())
    assert (closed.state.state, closed.messages) == (State.CLOSED, ())


def test_a_call_without_an_end_awaits_nothing_and_takes_for_ever() -> None:
    call = a_call(closes=None)
    assert due(call) is None
    assert takes(call, NOON.replace(year=2040))


def inside(call: Call) -> list[bool]:
    assert call.closes is not None
    moments = (call.opens - SECOND, call.opens, call.closes, after(call.closes))
    return [takes(call, moment) for moment in moments]


def test_a_call_takes_from_its_first_second_to_its_last() -> None:
    assert inside(a_call()) == [False, True, True, False]


def people(count: int) -> tuple[Recipient, ...]:
    return tuple(Recipient(person=str(no), name="x", email="x@y.example") for no in range(count))


def announced(what: Any = "opened", **fields: Any) -> CallAnnounced:
    about = {"subject": SUBJECT, "at": NOON, "by": "officer", "closes": a_call().closes}
    return CallAnnounced(**{**about, "what": what, **fields})


ABOUT: Final = {
    "subject": SUBJECT,
    "at": NOON,
    "by": "officer",
    "number": "1/2026",
    "title": "Nabór zimowy",
    "recipients": people(2),
    "office": a_procedure().office,
}
CLOSES: Final = a_call().closes
OLD: Final = end_of_day(dt.date(2026, 1, 20))


@pytest.mark.parametrize(
    ("what", "told"),
    [
        (announced("opened"), CallOpened(**ABOUT, opens=a_call().opens, closes=CLOSES)),
        (
            announced("changed", old_closes=OLD),
            CallChanged(**ABOUT, old_closes=OLD, new_closes=CLOSES),
        ),
        (announced("closing"), CallClosing(**ABOUT, closes=CLOSES)),
    ],
)
def test_what_is_announced_is_told_page_by_page(what: CallAnnounced, told: object) -> None:
    first = decide(TellPage(what, people(2), "1"), NOON, a_call())
    after = what.model_copy(update={"page": 1, "after": "1"})
    assert first.messages == (told, after)
    assert decide(TellPage(what, people(2), "1"), NOON, first.state).messages == ()
    last = decide(TellPage(after, people(2), None), NOON, first.state)
    assert last.messages == (told,)
    assert decide(TellPage(after, people(2), None), NOON, last.state).messages == ()


def test_nobody_to_tell_is_nothing_to_send() -> None:
    assert decide(TellPage(announced(), (), None), NOON, a_call()).messages == ()


def test_an_end_that_changed_again_is_told_to_nobody_more() -> None:
    page = TellPage(announced("changed", closes=OLD), people(2), None)
    assert decide(page, NOON, a_call()).messages == ()


def test_a_call_may_be_told_to_end_earlier_than_was_said() -> None:
    earlier = end_of_day(dt.date(2026, 1, 20))
    decision = decide(Close(earlier, "officer"), NOON, a_call(closing_told=True))
    assert (decision.state, decision.messages) == (
        a_call(closes=earlier),
        (announced("changed", closes=earlier, old_closes=CLOSES),),
    )
    assert decide(Close(earlier, "officer"), NOON, a_call(closes=None)).state.closes == earlier


@pytest.mark.parametrize(
    ("closes", "code"),
    [(NOON, "too-early"), (end_of_day(dt.date(2026, 1, 31)), "too-late")],
)
def test_an_early_end_lies_ahead_and_before_the_present_one(closes: dt.datetime, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        decide(Close(closes, "officer"), NOON, a_call())
    assert [(each.field, each.code) for each in refused.value.errors] == [("closes", code)]


def test_a_planned_call_is_changed_and_cancelled_and_nobody_hears_of_it() -> None:
    before = start_of_day(dt.date(2026, 1, 5))
    planned = decide(opening(), before, None).state
    other = opening(title="Nabór wiosenny", opens=start_of_day(dt.date(2026, 2, 1)), closes=None)
    changed = decide(Replan(other), before, planned)
    assert (changed.state.title, changed.state.state) == ("Nabór wiosenny", State.PLANNED)
    cancelled = decide(Cancel(), before, changed.state)
    assert (cancelled.state.state, due(cancelled.state)) == (State.CANCELLED, None)
    assert (changed.messages, cancelled.messages) == ((), ())
    assert takes(cancelled.state, NOON.replace(month=3)) is False


@pytest.mark.parametrize("command", [Replan(opening()), Cancel()])
def test_a_call_that_has_begun_is_neither_changed_nor_cancelled(command: object) -> None:
    for call in (a_call(), a_call(state=State.PLANNED)):
        with pytest.raises(IllegalState):
            decide(command, NOON, call)
