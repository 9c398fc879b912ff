"""An officer gives a task to somebody else."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.process import IllegalState, Invalid, Refused, Unknown
from contracts.evaluation import ExpertAssigned, TaskReassigned
from services.evaluation.domain import decide
from services.evaluation.domain.case import SeatState
from services.evaluation.domain.commands import Reassign
from tests.services.evaluation.build import (
    CASE,
    DEADLINE,
    GOOD,
    NOON,
    accepted,
    an_expert,
    claim,
    claimed,
    declare,
    opened,
    score,
    sheet,
    submit,
)
from tests.services.evaluation.conftest import Doors, Office
from tests.services.evaluation.test_handlers import kinds

PATH = f"/api/tasks/{CASE}.1/reassignment"


def a_move(no: int = 1, **changes: Any) -> Reassign:
    values = {"reason": "Choroba.", "offers": {f"after-{no}": an_expert("e-3")}}
    return Reassign(no, "o-1", **{**values, **changes})


def test_the_task_goes_to_another_with_a_deadline_of_its_own() -> None:
    decision = decide(a_move(), NOON, claimed(opened()))
    first, _, third = decision.state.seats
    told, invited = decision.messages

    assert (first.state, first.claim, first.ground) == (SeatState.REASSIGNED, None, "Choroba.")
    assert (third.expert, third.state, third.deadline) == (
        an_expert("e-3"),
        SeatState.ASSIGNED,
        DEADLINE,
    )
    assert isinstance(told, TaskReassigned)
    assert (told.by, told.expert, told.replacement) == ("o-1", "Ekspert e-1", "Ekspert e-3")
    assert isinstance(invited, ExpertAssigned)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"no": 9}, Unknown),
        ({"no": 2}, IllegalState),  # the card is in
        ({"reason": " "}, Invalid),
        ({"offers": {}}, Refused),
        ({"offers": {"after-1": an_expert("e-2")}}, Refused),  # on the case already
        ({"person": "e-4"}, Refused),  # the roster has answered with somebody else
    ],
)
def test_what_cannot_be_moved_stays(changes: dict[str, Any], error: type[Refused]) -> None:
    with pytest.raises(error):
        decide(a_move(**changes), NOON, score(opened(), 2, GOOD).state)


async def test_the_officer_names_who_takes_over(office: Office, door: Doors) -> None:
    await office.one_case()
    await office.enrol("e-3", "e-4")
    await office.ask(declare(1))
    await office.ask(claim(1))
    moved = await door("officer", "POST", PATH, reason="Choroba.", person="e-4")

    assert [(seat["expert"], seat["state"]) for seat in moved.json()["seats"]] == [
        ("e-1", "reassigned"),
        ("e-2", "assigned"),
        ("e-4", "assigned"),
    ]
    expected: list[Any] = [TaskReassigned, ExpertAssigned]
    assert kinds((await office.said())[3:]) == expected
    assert await office.seats() == {"e-1": 1, "e-2": 1, "e-4": 1}
    with pytest.raises(IllegalState):
        await office.ask(submit(1, sheet(GOOD)))


async def test_without_a_name_the_next_in_turn_takes_over(office: Office, door: Doors) -> None:
    await office.one_case()
    await office.enrol("e-3")
    moved = await door("officer", "POST", PATH, reason="Choroba.")

    assert [seat["expert"] for seat in moved.json()["seats"]] == ["e-1", "e-2", "e-3"]


@pytest.mark.parametrize(
    ("who", "person", "status"),
    [("officer", "e-3", 409), ("officer", "nobody", 409), ("expert:e-1", None, 403)],
)
async def test_nobody_tied_to_the_entity_takes_over(
    office: Office, door: Doors, who: str, person: str | None, status: int
) -> None:
    await office.enrol("e-1", "e-2")
    await office.hear(accepted(exclude=("5252344078",)))
    await office.enrol("e-3", affiliations=("5252344078",))

    assert (await door(who, "POST", PATH, reason="Choroba.", person=person)).status_code == status
