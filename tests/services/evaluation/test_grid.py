"""Every state × command against a list written by hand."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from chassis.process import Decision, IllegalState, Refused, Text, Unknown
from services.evaluation.domain import RULES, Case, State, decide
from services.evaluation.domain.commands import (
    Amendment,
    Confirm,
    CorrectDecision,
    KeepDraft,
    KeepLease,
    OpenAppeal,
    OpenCase,
    PutOnAgenda,
    Reassign,
    Recuse,
    ReleaseTask,
    TimeArrived,
)
from tests.services.evaluation.build import (
    DIRECTOR,
    FAIR,
    LATE,
    LEASE,
    NOON,
    a_change,
    accepted,
    an_appeal,
    an_expert,
    appealed,
    awaiting,
    buried,
    claim,
    claimed,
    concluded,
    declare,
    for_chapter,
    for_vote,
    joined,
    judged,
    offers,
    opened,
    resolved,
    score,
    sheet,
    submit,
    taken_back,
    with_third,
    withdrawal,
    withdrawn,
)
from tests.services.evaluation.build_chapter import HELD

CASES: dict[str, Case | None] = {
    "none": None,
    "expected": decide(a_change(seq=5), NOON, None).state,
    "tombstone": buried(),
    "waiting": claimed(opened("e-1")),
    "panel": claimed(opened()),
    "last card": claimed(score(opened(), 2, FAIR).state),
    "third": claimed(with_third(), 3),
    "last card before the vote": claimed(score(for_vote(), 2, FAIR).state),
    "chapter": for_chapter(),
    "awaiting": awaiting(),
    "concluded": concluded(),
    "appeal": claimed(appealed(), 3),
    "appeal, awaiting": judged(),
    "withdrawn": withdrawn(),
}


def commands(no: int) -> dict[str, Any]:
    """Every command, of the expert who has a task open."""
    person = f"e-{no}"
    return {
        "open": OpenCase(accepted(), offers("e-1", "e-2")),
        "declare": declare(no),
        "step down": declare(no, conflict=True, ground="kin"),
        "claim": claim(no, real_now=NOON + LEASE / 2),
        "keep": KeepLease(no, person, "token-s-1", NOON + LEASE / 2, LEASE),
        "draft": KeepDraft(no, person, "token-s-1", (sheet(FAIR),), NOON + LEASE / 2, LEASE),
        "release": ReleaseTask(no, person, "token-s-1"),
        "submit": submit(no, sheet(FAIR)),
        "recuse": Recuse(person, Text("Związek.", "A tie."), {f"after-{no}": an_expert("e-9")}),
        "move": Reassign(no, "o-1", "Choroba.", None, {f"after-{no}": an_expert("e-9")}),
        "time": TimeArrived({"panel-2": an_expert("e-9")}),
        "take up": PutOnAgenda("s-1", HELD, "o-1"),
        "resolve": resolved(),
        "confirm": Confirm(DIRECTOR),
        "withdraw": withdrawal(at=NOON),
        "appeal": OpenAppeal(
            an_appeal(), {f"appeal-1-panel-{no}": an_expert(f"e-{no + 2}") for no in (1, 2)}
        ),
        "take back": taken_back(),
        "correct": CorrectDecision(DIRECTOR, "Omyłka.", {"i-1": Amendment(reason="Inny.")}),
        "follow": a_change(seq=9),
        "follow late": a_change(seq=0),
        "team": joined("a-2", "a-9"),
    }


# What is possible, and the state it leads to. All else is illegal.
LEGAL = {
    ("none", "open"): "in_panel",
    ("none", "withdraw"): "tombstone",
    ("none", "follow"): "expected",
    ("none", "follow late"): "expected",
    ("expected", "open"): "in_panel",
    ("expected", "withdraw"): "tombstone",
    **{(name, "follow"): str(case.state) for name, case in CASES.items() if case is not None},
    **{(name, "team"): str(case.state) for name, case in CASES.items() if case and case.dossier},
    ("tombstone", "open"): "withdrawn",
    ("waiting", "step down"): "waiting_for_expert",
    ("waiting", "claim"): "waiting_for_expert",
    ("waiting", "keep"): "waiting_for_expert",
    ("waiting", "release"): "waiting_for_expert",
    ("waiting", "submit"): "waiting_for_expert",
    ("waiting", "recuse"): "waiting_for_expert",
    ("waiting", "move"): "waiting_for_expert",
    ("waiting", "time"): "in_panel",
    ("waiting", "withdraw"): "withdrawn",
    ("panel", "step down"): "waiting_for_expert",
    ("panel", "claim"): "in_panel",
    ("panel", "keep"): "in_panel",
    ("panel", "release"): "in_panel",
    ("panel", "submit"): "in_panel",
    ("panel", "recuse"): "in_panel",
    ("panel", "move"): "in_panel",
    ("panel", "time"): "in_panel",
    ("panel", "withdraw"): "withdrawn",
    ("last card", "step down"): "waiting_for_expert",
    ("last card", "claim"): "in_panel",
    ("last card", "keep"): "in_panel",
    ("last card", "release"): "in_panel",
    ("last card", "submit"): "awaiting_confirmation",
    ("last card", "recuse"): "in_panel",
    ("last card", "move"): "in_panel",
    ("last card", "time"): "in_panel",
    ("last card", "withdraw"): "withdrawn",
    ("last card before the vote", "step down"): "waiting_for_expert",
    ("last card before the vote", "claim"): "in_panel",
    ("last card before the vote", "keep"): "in_panel",
    ("last card before the vote", "release"): "in_panel",
    ("last card before the vote", "submit"): "chapter",
    ("last card before the vote", "recuse"): "in_panel",
    ("last card before the vote", "move"): "in_panel",
    ("last card before the vote", "time"): "in_panel",
    ("last card before the vote", "withdraw"): "withdrawn",
    ("third", "step down"): "waiting_for_expert",
    ("third", "claim"): "third_expert",
    ("third", "keep"): "third_expert",
    ("third", "release"): "third_expert",
    ("third", "submit"): "awaiting_confirmation",
    ("third", "recuse"): "third_expert",
    ("third", "move"): "third_expert",
    ("third", "time"): "third_expert",
    ("third", "withdraw"): "withdrawn",
    ("chapter", "take up"): "chapter",
    ("chapter", "resolve"): "awaiting_confirmation",
    ("chapter", "withdraw"): "withdrawn",
    ("awaiting", "confirm"): "concluded",
    ("awaiting", "withdraw"): "withdrawn",
    ("concluded", "withdraw"): "concluded",
    # Everything was granted, so there is nothing left to judge: answered at once.
    ("concluded", "appeal"): "concluded",
    ("concluded", "take back"): "concluded",
    ("concluded", "correct"): "concluded",
    ("appeal", "step down"): "waiting_for_expert",
    ("appeal", "claim"): "in_panel",
    ("appeal", "keep"): "in_panel",
    ("appeal", "release"): "in_panel",
    ("appeal", "submit"): "in_panel",
    ("appeal", "move"): "in_panel",
    ("appeal", "time"): "in_panel",
    ("appeal", "recuse"): "in_panel",
    ("appeal", "withdraw"): "in_panel",
    ("appeal", "take back"): "concluded",
    ("appeal, awaiting", "confirm"): "concluded",
    ("appeal, awaiting", "withdraw"): "awaiting_confirmation",
    ("appeal, awaiting", "take back"): "concluded",
}
LEGAL |= {(at, "draft"): to for (at, name), to in LEGAL.items() if name == "keep"}
WORKING = ("waiting", "panel", "last card", "last card before the vote", "third")
APPEALS = ("appeal", "appeal, awaiting")
REFUSED = {(at, "correct"): "appeal-pending" for at in APPEALS}
IGNORED = {
    *product(("withdrawn",), ("appeal", "take back")),
    *product(APPEALS, ("open", "appeal", "resolve")),
    ("appeal", "declare"),
    *product(("appeal, awaiting",), ("time", "recuse", "take up")),
    ("expected", "time"),
    *product(set(CASES) - {"none"}, ("follow late",)),
    *product(("tombstone", "withdrawn"), ("withdraw", "time")),
    *product((*WORKING, "chapter", "awaiting", "concluded", "withdrawn"), ("open",)),
    *product(WORKING, ("declare",)),
    *product(("chapter", "awaiting", "concluded"), ("time",)),
    *product(("tombstone", "chapter", "awaiting", "concluded", "withdrawn"), ("recuse",)),
    *product(("awaiting", "concluded", "withdrawn"), ("resolve", "take up")),
    ("concluded", "confirm"),
}
PAIRS = list(product(CASES, commands(1)))


@pytest.mark.parametrize(("at", "name"), PAIRS)
def test_every_pair_of_state_and_command_does_what_is_written_here(at: str, name: str) -> None:
    case, command = CASES[at], commands(3 if at in {"third", "appeal"} else 1)[name]

    if (at, name) in IGNORED:
        assert case is not None
        assert decide(command, NOON, case) == Decision(case)
    elif expected := LEGAL.get((at, name)):
        # Time does something at the deadline; all else happens at noon.
        decision = decide(command, LATE if name == "time" else NOON, case)
        assert decision.state.state == expected
        assert decision.messages or decision.state != case
    elif code := REFUSED.get((at, name)):
        with pytest.raises(Refused, match=code):
            decide(command, NOON, case)
    else:
        with pytest.raises(Unknown if case is None else IllegalState):
            decide(command, NOON, case)


def test_the_table_has_a_row_for_every_state() -> None:
    assert {state for state, _ in RULES} == {None, *State}
