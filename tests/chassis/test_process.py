"""The process table, read line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import pytest

from chassis.process import (
    Aggregate,
    Decision,
    IllegalState,
    Refused,
    Rules,
    Text,
    Unknown,
    decide,
    go,
    ignore,
    possible,
    refuse,
    stay,
)

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Light(StrEnum):
    RED = "red"
    GREEN = "green"


class Lamp(Aggregate):
    state: Light = Light.RED
    flashes: int = 0


@dataclass(frozen=True)
class Switch:
    times: int = 1


@dataclass(frozen=True)
class Flash:
    pass


def flash(lamp: Lamp | None, _: object, __: datetime) -> Decision[Lamp]:
    lamp = lamp or Lamp()
    return Decision(lamp.but(flashes=lamp.flashes + 1))


RULES: Rules = {
    (None, Switch): go(Light.RED, flash),
    (Light.RED, Switch): (
        refuse(
            lambda *_: Refused("too-often", Text("Za często.", "Too often.")),
            when=lambda _, switch, __: switch.times > 9,
        ),
        go(Light.GREEN, when=lambda _, switch, __: switch.times % 2 == 1),
        ignore("on and off again"),
    ),
    (Light.GREEN, Flash): stay(flash),
    (Light.GREEN, Switch): (go(Light.RED, when=lambda *_: False),),
}


@pytest.mark.parametrize(
    ("lamp", "command", "after"),
    [
        (None, Switch(), Lamp(flashes=1)),
        (Lamp(), Switch(), Lamp(state=Light.GREEN)),
        (Lamp(), Switch(2), Lamp()),
        (Lamp(state=Light.GREEN), Flash(), Lamp(state=Light.GREEN, flashes=1)),
    ],
)
def test_the_first_rule_whose_guard_holds_is_applied(
    lamp: Lamp | None, command: object, after: Lamp
) -> None:
    assert decide(RULES, command, NOON, lamp) == Decision(after)


def test_a_command_that_begins_nothing_meets_no_aggregate() -> None:
    with pytest.raises(Unknown):
        decide(RULES, Flash(), NOON, None)


def test_what_is_not_in_the_table_is_refused_with_state_and_what_is_possible() -> None:
    with pytest.raises(IllegalState) as refused:
        decide(RULES, Flash(), NOON, Lamp())

    assert refused.value.extra == {"state": "red", "command": "Flash", "possible": ("Switch",)}


def test_a_row_of_which_no_guard_holds_is_refused() -> None:
    with pytest.raises(IllegalState):
        decide(RULES, Switch(), NOON, Lamp(state=Light.GREEN))


def test_a_rule_may_refuse_with_an_error_of_its_own() -> None:
    with pytest.raises(Refused, match="too-often"):
        decide(RULES, Switch(11), NOON, Lamp())


def test_possible_names_what_the_table_acts_on() -> None:
    assert possible(RULES, Light.GREEN) == ("Flash", "Switch")
    assert possible({(Light.RED, Flash): ignore("dark")}, Light.RED) == ()
