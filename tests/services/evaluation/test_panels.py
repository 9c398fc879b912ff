"""Who is asked for a seat: what is refused costs nobody their turn, and no answer goes stale."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest

from contracts.base import Subject
from contracts.evaluation import ExpertAssigned, ExpertChanged, ExpertRecused, PanelShort
from services.evaluation import panels, roster
from services.evaluation.domain import decide_expert
from services.evaluation.domain.experts import Absence, Amend
from tests.services.evaluation.build import (
    CASE,
    GOOD,
    NOON,
    a_profile,
    accepted,
    claim,
    declare,
    sheet,
    submit,
    withdrawal,
)
from tests.services.evaluation.conftest import Doors, Office

TODAY = dt.date(2026, 3, 2)
MOVE = f"/api/tasks/{CASE}.1/reassignment"
DECLARE = f"/api/tasks/{CASE}.1/declaration"
EVEN = {"e-1": 1, "e-2": 1}


async def amend(office: Office, person: str, **changes: Any) -> None:
    command = partial(decide_expert, Amend(a_profile(person, **changes), "o-1"), NOON)
    await office.service.experts.change(person, command)


async def asked(office: Office, purpose: str, *persons: str) -> None:
    """The roster has answered for a seat, and the process died before the case was changed."""
    candidates = [roster.Candidate(person, None, "") for person in persons]
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


async def test_however_many_cases_wait_a_new_expert_is_shown_to_each(office: Office) -> None:
    cases = [f"case-{no:03d}" for no in range(120)]
    for case in cases:
        await office.hear(accepted(case))
    await office.enrol("e-1")
    delivered = await office.told_of_experts()

    assert [len((await office.case(case)).seats) for case in cases] == [1] * 120
    assert delivered == 3


CHANGES: dict[str, dict[str, Any]] = {
    "shares an employer": {"affiliations": ("5252344078",)},
    "did so less than three years ago": {
        "affiliations": ({"nip": "5252344078", "until": "2023-03-03"},)
    },
}


async def amended(office: Office, **changes: Any) -> None:
    """One case of e-1 and e-2, e-3 is free; then e-1 is amended."""
    await office.enrol("e-1", "e-2", "e-3")
    await office.hear(accepted(exclude=("5252344078",)))
    await amend(office, "e-1", **changes)
    await office.told_of_experts()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_tie_found_while_a_seat_is_open_brings_the_next_expert(
    office: Office, change: dict[str, Any]
) -> None:
    await amended(office, **change)

    recused, assigned = (await office.said())[2:]
    assert [(seat.expert.person, seat.state) for seat in (await office.case()).seats] == [
        ("e-1", "recused"),
        ("e-2", "assigned"),
        ("e-3", "assigned"),
    ]
    assert (recused.by, recused.ground, recused.replacement) == (
        "rule:conflict",
        "System znalazł związek z podmiotem.",
        "Ekspert e-3",
    )
    assert assigned.expert.person == "e-3"


@pytest.mark.parametrize(
    "change",
    [
        {"affiliations": ({"nip": "5252344078", "until": "2023-03-02"},)},
        {"absence": Absence(since=TODAY, until=TODAY)},
        {"competences": ("it",)},
    ],
    ids=["a tie of long ago", "an absence", "other competences"],
)
async def test_what_is_no_tie_takes_nobody_off(office: Office, change: dict[str, Any]) -> None:
    await amended(office, **change)

    assert {seat.expert.person for seat in (await office.case()).open_seats} == {"e-1", "e-2"}
    assert await office.seats() == EVEN


async def test_a_card_that_is_in_stays_whatever_is_found_later(office: Office) -> None:
    await office.one_case()
    await office.enrol("e-3")
    await office.ask(declare(1))
    await office.ask(claim(1))
    await office.ask(submit(1, sheet(GOOD)))
    await amend(office, "e-1", affiliations=("5252344078",))
    await office.told_of_experts()

    assert [seat.state for seat in (await office.case()).seats] == ["scored", "assigned"]


async def test_an_expert_taken_off_the_list_leaves_what_they_have_not_scored(
    office: Office, door: Doors
) -> None:
    await office.one_case()
    await office.ask(declare(1))
    await office.ask(claim(1))
    removed = await door("officer", "POST", "/api/experts/e-1/removal")
    await office.told_of_experts()
    waiting = await office.case()
    await office.enrol("e-3")
    await office.told_of_experts()

    assert (removed.status_code, removed.json()["state"]) == (200, "removed")
    assert (waiting.state, waiting.vacancies) == ("waiting_for_expert", ("after-1",))
    case = await office.case()
    assert (case.state, [seat.expert.person for seat in case.open_seats]) == (
        "in_panel",
        ["e-2", "e-3"],
    )
    assert [type(event) for event in (await office.said())[3:]] == [
        ExpertRecused,
        PanelShort,
        ExpertAssigned,
    ]


async def test_a_message_about_an_expert_that_comes_again_changes_nothing(office: Office) -> None:
    await amended(office, affiliations=("5252344078",))
    before = await office.document()
    event = ExpertChanged(subject=Subject(kind="person", id="e-1"), at=NOON, by="o-1")
    await office.hear(event, "again")

    assert await office.document() == before
