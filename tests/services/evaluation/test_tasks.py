from __future__ import annotations

from typing import Any

import pytest

from chassis.process import Decision, Forbidden, IllegalState, Invalid, Refused, Unknown
from contracts.base import Event
from contracts.evaluation import ExpertAssigned, ExpertRecused, PanelShort, ScoreSubmitted
from services.evaluation.domain import Case, State, decide
from services.evaluation.domain.case import Claim, DraftScore, SeatState
from services.evaluation.domain.commands import KeepDraft, KeepLease, ReleaseTask
from tests.services.evaluation.build import (
    CASE,
    FAIR,
    GOOD,
    LEASE,
    NOON,
    an_expert,
    claim,
    claimed,
    declare,
    opened,
    score,
    sheet,
    submit,
)


def refusal(command: Any, case: Case) -> tuple[str, dict[str, Any]]:
    with pytest.raises(Refused) as refused:
        decide(command, NOON, case)
    return refused.value.code, refused.value.extra


def step_down(no: int = 1, **offers: str) -> Any:
    experts = {f"after-{no}": an_expert(person) for person in offers.values()}
    return declare(no, conflict=True, ground="kin", offers=experts)


def test_the_contents_open_only_after_a_clear_declaration() -> None:
    assert refusal(claim(), opened())[0] == "declaration-needed"


def test_a_declaration_of_no_conflict_opens_the_way_and_is_taken_twice() -> None:
    declared = decide(declare(), NOON, opened()).state

    assert declared.seats[0].state == SeatState.DECLARED
    assert decide(declare(), NOON, declared) == Decision(declared)


def test_an_expert_in_conflict_is_replaced_at_once() -> None:
    decision = decide(step_down(instead="e-3"), NOON, opened())

    assert [(s.expert.person, s.state) for s in decision.state.seats] == [
        ("e-1", SeatState.RECUSED),
        ("e-2", SeatState.ASSIGNED),
        ("e-3", SeatState.ASSIGNED),
    ]
    recused, assigned = decision.messages
    assert isinstance(recused, ExpertRecused)
    assert (recused.expert, recused.ground, recused.replacement) == (
        "Ekspert e-1",
        "kin",
        "Ekspert e-3",
    )
    assert isinstance(assigned, ExpertAssigned)
    assert assigned.task == f"{decision.state.id}.3"


def test_with_nobody_to_replace_the_expert_the_case_waits() -> None:
    decision = decide(step_down(), NOON, opened())

    assert decision.state.state == State.WAITING_FOR_EXPERT
    assert decision.state.vacancies == ("after-1",)
    recused, short = decision.messages
    assert isinstance(recused, ExpertRecused)
    assert isinstance(short, PanelShort)


def test_a_conflict_needs_a_ground() -> None:
    with pytest.raises(Invalid) as refused:
        decide(declare(conflict=True, ground=" "), NOON, opened())

    assert [error.field for error in refused.value.errors] == ["ground"]


def test_a_conflict_found_while_reading_still_counts() -> None:
    left = decide(step_down(instead="e-3"), NOON, claimed(opened())).state

    assert (left.seats[0].state, left.seats[0].claim) == (SeatState.RECUSED, None)


def test_only_the_holder_of_a_seat_acts_on_it() -> None:
    with pytest.raises(Forbidden):
        decide(declare(1, "e-2"), NOON, opened())
    with pytest.raises(Unknown):
        decide(declare(7), NOON, opened())


def test_a_claim_holds_for_its_lease() -> None:
    assert claimed(opened()).seats[0].claim == Claim(
        token="token-s-1", session="s-1", since=NOON, lease_until=NOON + LEASE
    )


def test_a_second_session_is_told_which_one_holds_the_task() -> None:
    assert refusal(claim(session="s-2"), claimed(opened())) == (
        "claimed-elsewhere",
        {"session": "s-1", "since": NOON.isoformat()},
    )


def test_the_same_session_keeps_its_token_when_the_page_is_loaded_again() -> None:
    later = NOON + LEASE / 3
    again = decide(claim(real_now=later), NOON, claimed(opened())).state

    assert again.seats[0].claim == Claim(
        token="token-s-1", session="s-1", since=NOON, lease_until=later + LEASE
    )


