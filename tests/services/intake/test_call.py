"""A call opens, is extended, warns of its end, and closes."""

from __future__ import annotations

import datetime as dt

import pytest

from chassis.process import IllegalState, Invalid, Refused
from contracts.base import Subject
from contracts.intake import CallChanged, CallClosing, CallOpened
from contracts.values import Contact
from services.intake.domain.calendar import after, end_of_day, start_of_day
from services.intake.domain.call import (
    Call,
    Close,
    Extend,
    OpenCall,
    State,
    TimeArrived,
    due,
    takes,
)
from services.intake.domain.call_rules import batches, decide
from tests.services.intake.builders import NOON, OWNER, a_call, a_procedure

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
        "recipients": (OWNER,),
        "by": "officer",
    }
    return OpenCall(**{**given, **fields})  # type: ignore[arg-type]


def test_opening_a_call_announces_it() -> None:
    decision = decide(opening(), NOON, None)
    assert decision.state == a_call()
    assert decision.messages == (
        CallOpened(
            subject=SUBJECT,
            at=NOON,
            by="officer",
            number="1/2026",
            title="Nabór zimowy",
            opens=a_call().opens,
            closes=a_call().closes,
            recipients=(OWNER,),
            office=a_procedure().office,
        ),
    )


def test_a_call_of_a_later_day_is_announced_on_that_day() -> None:
    before = start_of_day(dt.date(2026, 1, 12)) - SECOND
    planned = decide(opening(), before, None)
    assert (planned.state, planned.messages) == (a_call(state=State.PLANNED), ())
    assert due(planned.state) == a_call().opens
    assert decide(TimeArrived(), before, planned.state).messages == ()
    begun = decide(TimeArrived((OWNER,)), before + SECOND, planned.state)
    assert begun.state == a_call()
    assert [type(message) for message in begun.messages] == [CallOpened]


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
    decision = decide(Extend(later, (OWNER,), "officer"), NOON, a_call(closing_told=True))
    assert decision.state == a_call(closes=later)
    assert decision.messages == (
        CallChanged(
            subject=SUBJECT,
            at=NOON,
            by="officer",
            number="1/2026",
            title="Nabór zimowy",
            old_closes=a_call().closes,
            new_closes=later,
            recipients=(OWNER,),
            office=a_procedure().office,
        ),
    )


def test_a_call_cannot_be_extended_to_an_earlier_end_nor_without_one() -> None:
    with pytest.raises(Invalid):
        decide(Extend(end_of_day(dt.date(2026, 1, 31)), (), "officer"), NOON, a_call())
    with pytest.raises(Refused) as refused:
        decide(Extend(NOON, (), "officer"), NOON, a_call(closes=None))
    assert refused.value.code == "call-endless"
    with pytest.raises(IllegalState):
        decide(Extend(NOON, (), "officer"), NOON, a_call(state=State.CLOSED))


def test_closing_a_call_early_tells_it_and_twice_is_once() -> None:
    decision = decide(Close((OWNER,), "officer"), NOON, a_call())
    assert decision.state == a_call(state=State.CLOSED, closes=NOON)
    assert [type(message) for message in decision.messages] == [CallChanged]
    assert decide(Close((), "officer"), NOON, decision.state).messages == ()
    assert due(decision.state) is None


def test_three_days_before_the_end_people_are_told_once_and_then_it_closes() -> None:
    call = a_call()
    notice = start_of_day(dt.date(2026, 1, 28))
    assert due(call) == notice
    assert decide(TimeArrived((OWNER,)), notice - SECOND, call).messages == ()
    told = decide(TimeArrived((OWNER,)), notice, call)
    assert [type(message) for message in told.messages] == [CallClosing]
    assert told.state == a_call(closing_told=True)
    end = due(told.state)
    assert call.closes is not None
    assert end == after(call.closes)
    closed = decide(TimeArrived(), end, told.state)
    assert (closed.state.state, closed.messages) == (State.CLOSED, ())


def test_a_notice_missed_until_after_the_end_is_not_sent_any_more() -> None:
    late = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    closed = decide(TimeArrived((OWNER,)), late, a_call())
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


def test_recipients_go_in_parts_of_a_hundred_and_nobody_is_one_empty_part() -> None:
    people = [Contact(person=str(no), name="x", email="x@y.example") for no in range(201)]
    assert [len(part) for part in batches(people)] == [100, 100, 1]
    assert batches([]) == [()]
