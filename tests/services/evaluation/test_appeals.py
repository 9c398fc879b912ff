"""Appeals: other experts judge what was refused; nothing gets worse, and then it is final."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from chassis.process import Decision
from contracts.evaluation import AppealDecided, EvaluationConcluded, ExpertAssigned, PanelShort
from contracts.values import ItemVerdict, ItemVote
from services.evaluation.domain import Case, State, decide
from services.evaluation.domain.case import SeatState
from services.evaluation.domain.chapter.sitting import Matter
from services.evaluation.domain.commands import (
    Amendment,
    Confirm,
    CorrectDecision,
    OpenAppeal,
    TimeArrived,
)
from services.evaluation.domain.verdict import better
from tests.services.evaluation.build import (
    APPEALED,
    CODES,
    DIRECTOR,
    FAIR,
    GOOD,
    NOON,
    POOR,
    RULES,
    WITH_VOTE,
    WITHOUT_POINTS,
    accepted,
    an_appeal,
    an_expert,
    an_item,
    appealed,
    for_chapter,
    judged,
    opened,
    refused,
    resolved,
    score,
    taken_back,
    withdrawal,
)

TWO = (an_item(1), an_item(2))
LATER = NOON + dt.timedelta(days=30)
AGAINST = ItemVote(item="i-1", granted=False, yes=0, no=3, abstain=0, reason="Brak atestu.")


def half_refused() -> Case:
    """The first of two items was granted."""
    begun = opened(event=accepted(items=TWO))
    scored = score(score(begun, 1, GOOD, POOR).state, 2, GOOD, POOR).state
    return decide(Confirm(DIRECTOR), NOON, scored).state


def confirmed(case: Case) -> Decision[Case]:
    return decide(Confirm(DIRECTOR), LATER, case)


def outcome(decision: Decision[Case]) -> tuple[str, list[bool]]:
    [told] = decision.messages
    assert isinstance(told, AppealDecided)
    assert told.appeal_until is None
    return told.outcome, [made.granted for made in told.verdicts]


def test_where_the_decision_goes_by_post_the_days_to_appeal_are_told() -> None:
    for by_post, days in ((False, None), (True, 14)):
        begun = opened(event=accepted(by_post=by_post))
        scored = score(score(begun, 1, POOR).state, 2, POOR).state
        [told] = decide(Confirm(DIRECTOR), NOON, scored).messages
        assert isinstance(told, EvaluationConcluded)
        assert (told.appeal_days, told.appeal_until) == (days, refused().appeal_until)


def test_only_what_was_refused_goes_to_other_experts() -> None:
    case = half_refused()
    command = OpenAppeal(
        an_appeal(), {f"appeal-1-panel-{no}": an_expert(f"e-{no + 2}") for no in (1, 2)}
    )
    decision = decide(command, NOON, case)
    assert decision.state.state is State.IN_PANEL
    assert [item.id for item in decision.state.file.to_score] == ["i-2"]
    assert [seat.expert.person for seat in decision.state.open_seats] == ["e-3", "e-4"]
    for told in decision.messages:
        assert isinstance(told, ExpertAssigned)
        assert told.appeal
        assert told.standing is not None
        assert told.standing.state == "appeal"
        times = [timer.what for timer in told.standing.timers]
        assert times == ["reminder", "reassignment", "decision-due"]
    assert len(decision.messages) == 2


def test_nobody_of_the_first_panel_is_seated_even_if_offered() -> None:
    case = appealed(refused(), "e-1", "e-3")
    assert [seat.expert.person for seat in case.open_seats] == ["e-3"]
    assert (case.state, case.vacancies) == (State.WAITING_FOR_EXPERT, ("appeal-1-panel-1",))


def test_with_no_other_expert_it_waits_and_the_office_is_told_until_there_is_one() -> None:
    decision = decide(OpenAppeal(an_appeal()), NOON, refused())
    assert decision.state.state is State.WAITING_FOR_EXPERT
    assert [type(event) for event in decision.messages] == [PanelShort]
    found = {f"appeal-1-panel-{no}": an_expert(f"e-{no + 2}") for no in (1, 2)}
    assert decide(TimeArrived(found), NOON, decision.state).state.state is State.IN_PANEL


def test_granted_on_appeal_it_is_granted_and_what_was_granted_stays() -> None:
    case = judged(GOOD, case=appealed(half_refused()))
    assert [made.mean for made in case.verdicts] == [Decimal(75), Decimal(75)]
    decision = confirmed(case)
    assert outcome(decision) == ("granted", [True, True])
    assert (decision.state.state, decision.state.appeal) == (State.CONCLUDED, None)


def test_refused_again_it_is_final_and_a_second_appeal_finds_nothing() -> None:
    decision = confirmed(judged(POOR))
    assert outcome(decision) == ("upheld", [False])
    assert (decision.state.settled, decision.state.appeal_until) == (("i-1",), None)
    same = decide(OpenAppeal(an_appeal()), LATER, decision.state)
    assert same == Decision(decision.state)


def test_other_experts_who_differ_call_a_third_of_their_own() -> None:
    torn = score(score(appealed(), 3, GOOD).state, 4, POOR).state
    assert (torn.state, torn.vacancies) == (State.THIRD_EXPERT, ("appeal-1-third",))
    seated = decide(TimeArrived({"appeal-1-third": an_expert("e-5")}), NOON, torn).state
    assert confirmed(score(seated, 5, GOOD).state).state.verdicts[0].granted


def test_the_chapter_votes_again_on_what_was_refused_and_nothing_else() -> None:
    begun = for_chapter(items=2)
    for_first = ItemVote(item="i-1", granted=True, yes=3, no=0, abstain=0)
    second = AGAINST.model_copy(update={"item": "i-2"})
    voted = decide(resolved(for_first, second), NOON, begun).state
    again = judged(GOOD, case=appealed(confirmed(voted).state))
    assert (again.state, [item.id for item in Matter.of(again).items]) == (State.CHAPTER, ["i-2"])
    in_favour = second.model_copy(update={"granted": True, "reason": ""})
    decided = decide(resolved(in_favour), NOON, again).state
    assert outcome(confirmed(decided)) == ("granted", [True, True])


def test_without_points_the_chapter_alone_votes_again() -> None:
    begun = opened(event=accepted(evaluation=WITHOUT_POINTS))
    voted = decide(resolved(AGAINST), NOON, begun).state
    again = appealed(confirmed(voted).state)
    assert (again.state, again.open_seats) == (State.CHAPTER, ())
    assert outcome(confirmed(decide(resolved(AGAINST), NOON, again).state)) == ("upheld", [False])


def test_a_resolution_of_a_sitting_from_before_the_appeal_changes_nothing() -> None:
    voted = decide(resolved(AGAINST), NOON, for_chapter()).state
    again = appealed(confirmed(voted).state)
    assert decide(resolved(AGAINST), NOON, again) == Decision(again)
    assert again.file.evaluation == WITH_VOTE


def test_taken_back_the_decision_stands_and_nobody_has_a_task() -> None:
    decision = decide(taken_back(), LATER, score(appealed(half_refused()), 3, GOOD).state)
    assert outcome(decision) == ("withdrawn", [True, False])
    assert decision.state.verdicts == half_refused().verdicts
    assert [seat.state for seat in decision.state.seats[2:]] == [SeatState.SCORED, SeatState.CLOSED]
    assert decision.state.settled == ("i-2",)


def test_taken_back_before_it_came_it_troubles_nobody() -> None:
    remembered = decide(taken_back(), LATER, refused())
    assert remembered.messages == ()
    decision = decide(OpenAppeal(an_appeal()), LATER, remembered.state)
    assert outcome(decision) == ("withdrawn", [False])
    assert decision.state.open_seats == ()


def test_taken_back_after_it_was_decided_it_stays_decided() -> None:
    over = confirmed(judged()).state
    assert decide(taken_back(), LATER, over) == Decision(over)


def test_what_a_correction_granted_meanwhile_needs_no_experts() -> None:
    mended = decide(
        CorrectDecision(DIRECTOR, "Omyłka.", {"i-1": Amendment(granted=True)}), NOON, refused()
    ).state
    decision = decide(OpenAppeal(an_appeal()), LATER, mended)
    assert outcome(decision) == ("granted", [True])
    assert decision.state.state is State.CONCLUDED


def test_a_withdrawal_asked_before_the_decision_counts_even_during_the_appeal() -> None:
    again = appealed()
    assert decide(withdrawal(NOON - dt.timedelta(days=1)), LATER, again).state.state is (
        State.WITHDRAWN
    )
    assert decide(withdrawal(LATER), LATER, again).state == again


def test_an_appeal_of_an_earlier_day_opens_no_second_one() -> None:
    over = confirmed(judged()).state
    earlier = OpenAppeal(an_appeal(APPEALED - dt.timedelta(days=1)))
    assert decide(earlier, LATER, over) == Decision(over)


POINTS = st.fixed_dictionaries(
    {
        code: st.integers(0, criterion.max)
        for code, criterion in zip(CODES, RULES.criteria, strict=True)
    }
)
MEANS = st.one_of(st.none(), st.decimals(0, 100, places=2))


@given(POINTS, POINTS)
def test_the_score_never_falls(third: dict[str, int], fourth: dict[str, int]) -> None:
    before = refused().verdicts[0]
    again = score(score(appealed(), 3, third).state, 4, fourth).state
    if again.state is State.THIRD_EXPERT:
        seated = decide(TimeArrived({"appeal-1-third": an_expert("e-5")}), NOON, again).state
        again = score(seated, 5, FAIR).state
    after = again.verdicts[0]
    assert after.mean is not None
    assert before.mean is not None
    assert (after.granted, after.mean) >= (before.granted, before.mean)
    assert after.mean >= before.mean
    assert {seat.expert.person for seat in again.seats[2:]} <= {"e-3", "e-4", "e-5"}


@given(st.booleans(), MEANS, st.booleans(), MEANS)
def test_of_two_verdicts_nothing_gets_worse(
    first: bool,  # noqa: FBT001
    mean: Decimal | None,
    second: bool,  # noqa: FBT001
    other: Decimal | None,
) -> None:
    before = ItemVerdict(item=an_item(), granted=first, mean=mean)
    best = better(before, ItemVerdict(item=an_item(), granted=second, mean=other))
    assert best.granted == (first or second)
    assert best.mean == max((m for m in (mean, other) if m is not None), default=None)


@given(st.lists(st.sampled_from(["e-1", "e-2", "e-3", "e-4", "e-5"]), min_size=2, max_size=2))
def test_whoever_is_offered_nobody_sits_twice(persons: list[str]) -> None:
    case = appealed(refused(), *persons)
    seated = [seat.expert.person for seat in case.seats]
    assert len(seated) == len(set(seated))
    assert not {"e-1", "e-2"} & {seat.expert.person for seat in case.seats[2:]}
