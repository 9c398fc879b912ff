from __future__ import annotations

import datetime as dt

from chassis.process import Decision
from contracts.evaluation import ExpertAssigned, ScoreDue, ScoreOverdue
from services.evaluation.domain import Case, State, decide, due, wanted
from services.evaluation.domain.case import SeatState
from services.evaluation.domain.commands import TimeArrived
from services.evaluation.domain.panel import RETRY
from tests.services.evaluation.build import (
    GOOD,
    LATE,
    NOON,
    REMINDER,
    RULES,
    accepted,
    an_expert,
    opened,
    score,
)

SECOND = dt.timedelta(seconds=1)


def reminded() -> Case:
    return decide(TimeArrived(), REMINDER, opened()).state


def test_each_expert_is_reminded_once() -> None:
    decision = decide(TimeArrived(), REMINDER, opened())

    assert [(type(m), m.expert.person) for m in decision.messages if isinstance(m, ScoreDue)] == [
        (ScoreDue, "e-1"),
        (ScoreDue, "e-2"),
    ]
    assert due(decision.state) == LATE
    assert decide(TimeArrived(), REMINDER, decision.state) == Decision(decision.state)


def test_nobody_is_reminded_who_has_scored() -> None:
    decision = decide(TimeArrived(), REMINDER, score(opened(), 1, GOOD).state)

    assert [m.expert.person for m in decision.messages if isinstance(m, ScoreDue)] == ["e-2"]


def test_nothing_happens_a_second_before() -> None:
    assert decide(TimeArrived(), REMINDER - SECOND, opened()) == Decision(opened())
    assert decide(TimeArrived(), LATE - SECOND, reminded()) == Decision(reminded())


def test_a_reminder_missed_while_the_service_was_down_gives_way_to_the_deadline() -> None:
    decision = decide(TimeArrived(), LATE, opened())

    assert [type(m) for m in decision.messages] == [ScoreOverdue, ScoreOverdue]


def test_a_deadline_too_near_for_a_reminder_has_none() -> None:
    rules = RULES.model_copy(update={"deadline_days": 2})
    case = opened(event=accepted(evaluation=rules))

    assert [seat.remind_at for seat in case.seats] == [None, None]


def test_a_late_expert_is_replaced_and_the_office_told() -> None:
    case = score(reminded(), 2, GOOD).state
    decision = decide(TimeArrived({"after-1": an_expert("e-3")}), LATE, case)

    assert wanted(case, LATE) == ("after-1",)
    assert decision.state.state == State.IN_PANEL
    assert [(s.expert.person, s.state) for s in decision.state.seats] == [
        ("e-1", SeatState.OVERDUE),
        ("e-2", SeatState.SCORED),
        ("e-3", SeatState.ASSIGNED),
    ]
    late, assigned = decision.messages
    assert isinstance(late, ScoreOverdue)
    assert (late.expert.person, late.replacement) == ("e-1", "Ekspert e-3")
    assert isinstance(assigned, ExpertAssigned)
    assert assigned.deadline > LATE


def test_with_nobody_else_the_late_expert_keeps_the_seat_and_the_office_is_told_once() -> None:
    decision = decide(TimeArrived(), LATE, score(reminded(), 2, GOOD).state)
    late = decision.state

    assert [type(m) for m in decision.messages] == [ScoreOverdue]
    assert late.seats[0].state == SeatState.ASSIGNED
    assert (due(late), wanted(late, LATE + SECOND)) == (LATE + RETRY, ("after-1",))
    again = decide(TimeArrived(), LATE + RETRY, late)
    assert (due(again.state), again.messages) == (LATE + 2 * RETRY, ())
    in_time = score(again.state, 1, GOOD).state
    assert (in_time.state, due(in_time)) == (State.AWAITING_CONFIRMATION, None)


def test_a_late_expert_gives_way_as_soon_as_somebody_can_take_over() -> None:
    late = decide(TimeArrived(), LATE, score(reminded(), 2, GOOD).state).state
    decision = decide(TimeArrived({"after-1": an_expert("e-3")}), LATE + SECOND, late)

    assert decision.state.state == State.IN_PANEL
    assert [(s.expert.person, s.state) for s in decision.state.seats] == [
        ("e-1", SeatState.OVERDUE),
        ("e-2", SeatState.SCORED),
        ("e-3", SeatState.ASSIGNED),
    ]
    told, assigned = decision.messages
    assert isinstance(told, ScoreOverdue)
    assert (told.expert.person, told.replacement) == ("e-1", "Ekspert e-3")
    assert isinstance(assigned, ExpertAssigned)
    assert assigned.deadline > LATE


def test_of_two_who_are_late_one_gives_way_and_the_other_goes_on() -> None:
    late = decide(TimeArrived(), LATE, reminded()).state
    decision = decide(TimeArrived({"after-2": an_expert("e-3")}), LATE + SECOND, late)

    assert [seat.expert.person for seat in decision.state.open_seats] == ["e-1", "e-3"]
    told, _assigned = decision.messages
    assert isinstance(told, ScoreOverdue)
    assert told.expert.person == "e-2"
    assert due(decision.state) == LATE + SECOND + RETRY
    assert wanted(decision.state, LATE + SECOND) == ("after-1",)


def test_time_means_nothing_to_a_case_that_waits_for_the_director() -> None:
    made = score(score(opened(), 1, GOOD).state, 2, GOOD).state

    assert due(made) is None
    assert decide(TimeArrived(), NOON, made) == Decision(made)
