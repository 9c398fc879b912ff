"""Who is asked for a seat: what is refused costs nobody their turn, and no answer goes stale."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest

from services.evaluation import panels, roster
from services.evaluation.domain import decide_expert
from services.evaluation.domain.experts import Absence, Amend
from tests.services.evaluation.build import (
    CASE,
    NOON,
    a_profile,
    accepted,
    declare,
    withdrawal,
)
from tests.services.evaluation.conftest import Doors, Office

TODAY = dt.date(2026, 3, 2)
MOVE = f"/api/tasks/{CASE}.1/reassignment"
DECLARE = f"/api/tasks/{CASE}.1/declaration"
EVEN = {"e-1": 1, "e-2": 1}


async def amend(office: Office, person: str, **changes: Any) -> None:
    command = partial(decide_expert, Amend(a_profile(person, **changes)), NOON)
    await office.service.experts.change(person, command)


async def asked(office: Office, purpose: str, *persons: str) -> None:
    """The roster has answered for a seat, and the process died before the case was changed."""
    candidates = [roster.Candidate(person, None) for person in persons]
    await roster.pick(office.service.rosters, "call-1", CASE, [purpose], candidates)


@pytest.mark.parametrize(
    ("who", "path", "body", "status"),
    [
        ("officer", MOVE, {"reason": " "}, 422),
        ("officer", MOVE, {"reason": "Choroba.", "person": "e-2"}, 409),  # on the case already
        ("officer", MOVE.replace(".1/", ".9/"), {"reason": "Choroba."}, 404),
        ("expert:e-1", DECLARE, {"conflict": True, "ground": " "}, 422),
        ("expert:e-2", DECLARE, {"conflict": True, "ground": "kin"}, 403),
    ],
)
async def test_what_is_refused_costs_nobody_a_seat(
    office: Office, door: Doors, who: str, path: str, body: dict[str, Any], status: int
) -> None:
    await office.one_case()
    await office.enrol("e-3")

    assert (await door(who, "POST", path, **body)).status_code == status
    assert await office.seats() == EVEN


@pytest.mark.parametrize(
    ("who", "path", "body"),
    [
        ("officer", MOVE, {"reason": "Choroba."}),
        ("expert:e-1", DECLARE, {"conflict": True, "ground": "kin"}),
    ],
)
async def test_a_case_that_is_over_costs_nobody_a_seat(
    office: Office, door: Doors, who: str, path: str, body: dict[str, Any]
) -> None:
    await office.one_case()
    await office.enrol("e-3")
    await office.hear(withdrawal())

    assert (await door(who, "POST", path, **body)).status_code == 409
    assert await office.seats() == EVEN


async def test_who_is_named_takes_over_even_if_the_roster_had_answered_with_another(
    office: Office, door: Doors
) -> None:
    await office.one_case()
    await office.enrol("e-3", "e-4")
    await asked(office, "after-1", "e-3")
    moved = await door("officer", "POST", MOVE, reason="Choroba.", person="e-4")

    assert [seat["expert"] for seat in moved.json()["seats"]] == ["e-1", "e-2", "e-4"]


@pytest.mark.parametrize(
    "change",
    [
        {"absence": Absence(since=TODAY, until=TODAY)},
        {"affiliations": ("5252344078",)},
        {"competences": ("it",)},
    ],
)
async def test_who_may_no_longer_sit_gives_way_to_the_next(
    office: Office, change: dict[str, Any]
) -> None:
    await office.enrol("e-1", "e-2", "e-3")
    await asked(office, "panel-1", "e-1")
    await amend(office, "e-1", **change)
    for _ in range(2):
        await office.hear(accepted(exclude=("5252344078",)))

    assert {seat.expert.person for seat in (await office.case()).seats} == {"e-2", "e-3"}
    assert await office.seats() == {"e-1": 1, "e-2": 1, "e-3": 1}


async def test_nobody_is_asked_again_for_a_seat_whose_holder_is_away_by_now(
    office: Office,
) -> None:
    await office.enrol("e-1", "e-2", "e-3")
    await office.hear(accepted())
    await amend(office, "e-1", absence=Absence(since=TODAY, until=TODAY))
    await office.hear(accepted(), cause="the same fact in another message")

    assert await office.seats() == EVEN


async def test_a_recusal_sent_again_is_answered_and_costs_nobody_a_seat(office: Office) -> None:
    await office.one_case()
    await office.enrol("e-3", "e-4")
    command = declare(1, conflict=True, ground="kin")
    for _ in range(2):
        again = await panels.declare(office.service, CASE, command, "http:e-1:k")

    assert again.repeated
    assert await office.seats() == {"e-1": 1, "e-2": 1, "e-3": 1}
