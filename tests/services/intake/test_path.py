"""The way of a case as a picture."""

from __future__ import annotations

import pytest

from services.intake.domain.path import AT, Step, path
from services.intake.domain.words import STATES


def drawn(steps: tuple[Step, ...]) -> str:
    marks = {"past": "+", "now": "o", "stop": "x", "ahead": "."}
    return "".join(marks[each.where] for each in steps)


@pytest.mark.parametrize(
    ("state", "picture"),
    [
        ("submitted", "o....."),
        ("formal_check", "+o...."),
        ("correction", "+o...."),
        ("rejected", "+x...."),
        ("evaluation", "++o..."),
        ("chapter", "+++o.."),
        ("awaiting_confirmation", "++++o."),
        ("refused", "++++x."),
        ("appeal", "++++o."),
        ("awaiting_signature", "+++++o"),
        ("active", "+++++o"),
        ("revoked", "+++++x"),
        ("withdrawn", "+x"),
    ],
)
def test_a_state_stands_at_its_step(state: str, picture: str) -> None:
    assert drawn(path(state, chapter=True)) == picture


def test_without_the_chapter_there_is_one_step_less() -> None:
    assert drawn(path("awaiting_confirmation", chapter=False)) == "+++o."
    assert drawn(path("chapter", chapter=False)) == "+++o."


def test_an_appeal_against_the_formal_check_stands_there() -> None:
    assert drawn(path("appeal", chapter=True, formal_appeal=True)) == "+o...."


def test_every_state_of_a_case_has_its_place() -> None:
    assert {*STATES} - {*AT} == {"draft", "withdrawn"}


def test_the_present_step_is_told_in_words() -> None:
    said = [each.state.pl for each in path("correction", chapter=True) if each.state]
    assert said == ["uzupełnienie"]
