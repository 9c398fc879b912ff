"""Whom a case is written to: the newest word counts, in whatever order it comes."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from chassis.process import Decision
from contracts.evaluation import EvaluationConcluded
from services.evaluation.domain import Case, decide
from services.evaluation.domain.commands import Confirm, OpenCase
from tests.services.evaluation.build import (
    APPLICANT,
    DIRECTOR,
    JAN,
    NOON,
    a_change,
    accepted,
    awaiting,
    joined,
    offers,
    opened,
    withdrawal,
)
from tests.services.evaluation.conftest import Office

EVA = JAN.model_copy(update={"person": "a-3"})
FIRST, SECOND = a_change(seq=4), a_change(seq=5, old=JAN, new=EVA)
OPEN = OpenCase(accepted(), offers("e-1", "e-2"))


@pytest.mark.parametrize("order", [*permutations((OPEN, FIRST, SECOND))])
def test_the_newest_contact_stays_in_whatever_order_it_came(order: tuple[Any, ...]) -> None:
    case: Case | None = None
    for word in order:
        case = decide(word, NOON, case).state
    assert case is not None
    assert (case.file.contact, case.contact_seq) == (EVA, 5)
    assert case.seats == opened().seats


def test_the_verdict_goes_to_the_new_contact_with_the_team() -> None:
    changed = decide(FIRST, NOON, awaiting()).state
    (verdict,) = decide(Confirm(DIRECTOR), NOON, changed).messages
    assert isinstance(verdict, EvaluationConcluded)
    assert (verdict.contact, verdict.contact.team) == (JAN, "team-1")


def test_whoever_acts_for_the_applicant_or_ever_did_judges_nothing() -> None:
    case = opened(event=accepted(exclude=("5252344078", "a-1")))
    for word in (a_change(seq=4, exclude=("a-1", "a-2")), joined("a-2", "a-9"), joined("a-9")):
        case = decide(word, NOON, case).state

    assert case.file.exclude == ("5252344078", "a-1", "a-2", "a-9")
    assert decide(joined("a-9", "a-2"), NOON, case) == Decision(case)


@pytest.mark.parametrize("order", [*permutations((OPEN, FIRST, withdrawal()))])
def test_a_withdrawal_is_answered_whatever_overtakes_what(order: tuple[Any, ...]) -> None:
    case: Case | None = None
    said: list[Any] = []
    for word in order:
        made = decide(word, NOON, case)
        case, said = made.state, [*said, *made.messages]
    assert case is not None
    assert (case.state, case.file.contact) == ("withdrawn", JAN)
    assert said[-1].contact in (APPLICANT, JAN)


async def test_a_change_before_the_acceptance_is_left_to_it(office: Office) -> None:
    await office.hear(a_change(seq=2, accepted=False))
    assert await office.service.cases.find(FIRST.case or "") is None
    await office.hear(FIRST)
    await office.hear(accepted())
    case = (await office.service.cases.get(FIRST.case or "")).state
    assert case.file.contact == JAN
