from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.process import Invalid
from services.evaluation.domain.cards import read_card
from tests.services.evaluation.build import GOOD, NOON, RULES, an_item, sheet

ITEMS = (an_item(1), an_item(2))


def faults(*sheets: dict[str, Any]) -> dict[str, str]:
    """What is wrong with a card, by field."""
    with pytest.raises(Invalid) as refused:
        read_card(sheets, ITEMS, RULES.criteria, NOON)
    return {error.field: error.code for error in refused.value.errors}


def with_score(place: int, **changes: Any) -> dict[str, Any]:
    """A good sheet with one score changed."""
    typed = sheet(GOOD)
    typed["scores"][place].update(changes)
    return typed


def test_a_whole_card_is_taken() -> None:
    card = read_card([sheet(GOOD), sheet(GOOD, "i-2")], ITEMS, RULES.criteria, NOON)

    assert [entry.item for entry in card.items] == ["i-1", "i-2"]
    assert {s.criterion: s.points for s in card.items[0].scores} == GOOD


@pytest.mark.parametrize("points", [None, "20", 20.5, 20.0, True])
def test_points_are_whole_numbers(points: Any) -> None:
    assert faults(with_score(2, points=points), sheet(GOOD, "i-2")) == {
        "items.0.scores.2.points": "not-whole"
    }


@given(st.integers().filter(lambda points: not 0 <= points <= 30))
def test_points_outside_the_criterion_are_named(points: int) -> None:
    assert faults(with_score(0, points=points), sheet(GOOD, "i-2")) == {
        "items.0.scores.0.points": "out-of-range"
    }


@pytest.mark.parametrize("words", ["", "   ", "...", "12", None])
def test_every_score_is_justified_in_words(words: str | None) -> None:
    assert faults(with_score(4, justification=words), sheet(GOOD, "i-2")) == {
        "items.0.scores.4.justification": "required"
    }


def test_every_wrong_field_is_named_at_once() -> None:
    typed = with_score(0, points=31, justification="")
    typed["scores"].pop()

    assert faults(typed) == {
        "items": "missing",
        "items.0.scores": "missing",
        "items.0.scores.0.points": "out-of-range",
        "items.0.scores.0.justification": "required",
    }


def test_what_is_not_on_the_card_or_given_twice_is_named() -> None:
    typed = sheet(GOOD, "i-2")
    typed["scores"].append({"criterion": "charm", "points": 1, "justification": "Tak."})

    assert faults(sheet(GOOD), typed, sheet(GOOD), sheet(GOOD, "i-9")) == {
        "items.1.scores.5.criterion": "not-asked",
        "items.2.item": "twice",
        "items.3.item": "not-asked",
    }
