"""What one person of a role may see and another may not."""

from __future__ import annotations

import pytest

from services.evaluation.domain import Case
from services.evaluation.domain.access import seen_by
from tests.services.evaluation.build import (
    DIRECTOR,
    GOOD,
    POOR,
    appealed,
    awaiting,
    opened,
    score,
    with_third,
)

ONE_IN = score(opened(), 1, GOOD).state
ON_APPEAL = score(appealed(), 3, POOR).state


@pytest.mark.parametrize(
    ("case", "person", "cards"),
    [
        (ONE_IN, DIRECTOR, [True, False]),
        (ONE_IN, "e-1", [True, False]),
        (ONE_IN, "e-2", [False, False]),
        (awaiting(), "e-2", [True, True]),
        (with_third(), "e-1", [True, True, False]),
        (with_third(), "e-3", [False, False, False]),
        (ON_APPEAL, DIRECTOR, [True, True, True, False]),
        (ON_APPEAL, "e-1", [True, True, True, False]),
        (ON_APPEAL, "e-4", [False, False, False, False]),
    ],
)
def test_whoever_has_yet_to_score_sees_no_card_of_others(
    case: Case, person: str, cards: list[bool]
) -> None:
    assert [seat.card is not None for seat in seen_by(person, case).seats] == cards
