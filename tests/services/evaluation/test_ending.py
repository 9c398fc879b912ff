from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from chassis.process import Decision
from contracts.base import Subject
from contracts.evaluation import (
    CaseWithdrawn,
    EvaluationConcluded,
    ExpertAssigned,
    PanelShort,
    ScoresDiverged,
    ScoreSubmitted,
    Standing,
    WithdrawalTooLate,
)
from services.evaluation.domain import State, decide, due, wanted
from services.evaluation.domain.case import SeatState
from services.evaluation.domain.commands import Confirm, TimeArrived
from tests.services.evaluation.build import (
    APPLICANT,
    CASE,
    DIRECTOR,
    ENTITY,
    FAIR,
    GOOD,
    LICENCE,
    NOON,
    NUMBER,
    OFFICE,
    POOR,
    accepted,
    an_expert,
    an_item,
    awaiting,
    claimed,
    concluded,
    declare,
    opened,
    score,
    with_third,
    withdrawal,
)

HOUR = dt.timedelta(hours=1)


def test_two_cards_that_agree_make_a_verdict_for_the_director() -> None:
    decision = score(score(opened(), 1, GOOD).state, 2, FAIR)

    assert decision.state.state == State.AWAITING_CONFIRMATION
    assert decision.state.mean == Decimal("70.00")
    (told,) = decision.messages
    assert isinstance(told, ScoreSubmitted)
    assert told.standing == Standing(
        state="awaiting_confirmation", waits_for="confirmation", on="director"
    )


def test_cards_too_far_apart_call_a_third_expert_at_once() -> None:
    decision = score(score(opened(), 1, GOOD).state, 2, POOR)
    card, told = decision.messages

    assert decision.state.state == State.THIRD_EXPERT
    assert isinstance(card, ScoreSubmitted)
    assert isinstance(told, ScoresDiverged)
    assert told.gap == 35
    assert wanted(decision.state, NOON) == ("third",)
    assert due(decision.state) == NOON


def test_the_third_expert_is_seated_by_the_next_tick() -> None:
    torn = score(score(opened(), 1, GOOD).state, 2, POOR).state
    decision = decide(TimeArrived({"third": an_expert("e-3")}), NOON, torn)

    assert decision.state.state == State.THIRD_EXPERT
    assert [type(message) for message in decision.messages] == [ExpertAssigned]
    assert due(decision.state) == decision.state.seats[2].remind_at


def test_with_no_third_expert_the_case_waits_and_comes_back_to_the_third() -> None:
    torn = score(score(opened(), 1, GOOD).state, 2, POOR).state
    short = decide(TimeArrived(), NOON, torn)
    found = decide(TimeArrived({"third": an_expert("e-3")}), NOON, short.state)

    assert short.state.state == State.WAITING_FOR_EXPERT
    assert [type(message) for message in short.messages] == [PanelShort]
    assert found.state.state == State.THIRD_EXPERT


def test_a_third_expert_who_steps_down_is_replaced_by_another() -> None:
    command = declare(3, conflict=True, ground="kin", offers={"after-3": an_expert("e-4")})
    case = decide(command, NOON, with_third()).state

    assert case.state == State.THIRD_EXPERT
    assert score(case, 4, FAIR).state.mean == Decimal("70.00")


@pytest.mark.parametrize(
    ("third", "granted", "mean"),
    [(FAIR, True, "70.00"), (POOR, False, "40.00"), (GOOD, True, "75.00")],
)
def test_the_closest_two_of_three_decide(
    third: dict[str, int], *, granted: bool, mean: str
) -> None:
    made = score(with_third(GOOD, POOR), 3, third).state

    assert [(v.granted, v.mean) for v in made.verdicts] == [(granted, Decimal(mean))]


def test_each_item_has_its_own_closest_two() -> None:
    case = opened(event=accepted(items=(an_item(1), an_item(2))))
    torn = score(score(case, 1, GOOD, POOR).state, 2, POOR, POOR).state
    third = decide(TimeArrived({"third": an_expert("e-3")}), NOON, torn).state
    made = score(third, 3, GOOD, GOOD).state

    assert [v.mean for v in made.verdicts] == [Decimal("75.00"), Decimal("40.00")]


def test_the_director_concludes_with_everything_the_others_need() -> None:
    decision = decide(Confirm(DIRECTOR), NOON, awaiting())

    assert decision.messages == (
        EvaluationConcluded(
            subject=Subject(kind="case", id=CASE),
            case=CASE,
            at=NOON,
            by=DIRECTOR,
            number=NUMBER,
            kind="new",
            entity=ENTITY,
            verdicts=(awaiting().verdicts[0].unexplained(),),
            mean=Decimal("70.00"),
            reasons="Znak został przyznany.",
            appeal_until=None,
            licence_number=None,
            licence=LICENCE,
            contact=APPLICANT,
            office=OFFICE,
        ),
    )


def test_a_refusal_says_until_when_to_appeal() -> None:
    (told,) = decide(Confirm(DIRECTOR), NOON, awaiting(POOR, POOR)).messages

    assert isinstance(told, EvaluationConcluded)
    assert told.appeal_until == dt.date(2026, 3, 16)


def test_a_withdrawal_before_the_decision_closes_every_task() -> None:
    decision = decide(withdrawal(), NOON, claimed(score(opened(), 2, GOOD).state))

    assert [(seat.state, seat.claim) for seat in decision.state.seats] == [
        (SeatState.CLOSED, None),
        (SeatState.SCORED, None),
    ]
    assert due(decision.state) is None
    assert [type(message) for message in decision.messages] == [CaseWithdrawn]


def test_a_withdrawal_after_the_decision_is_too_late() -> None:
    decision = decide(withdrawal(at=NOON + HOUR), NOON + HOUR, concluded())

    assert decision.state == concluded()
    assert [type(message) for message in decision.messages] == [WithdrawalTooLate]


def test_a_withdrawal_asked_in_time_counts_however_late_it_arrives() -> None:
    decision = decide(withdrawal(at=NOON - HOUR), NOON + HOUR, concluded())

    assert decision.state.state == State.WITHDRAWN
    assert [type(message) for message in decision.messages] == [CaseWithdrawn]


def test_confirming_twice_concludes_once() -> None:
    assert decide(Confirm(DIRECTOR), NOON + HOUR, concluded()) == Decision(concluded())
