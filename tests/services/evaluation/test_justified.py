"""What the experts said of a refused item reaches the applicant, and never who said it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from contracts.evaluation import EvaluationConcluded
from contracts.values import CriterionVerdict
from services.evaluation.domain import decide
from services.evaluation.domain.case import Case
from services.evaluation.domain.commands import Amendment, Confirm, CorrectDecision
from services.evaluation.domain.scores import plain
from services.evaluation.views import CaseLine
from tests.services.evaluation.build import (
    CODES,
    DIRECTOR,
    FAIR,
    GOOD,
    NOON,
    POOR,
    RULES,
    accepted,
    an_item,
    appealed,
    awaiting,
    claimed,
    for_chapter,
    opened,
    refused,
    resolved,
    sheet,
    submit,
    with_third,
)
from tests.services.evaluation.build import score as scored


def said(case: Case, no: int, points: Mapping[str, int], words: str) -> Case:
    """Expert ``no`` scores the one item, justifying every score with these words."""
    typed: dict[str, Any] = sheet(points)
    scores = [{**each, "justification": words} for each in typed["scores"]]
    return decide(submit(no, {**typed, "scores": scores}), NOON, claimed(case, no)).state


def announced(case: Case) -> EvaluationConcluded:
    [event] = decide(Confirm(DIRECTOR), NOON, case).messages
    assert isinstance(event, EvaluationConcluded)
    return event


def words(case: Case) -> list[tuple[tuple[str, ...], ...]]:
    """What is told of each item, criterion by criterion."""
    return [tuple(c.justifications for c in v.criteria) for v in announced(case).verdicts]


def test_a_refused_item_tells_every_criterion_with_its_mean_and_the_experts_words() -> None:
    case = said(said(opened(), 1, POOR, "Żaden atest nie jest aktualny."), 2, POOR, "Atest.")
    [made] = announced(case).verdicts

    assert made.criteria[0] == CriterionVerdict(
        code="quality",
        name={"pl": "kryterium quality", "en": "quality"},
        max=30,
        min=15,
        mean=Decimal("10.00"),
        justifications=("Atest.", "Żaden atest nie jest aktualny."),
    )
    assert [each.code for each in made.criteria] == list(CODES)


def test_the_order_of_the_words_is_the_same_whoever_said_them() -> None:
    one = said(said(opened(), 1, POOR, "Atest."), 2, POOR, "Brak.")
    other = said(said(opened(), 1, POOR, "Brak."), 2, POOR, "Atest.")

    assert announced(one).verdicts == announced(other).verdicts


def test_an_item_that_is_granted_needs_no_words() -> None:
    assert words(awaiting(GOOD, FAIR)) == [()]


def test_the_words_of_a_card_that_does_not_count_are_not_told() -> None:
    case = said(with_third(GOOD, POOR), 3, POOR, "Trzecia opinia.")

    assert words(case) == [(("Trzecia opinia.", "Widać to w dokumentach."),) * len(CODES)]


def test_a_refusal_by_vote_still_tells_what_the_experts_said() -> None:
    [vote] = resolved().items
    against = vote.model_copy(update={"granted": False, "yes": 0, "no": 3})
    case = decide(resolved(against), NOON, for_chapter()).state

    assert [len(each) for each in words(case)] == [len(CODES)]


def test_what_is_refused_again_on_appeal_tells_the_words_of_the_better_scores() -> None:
    case = appealed()
    first, second = (seat.no for seat in case.present)
    worse = dict(POOR, quality=0)
    case = said(said(case, first, worse, "Gorzej."), second, worse, "Gorzej.")
    [event] = decide(Confirm(DIRECTOR), NOON, case).messages
    [made] = event.model_dump()["verdicts"]

    assert made["criteria"][0]["justifications"] == ("Widać to w dokumentach.",) * 2


@pytest.mark.parametrize(("granted", "told"), [(None, len(CODES)), (True, 0)])
def test_a_correction_of_the_words_leaves_the_scores_told(
    granted: bool | None,  # noqa: FBT001 -- as an amendment has it
    told: int,
) -> None:
    amended = {"i-1": Amendment(granted=granted, reason="Próg to 60 pkt.")}
    [event] = decide(CorrectDecision(DIRECTOR, "Omyłka.", amended), NOON, refused()).messages

    assert len(event.model_dump()["verdicts"][0]["criteria"]) == told


def test_no_list_of_cases_tells_what_the_experts_said() -> None:
    assert CaseLine.of(refused()).verdicts[0].criteria == ()


def test_each_item_is_told_by_itself() -> None:
    case = opened(event=accepted(items=(an_item(1), an_item(2))))
    made = scored(scored(case, 1, GOOD, POOR).state, 2, FAIR, POOR).state

    assert [len(each) for each in words(made)] == [0, len(RULES.criteria)]


@pytest.mark.parametrize(
    ("value", "pl", "en"),
    [("48.50", "48,5", "48.5"), ("60", "60", "60"), ("62.5", "62,5", "62.5"), ("0", "0", "0")],
)
def test_points_are_told_without_zeros_at_their_end(value: str, pl: str, en: str) -> None:
    assert plain(Decimal(value)) == (pl, en)
