"""Every state of a sitting × command against a list written by hand."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from chassis.process import Decision, IllegalState, Unknown
from services.evaluation.domain import SITTING_RULES, Sitting, SittingState, decide_sitting
from services.evaluation.domain.chapter.commands import Cancel
from tests.services.evaluation.build import NOON
from tests.services.evaluation.build_chapter import (
    HELD,
    NO,
    OFFICER,
    YES,
    a_call,
    a_closure,
    a_plan,
    an_opening,
    called,
    closed,
    exclusion,
    in_session,
    planned,
    voted,
    votes,
)

SITTINGS: dict[str, Sitting | None] = {
    "none": None,
    "planned": planned(),
    "called": called(),
    "open": voted(in_session(), YES, YES, NO),
    "closed": closed(),
    "cancelled": decide_sitting(Cancel(OFFICER, "Awaria."), NOON, called()).state,
}
COMMANDS: dict[str, Any] = {
    "plan": a_plan(),
    "call": a_call(),
    "open": an_opening(),
    "exclude": exclusion(2),
    "vote": votes(1, NO),
    "close": a_closure(),
    "cancel": Cancel(OFFICER, "Awaria."),
}
# What is possible, and the state it leads to. All else is illegal.
LEGAL = {
    ("none", "plan"): "planned",
    ("planned", "call"): "called",
    ("planned", "cancel"): "cancelled",
    ("called", "cancel"): "cancelled",
    ("called", "open"): "open",
    ("called", "exclude"): "called",
    ("open", "exclude"): "open",
    ("open", "vote"): "open",
    ("open", "close"): "closed",
}
IGNORED = {
    *product(("planned", "called", "open", "closed", "cancelled"), ("plan",)),
    ("called", "call"),
    ("open", "open"),
    ("closed", "close"),
    ("cancelled", "cancel"),
}


@pytest.mark.parametrize(("at", "name"), list(product(SITTINGS, COMMANDS)))
def test_every_pair_of_state_and_command_does_what_is_written_here(at: str, name: str) -> None:
    sitting, command = SITTINGS[at], COMMANDS[name]
    now = NOON if name in {"plan", "call"} else HELD

    if (at, name) in IGNORED:
        assert sitting is not None
        assert decide_sitting(command, now, sitting) == Decision(sitting)
    elif expected := LEGAL.get((at, name)):
        decision = decide_sitting(command, now, sitting)
        assert decision.state.state == expected
        assert decision.messages or decision.state != sitting
    else:
        with pytest.raises(Unknown if sitting is None else IllegalState):
            decide_sitting(command, now, sitting)


def test_the_table_has_a_row_for_every_state() -> None:
    assert {state for state, _ in SITTING_RULES} == {None, *SittingState}