def test_a_lapsed_lease_frees_the_task_and_the_stale_session_learns_who_has_it() -> None:
    later = NOON + LEASE
    taken = decide(claim(session="s-2", real_now=later), NOON, claimed(opened())).state

    assert refusal(submit(1, sheet(GOOD)), taken) == (
        "lease-lost",
        {"session": "s-2", "since": later.isoformat()},
    )
    assert refusal(KeepLease(1, "e-1", "token-s-1", later, LEASE), taken)[0] == "lease-lost"


def test_a_card_from_a_lapsed_session_counts_while_nobody_else_took_the_task() -> None:
    kept = decide(submit(1, sheet(GOOD)), NOON + 2 * LEASE, claimed(opened())).state

    assert kept.seats[0].state == SeatState.SCORED


def test_a_lease_is_kept_alive() -> None:
    later = NOON + LEASE / 2
    kept = decide(KeepLease(1, "e-1", "token-s-1", later, LEASE), NOON, claimed(opened())).state

    assert kept.seats[0].claim is not None
    assert kept.seats[0].claim.lease_until == later + LEASE


def test_a_released_task_is_back_in_the_queue() -> None:
    freed = decide(ReleaseTask(1, "e-1", "token-s-1"), NOON, claimed(opened())).state

    assert (freed.seats[0].state, freed.seats[0].claim) == (SeatState.DECLARED, None)
    assert refusal(submit(1, sheet(GOOD)), freed) == (
        "lease-lost",
        {"session": None, "since": None},
    )


def typed(**score: Any) -> KeepDraft:
    """What e-1 has typed of one criterion, with something that no card asks."""
    scores = [{"criterion": "quality", **score}, {"criterion": "smell", "points": "9"}]
    sheets = ({"item": "i-1", "scores": scores}, {"item": "i-9", "scores": scores})
    return KeepDraft(1, "e-1", "token-s-1", sheets, NOON + LEASE / 2, LEASE)


def test_what_is_typed_is_kept_as_it_is_and_the_lease_goes_on() -> None:
    kept = decide(typed(points="dużo"), NOON, claimed(opened())).state
    seat = kept.seats[0]

    assert seat.draft == (DraftScore(item="i-1", criterion="quality", points="dużo"),)
    assert seat.claim is not None
    assert seat.claim.lease_until == NOON + LEASE / 2 + LEASE


def test_what_was_typed_is_there_in_the_next_session_and_gone_with_the_card() -> None:
    kept = decide(typed(points=7), NOON, claimed(opened())).state
    freed = decide(ReleaseTask(1, "e-1", "token-s-1"), NOON, kept).state
    again = decide(claim(1, "s-2"), NOON, freed).state
    scored = decide(submit(1, sheet(GOOD), session="s-2"), NOON, again).state

    assert again.seats[0].draft[0].points == "7"
    assert scored.seats[0].draft == ()


def test_nobody_types_into_a_card_that_another_session_holds() -> None:
    other = decide(claim(1, "s-2", NOON + LEASE), NOON, claimed(opened())).state

    assert refusal(typed(points=7), other)[0] == "lease-lost"


def test_a_card_is_locked_once_it_is_in() -> None:
    scored = score(opened(), 1, FAIR).state

    with pytest.raises(IllegalState):
        decide(submit(1, sheet(GOOD)), NOON, scored)
    with pytest.raises(IllegalState):
        decide(claim(1), NOON, scored)


def test_a_wrong_card_is_refused_by_field_and_changes_nothing() -> None:
    with pytest.raises(Invalid) as refused:
        decide(submit(1, sheet({**GOOD, "reputation": 16})), NOON, claimed(opened()))

    assert [error.field for error in refused.value.errors] == ["items.0.scores.2.points"]


def test_the_first_card_says_that_it_is_in_and_nothing_of_its_scores() -> None:
    (told,) = score(opened(), 1, GOOD).messages

    assert isinstance(told, ScoreSubmitted)
    assert (told.task, told.by) == (f"{CASE}.1", "e-1")
    assert told.model_dump().keys() - Event.model_fields.keys() == {"number", "task", "standing"}
