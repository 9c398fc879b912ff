"""An obvious mistake in a decision is put right; the case is not decided again."""

from __future__ import annotations

import datetime as dt

import pytest

from chassis.process import Invalid, Refused
from contracts.evaluation import DecisionCorrected
from services.evaluation.domain import State, decide
from services.evaluation.domain.commands import Amendment, Confirm, CorrectDecision, OpenAppeal
from tests.services.evaluation.build import (
    APPLICANT,
    DIRECTOR,
    NOON,
    POOR,
    an_appeal,
    appealed,
    concluded,
    judged,
    refused,
)

LATER = NOON + dt.timedelta(days=3)
REFUSE = Amendment(granted=False, reason="Brak atestu.")


def correcting(why: str = " Pomylono wnioski. ", **items: Amendment) -> CorrectDecision:
    named = {name.replace("_", "-"): amendment for name, amendment in items.items()}
    return CorrectDecision(DIRECTOR, why, named)


def test_an_item_that_was_refused_by_mistake_is_granted_and_everybody_is_told() -> None:
    decision = decide(
        correcting(i_1=Amendment(granted=True, reason="Punkty zgodne.")), LATER, refused()
    )
    [told] = decision.messages
    assert isinstance(told, DecisionCorrected)
    assert (told.why, told.changed, told.by) == ("Pomylono wnioski.", ("i-1",), DIRECTOR)
    assert [(made.granted, made.reason) for made in told.verdicts] == [(True, "Punkty zgodne.")]
    assert (decision.state.state, told.appeal_until) == (State.CONCLUDED, None)


def test_an_item_that_is_refused_now_can_be_appealed_against_from_this_day_on() -> None:
    decision = decide(correcting(i_1=REFUSE), LATER, concluded())
    [told] = decision.messages
    assert isinstance(told, DecisionCorrected)
    assert told.appeal_until == dt.date(2026, 3, 19)
    again = decide(OpenAppeal(an_appeal(LATER)), LATER, decision.state).state
    assert (again.state, again.file.appealed) == (State.WAITING_FOR_EXPERT, ("i-1",))


def test_words_put_right_leave_the_time_to_appeal_as_it_is() -> None:
    before = refused()
    decision = decide(correcting(i_1=Amendment(reason="Próg to 60 pkt.")), LATER, before)
    [told] = decision.messages
    assert isinstance(told, DecisionCorrected)
    assert (told.appeal_until, told.verdicts[0].granted) == (before.appeal_until, False)


def test_a_refusal_that_is_final_stays_final_when_its_words_are_put_right() -> None:
    over = decide(Confirm(DIRECTOR), NOON, judged(POOR)).state
    decision = decide(correcting(i_1=Amendment(reason="Próg to 60 pkt.")), LATER, over)
    [told] = decision.messages
    assert isinstance(told, DecisionCorrected)
    assert (told.appeal_until, decision.state.settled) == (None, ("i-1",))


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (correcting(why=" ", i_1=REFUSE), "reason"),
        (correcting(), "items"),
        (correcting(i_9=REFUSE), "items.i-9"),
        (correcting(i_1=Amendment(granted=True)), "items.i-1"),
        (correcting(i_1=Amendment(granted=False)), "items.i-1.reason"),
    ],
)
def test_what_is_wrong_with_a_correction_is_named(command: CorrectDecision, field: str) -> None:
    with pytest.raises(Invalid) as invalid:
        decide(command, LATER, concluded())
    assert [error.field for error in invalid.value.errors] == [field]


@pytest.mark.parametrize("director", ["e-1", "e-3", APPLICANT.person, "a-2"])
def test_nobody_corrects_what_they_took_part_in(director: str) -> None:
    over = decide(Confirm(DIRECTOR), NOON, judged(POOR, case=appealed(refused(exclude=("a-2",)))))
    command = CorrectDecision(director, "Pomylono wnioski.", {"i-1": Amendment(reason="Nowy.")})
    with pytest.raises(Refused) as told:
        decide(command, LATER, over.state)
    assert told.value.code == "took-part"


def test_a_case_that_is_open_is_not_corrected() -> None:
    with pytest.raises(Exception, match="appeal-pending"):
        decide(correcting(i_1=REFUSE), LATER, appealed())
