from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from contracts.evaluation import (
    CaseProgressed,
    CaseWithdrawn,
    EvaluationConcluded,
    ExpertAssigned,
    ExpertRecused,
    PanelShort,
    ScoreOverdue,
    ScoresDiverged,
    ScoreSubmitted,
)
from services.evaluation import panels
from services.evaluation.domain import State
from services.evaluation.domain.case import SeatState
from services.evaluation.domain.commands import Confirm
from services.evaluation.domain.experts import Absence
from tests.services.evaluation.build import (
    CASE,
    DIRECTOR,
    GOOD,
    LATE,
    NOON,
    POOR,
    accepted,
    an_item,
    claim,
    declare,
    sheet,
    submit,
    withdrawal,
)
from tests.services.evaluation.conftest import Office


async def both_score(
    office: Office, first: dict[str, int], second: dict[str, int], case: str = CASE
) -> None:
    """The panel scores: the seats go to e-1 and e-2, in this order."""
    for no, points in enumerate((first, second), start=1):
        await office.ask(declare(no), case)
        await office.ask(claim(no), case)
        await office.ask(submit(no, sheet(points)), case)


def kinds(events: list[Any]) -> list[Any]:
    return [type(event) for event in events]


async def test_the_plain_path_is_few_messages(office: Office) -> None:
    await office.enrol("e-1", "e-2")
    await office.hear(accepted())
    await both_score(office, GOOD, GOOD)
    await office.ask(Confirm(DIRECTOR))

    said = await office.said()
    scoring: list[Any] = [CaseProgressed, ScoreSubmitted]
    panel = [ExpertAssigned, ExpertAssigned]
    assert kinds(said) == [*panel, *scoring, *scoring, EvaluationConcluded]
    assert [event.seq for event in said] == [1, 1, 2, 4, 5, 7, 8]


async def test_an_acceptance_delivered_twice_seats_nobody_twice(office: Office) -> None:
    await office.enrol("e-1", "e-2", "e-3")
    await office.hear(accepted())
    before = await office.document()
    await office.hear(accepted())
    await office.hear(accepted(), cause="the same fact in another message")

    assert await office.document() == before
    assert await office.seats() == {"e-1": 1, "e-2": 1}


async def test_a_crash_between_roster_and_case_changes_nothing_in_the_end(office: Office) -> None:
    await office.enrol("e-1", "e-2", "e-3")
    await office.hear(accepted())
    panel = [seat.expert.person for seat in (await office.case()).seats]
    await office.service.cases.collection.delete_one({"_id": CASE})  # never got that far
    await office.enrol("e-0")
    await office.hear(accepted())

    assert [seat.expert.person for seat in (await office.case()).seats] == panel
    assert await office.seats() == {"e-1": 1, "e-2": 1}


async def test_a_withdrawal_that_overtakes_the_acceptance_is_answered_once_it_comes(
    office: Office,
) -> None:
    await office.enrol("e-1", "e-2")
    await office.hear(withdrawal())
    await office.hear(accepted())

    assert kinds(await office.said()) == [CaseWithdrawn]


async def test_a_case_without_experts_moves_on_when_they_are_saved(office: Office) -> None:
    await office.hear(accepted())
    await office.enrol("e-1", "e-2")
    await office.told_of_experts()

    assert (await office.case()).state == State.IN_PANEL
    expected: list[Any] = [PanelShort, ExpertAssigned, ExpertAssigned]
    assert kinds(await office.said()) == expected


async def test_a_waiting_case_looks_again_by_itself_the_next_day(office: Office) -> None:
    await office.hear(accepted())
    await office.enrol("e-1", "e-2")
    assert (await office.tick()).state == State.WAITING_FOR_EXPERT
    office.clock.moment = (await office.document())["due"]

    assert (await office.tick()).state == State.IN_PANEL


async def test_nobody_tied_to_the_entity_is_seated(office: Office) -> None:
    await office.enrol("e-1", affiliations=("5252344078",))
    await office.enrol("e-2", "e-3")
    await office.hear(accepted(exclude=("5252344078",)))

    assert await office.seats() == {"e-2": 1, "e-3": 1}


async def test_a_conflict_brings_the_next_expert(office: Office) -> None:
    await office.enrol("e-1", "e-2", "e-3")
    await office.hear(accepted())
    for _ in range(2):  # the second is the same request sent again
        await panels.declare(
            office.service, CASE, declare(1, conflict=True, ground="kin"), "http:e-1:k"
        )

    expected: list[Any] = [ExpertAssigned, ExpertAssigned, ExpertRecused, ExpertAssigned]
    assert kinds(await office.said()) == expected
    assert await office.seats() == {"e-1": 1, "e-2": 1, "e-3": 1}


