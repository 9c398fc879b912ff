from __future__ import annotations

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.values import ItemVerdict
from services.evaluation.domain.scores import (
    below_minimum,
    closest_two,
    diverge,
    gap,
    mean,
    passes,
    total,
)
from services.evaluation.domain.verdict import judge, overall_mean
from tests.services.evaluation.build import CODES, FAIR, GOOD, POOR, RULES, an_item

A_SHEET = st.fixed_dictionaries(
    {criterion.code: st.integers(0, criterion.max) for criterion in RULES.criteria}
)


def of(points: int) -> dict[str, int]:
    """A sheet of one criterion, for the arithmetic of sums."""
    return {"quality": points}


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ((40, 60, 65), (60, 65)),
        ((40, 45, 90), (40, 45)),
        ((40, 60, 80), (60, 80)),  # a tie goes to the higher pair
        ((80, 60, 40), (80, 60)),
        ((50, 50, 50), (50, 50)),
        ((75, 40, 74), (75, 74)),
    ],
)
def test_the_closest_two_are_taken_and_a_tie_goes_to_the_higher_pair(
    totals: tuple[int, ...], expected: tuple[int, int]
) -> None:
    pair = closest_two([of(points) for points in totals])

    assert tuple(map(total, pair)) == expected


@given(st.lists(A_SHEET, min_size=3, max_size=4))
def test_no_pair_is_closer_and_none_as_close_is_higher(sheets: list[dict[str, int]]) -> None:
    best = closest_two(sheets)
    height = sum(map(total, best))
    for pair in combinations(sheets, 2):
        assert (gap(best), -height) <= (gap(pair), -sum(map(total, pair)))


@given(st.permutations([GOOD, FAIR, POOR]))
def test_the_order_of_the_seats_does_not_tip_a_third_opinion(
    sheets: list[dict[str, int]],
) -> None:
    assert mean(closest_two(sheets)) == Decimal("70.00")


@given(st.lists(A_SHEET, min_size=1, max_size=4))
def test_the_mean_lies_between_the_sums(sheets: list[dict[str, int]]) -> None:
    totals = [total(sheet) for sheet in sheets]
    assert min(totals) <= mean(sheets) <= max(totals)


@given(st.lists(A_SHEET, min_size=2, max_size=2))
def test_an_item_passes_exactly_when_mean_and_minima_are_met(
    sheets: list[dict[str, int]],
) -> None:
    enough = Decimal(sum(map(total, sheets))) / 2 >= 60
    minima = all(
        Decimal(sum(sheet[c.code] for sheet in sheets)) / 2 >= c.min for c in RULES.criteria
    )
    assert passes(sheets, RULES) == (enough and minima)


def test_sixty_passes_and_half_a_point_less_does_not() -> None:
    sixty = dict(zip(CODES, (20, 10, 10, 10, 10), strict=True))
    less = {**sixty, "use": 9}

    assert passes([sixty, sixty], RULES)
    assert not passes([sixty, less], RULES)


def test_no_rounding_lifts_a_mean_over_the_threshold() -> None:
    rules = RULES.model_copy(update={"pass_mean": Decimal("66.67"), "criteria": RULES.criteria[:1]})

    assert mean([of(66), of(67), of(67)]) == Decimal("66.67")
    assert not passes([of(66), of(67), of(67)], rules)


def test_a_minimum_is_met_by_the_mean_not_by_each() -> None:
    low, high = {**GOOD, "quality": 12}, {**GOOD, "quality": 18}

    assert below_minimum([low, high], RULES) == ()
    assert below_minimum([low, {**GOOD, "quality": 17}], RULES) == ("quality",)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (GOOD, False),
        (FAIR, False),
        ({**GOOD, "quality": 5, "social-value": 10}, True),  # a gap of exactly 30
        ({**GOOD, "quality": 14}, True),  # 64 points, but below a minimum: another verdict
    ],
)
def test_experts_diverge_by_a_gap_or_by_their_verdicts(
    second: dict[str, int], *, expected: bool
) -> None:
    assert diverge([GOOD, second], RULES) is expected


def test_one_expert_alone_never_diverges() -> None:
    assert not diverge([POOR], RULES)


def test_a_verdict_tells_the_mean_and_what_fell_short() -> None:
    pl = "Średnia ocen: 40 pkt. Próg: 60 pkt. Poniżej minimum 15 pkt: kryterium quality."
    en = "Mean score: 40 points. Threshold: 60 points. Below the minimum of 15 points: quality."
    made = judge(an_item(), [POOR, POOR], RULES, "pl")
    assert made == ItemVerdict(
        item=an_item(),
        granted=False,
        mean=Decimal("40.00"),
        reason=pl,
        reasons={"pl": pl, "en": en},
    )


def test_the_mean_of_an_application_is_that_of_its_scored_items() -> None:
    spared = ItemVerdict(item=an_item(1), granted=True)
    scored = [judge(an_item(no), [sheet], RULES, "pl") for no, sheet in ((2, GOOD), (3, POOR))]

    assert overall_mean([spared, *scored]) == Decimal("57.50")
    assert overall_mean([spared]) is None