async def test_two_conflicts_at_once_bring_two_different_experts(office: Office) -> None:
    await office.enrol("e-1", "e-2", "e-3", "e-4")
    await office.hear(accepted())
    await asyncio.gather(
        *(
            panels.declare(
                office.service, CASE, declare(no, conflict=True, ground="kin"), f"http:e-{no}:k"
            )
            for no in (1, 2)
        )
    )

    case = await office.case()
    assert case.state == State.IN_PANEL
    assert {seat.expert.person for seat in case.open_seats} == {"e-3", "e-4"}
    assert await office.seats() == {"e-1": 1, "e-2": 1, "e-3": 1, "e-4": 1}


async def test_the_third_expert_comes_with_the_tick_that_is_due_at_once(office: Office) -> None:
    await office.enrol("e-1", "e-2", "e-3")
    await office.hear(accepted())
    await both_score(office, GOOD, POOR)
    case = await office.tick()

    assert kinds((await office.said())[5:]) == [ScoreSubmitted, ScoresDiverged, ExpertAssigned]
    assert [seat.expert.person for seat in case.seats] == ["e-1", "e-2", "e-3"]


async def test_at_the_deadline_the_task_goes_to_somebody_else(office: Office) -> None:
    await office.enrol("e-1", "e-2", "e-3")
    await office.hear(accepted())
    await office.ask(declare(2))
    await office.ask(claim(2))
    await office.ask(submit(2, sheet(GOOD)))
    office.clock.moment = LATE
    case = await office.tick()

    assert [seat.state for seat in case.seats] == [
        SeatState.OVERDUE,
        SeatState.SCORED,
        SeatState.ASSIGNED,
    ]
    expected: list[Any] = [CaseProgressed, ScoreSubmitted, ScoreOverdue, ExpertAssigned]
    assert kinds((await office.said())[2:]) == expected


async def late_with_nobody_else(office: Office) -> None:
    """Seat 2 is scored; e-1 is late and e-3 away."""
    await office.enrol("e-1", "e-2")
    await office.enrol("e-3", absence=Absence(since=NOON.date(), until=dt.date(2026, 3, 17)))
    await office.hear(accepted())
    await office.ask(declare(2))
    await office.ask(claim(2))
    await office.ask(submit(2, sheet(GOOD)))
    await office.told_of_experts()
    office.clock.moment = LATE
    case = await office.tick()
    assert [seat.expert.person for seat in case.open_seats] == ["e-1"]


async def test_a_late_seat_goes_to_a_competent_expert_as_soon_as_one_is_added(
    office: Office,
) -> None:
    await late_with_nobody_else(office)
    await office.enrol("e-0", competences=("it",))
    await office.told_of_experts()
    assert [seat.expert.person for seat in (await office.case()).open_seats] == ["e-1"]
    await office.enrol("e-4", "e-5")
    await office.told_of_experts()

    case = await office.case()
    assert [(seat.expert.person, seat.state) for seat in case.seats] == [
        ("e-1", SeatState.OVERDUE),
        ("e-2", SeatState.SCORED),
        ("e-4", SeatState.ASSIGNED),
    ]
    expected: list[Any] = [ScoreOverdue, ScoreOverdue, ExpertAssigned]
    assert kinds((await office.said())[4:]) == expected
    assert await office.seats() == {"e-1": 1, "e-2": 1, "e-4": 1}


async def test_a_late_seat_goes_to_the_expert_who_is_back_from_an_absence(office: Office) -> None:
    await late_with_nobody_else(office)
    office.clock.moment = (await office.document())["due"]
    case = await office.tick()

    assert [seat.expert.person for seat in case.open_seats] == ["e-3"]
    assert await office.seats() == {"e-1": 1, "e-2": 1, "e-3": 1}


async def test_however_many_are_late_a_new_expert_is_shown_to_each_that_lacks_one(
    office: Office,
) -> None:
    await office.enrol("e-1", "e-2")
    late = [f"case-{no:03d}" for no in range(60)]
    for case in late:
        await office.hear(accepted(case))
    office.clock.moment = LATE
    for case in late:
        await office.tick(case)
    waiting = [f"case-{no:03d}" for no in range(60, 70)]
    for case in waiting:
        await office.hear(accepted(case, items=(an_item(category="it"),)))
    await office.told_of_experts()
    await office.enrol("e-3", competences=("gastronomia", "it"))
    delivered = await office.told_of_experts()

    seated = [[s.expert.person for s in (await office.case(c)).open_seats] for c in late + waiting]
    assert seated == [["e-2", "e-3"]] * 60 + [["e-3"]] * 10
    assert delivered == 2


@pytest.mark.parametrize("ticks", [1, 2, 4])
async def test_ticks_by_several_workers_do_it_once(office: Office, ticks: int) -> None:
    await office.hear(accepted())
    await office.enrol("e-1", "e-2")
    await asyncio.gather(*(panels.wake(office.service, CASE) for _ in range(ticks)))

    expected: list[Any] = [PanelShort, ExpertAssigned, ExpertAssigned]
    assert kinds(await office.said()) == expected
    assert await office.seats() == {"e-1": 1, "e-2": 1}
    assert office.clock.now() == NOON
