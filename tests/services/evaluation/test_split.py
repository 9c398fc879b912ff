"""A seat that nobody can take whole goes to one expert for each category, for its items alone."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from chassis.process import Invalid
from contracts.evaluation import (
    ExpertAssigned,
    ExpertRecused,
    PanelShort,
    ScoresDiverged,
    ScoreSubmitted,
)
from services.evaluation.domain import State, decide
from services.evaluation.domain.commands import OpenCase, Reassign, TimeArrived
from services.evaluation.panels import declare as declared
from tests.services.evaluation.build import (
    CASE,
    FAIR,
    GOOD,
    LATE,
    NOON,
    POOR,
    accepted,
    an_expert,
    an_item,
    claimed,
    declare,
    opened_split,
    score,
    sheet,
    submit,
)
from tests.services.evaluation.conftest import Doors, Office
from tests.services.evaluation.test_handlers import kinds

BOTH = (an_item(1), an_item(2, category="it"))
IT: dict[str, Any] = {"competences": ("it",)}
ALL_ROUND: dict[str, Any] = {"competences": ("gastronomia", "it")}


def panels(case: Any) -> list[tuple[str, str | None]]:
    """Everybody with something to do, and for which category."""
    return [(seat.expert.person, seat.category) for seat in case.open_seats]


def test_each_panel_scores_its_items_and_each_item_has_its_verdict() -> None:
    case = opened_split()
    for no, points in enumerate((GOOD, FAIR, POOR, POOR), start=1):
        case = score(case, no, points).state

    assert case.state == State.AWAITING_CONFIRMATION
    assert [(made.item.id, made.granted, str(made.mean)) for made in case.verdicts] == [
        ("i-1", True, "70.00"),
        ("i-2", False, "40.00"),
    ]


@pytest.mark.parametrize("items", [("i-2",), ("i-1", "i-2")])
def test_a_card_holds_the_items_of_its_panel_alone(items: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as refused:
        decide(submit(1, *(sheet(GOOD, item) for item in items)), NOON, claimed(opened_split()))

    assert "not-asked" in {error.code for error in refused.value.errors}


def test_a_third_expert_comes_to_the_panel_that_disagrees_and_to_no_other() -> None:
    case = opened_split()
    for no, points in enumerate((GOOD, GOOD, GOOD), start=1):
        case = score(case, no, points).state
    torn = score(case, 4, POOR)
    seated = decide(TimeArrived({"third:it": an_expert("e-5")}), NOON, torn.state).state
    ended = score(seated, 5, FAIR).state

    assert kinds(list(torn.messages)) == [ScoreSubmitted, ScoresDiverged]
    assert torn.state.vacancies == ("third:it",)
    assert panels(seated) == [("e-5", "it")]
    assert [str(made.mean) for made in ended.verdicts] == ["75.00", "70.00"]


def test_who_replaces_an_expert_scores_what_that_expert_had() -> None:
    moved = decide(
        Reassign(3, "o-1", "Choroba.", None, {"after-3": an_expert("e-5")}), NOON, opened_split()
    ).state
    again = decide(
        Reassign(5, "o-1", "Urlop.", None, {"after-5": an_expert("e-6")}), NOON, moved
    ).state

    assert panels(again)[2:] == [("e-4", "it"), ("e-6", "it")]


async def test_a_panel_for_each_category_is_chosen_when_nobody_knows_both(
    office: Office, door: Doors
) -> None:
    await office.enrol("e-1", "e-2")
    await office.enrol("p-1", "p-2", **IT)
    for _ in range(2):
        await office.hear(accepted(items=BOTH), "twice")
    await office.ask(declare(3, "p-1"))
    task = f"/api/tasks/{CASE}.3"
    opened = (await door("expert:p-1", "POST", f"{task}/claim", session="s")).json()

    assert panels(await office.case()) == [
        ("e-1", "gastronomia"),
        ("e-2", "gastronomia"),
        ("p-1", "it"),
        ("p-2", "it"),
    ]
    assert [item["id"] for item in opened["application"]["items"]] == ["i-2"]
    assert await office.seats() == {"e-1": 1, "e-2": 1, "p-1": 1, "p-2": 1}


async def test_who_knows_both_comes_before_a_panel_for_each(office: Office) -> None:
    await office.enrol("e-1", "e-2")
    await office.enrol("a-3", "a-4", **ALL_ROUND)
    await office.hear(accepted(items=BOTH))

    assert panels(await office.case()) == [("a-3", None), ("a-4", None)]


async def test_the_office_is_told_which_category_lacks_an_expert(office: Office) -> None:
    await office.enrol("e-1", "e-2")
    await office.hear(accepted(items=BOTH))
    waiting = await office.case()
    await office.enrol("p-1", **IT)
    await office.enrol("a-3", **ALL_ROUND)
    await office.told_of_experts()

    *_, short = [event for event in await office.said() if isinstance(event, PanelShort)][:1]
    assert (short.categories, short.missing) == (("it",), 2)
    assert waiting.state == State.WAITING_FOR_EXPERT
    case = await office.case()
    assert case.state == State.IN_PANEL
    assert set(panels(case)[2:]) == {("p-1", "it"), ("a-3", "it")}


async def test_until_somebody_is_seated_who_knows_both_may_still_come(office: Office) -> None:
    await office.hear(accepted(items=BOTH))
    await office.enrol("a-3", "a-4", **ALL_ROUND)
    await office.told_of_experts()

    assert panels(await office.case()) == [("a-3", None), ("a-4", None)]
    assert kinds((await office.said())[-2:]) == [ExpertAssigned, ExpertAssigned]


async def test_an_acceptance_that_comes_again_asks_nobody_though_the_panels_would_be_others(
    office: Office,
) -> None:
    await office.enrol("e-1", "e-2")
    await office.enrol("p-1", "p-2", **IT)
    await office.hear(accepted(items=BOTH))
    await office.enrol("a-3", "a-4", **ALL_ROUND)
    await office.hear(accepted(items=BOTH), "again")

    assert await office.seats() == {"e-1": 1, "e-2": 1, "p-1": 1, "p-2": 1}


async def test_a_recusal_on_one_panel_is_filled_from_its_own_category(office: Office) -> None:
    await office.enrol("e-1", "e-2", "e-3")
    await office.enrol("p-1", "p-2", "p-3", **IT)
    await office.hear(accepted(items=BOTH))
    command = declare(4, "p-2", conflict=True, ground="kin")
    await declared(office.service, CASE, command, "http:p-2:k")

    assert ("p-3", "it") in panels(await office.case())


async def one_for_each(office: Office) -> None:
    """Two who know the one category and two who know the other."""
    await office.enrol("e-1", "e-2")
    await office.enrol("p-1", "p-2", **IT)


async def test_the_seat_that_nobody_can_take_whole_is_divided(office: Office) -> None:
    await office.enrol("a-3", **ALL_ROUND)
    await one_for_each(office)
    await office.hear(accepted(items=BOTH))
    case = await office.case()

    assert (case.state, case.vacancies) == (State.IN_PANEL, ())
    assert panels(case) == [("a-3", None), ("e-1", "gastronomia"), ("p-1", "it")]


async def test_who_knows_both_and_has_no_place_left_keeps_nobody_waiting(office: Office) -> None:
    await office.enrol("a-3", "a-4", limit=1, **ALL_ROUND)
    await one_for_each(office)
    await office.hear(accepted("c-1", items=BOTH))
    await office.hear(accepted("c-2", items=BOTH))
    first, second = await office.case("c-1"), await office.case("c-2")

    assert panels(first) == [("a-3", None), ("a-4", None)]
    assert panels(second) == [
        ("e-1", "gastronomia"),
        ("e-2", "gastronomia"),
        ("p-1", "it"),
        ("p-2", "it"),
    ]


async def test_who_knew_both_and_steps_down_is_replaced_by_one_for_each(office: Office) -> None:
    await office.enrol("a-3", "a-4", **ALL_ROUND)
    await one_for_each(office)
    await office.hear(accepted(items=BOTH))
    command = declare(1, "a-3", conflict=True, ground="kin")
    case = (await declared(office.service, CASE, command, "http:a-3:k")).state
    recused = next(each for each in await office.said() if isinstance(each, ExpertRecused))

    assert case.state == State.IN_PANEL
    assert panels(case) == [("a-4", None), ("e-1", "gastronomia"), ("p-1", "it")]
    assert recused.replacement == "Ekspert e-1, Ekspert p-1"
    assert recused.named == ("a-3", "e-1", "p-1")


async def test_a_case_left_short_is_divided_as_soon_as_experts_are_added(office: Office) -> None:
    await office.enrol("a-3", "a-4", **ALL_ROUND)
    await office.hear(accepted(items=BOTH))
    await declared(office.service, CASE, declare(1, "a-3", conflict=True, ground="kin"), "k")
    short = await office.case()
    await one_for_each(office)
    await office.told_of_experts()

    assert (short.state, short.vacancies) == (State.WAITING_FOR_EXPERT, ("after-1",))
    assert panels(await office.case()) == [("a-4", None), ("e-1", "gastronomia"), ("p-1", "it")]


async def test_who_is_late_with_all_of_it_is_relieved_by_one_for_each_or_by_nobody(
    office: Office,
) -> None:
    await office.enrol("a-3", "a-4", **ALL_ROUND)
    await office.hear(accepted(items=BOTH))
    await office.enrol("e-1", "e-2")
    office.clock.moment = LATE
    alone = panels(await office.tick())
    await office.enrol("p-1", "p-2", **IT)
    await office.told_of_experts()

    assert alone == [("a-3", None), ("a-4", None)]
    assert panels(await office.case()) == [
        ("e-1", "gastronomia"),
        ("e-2", "gastronomia"),
        ("p-1", "it"),
        ("p-2", "it"),
    ]


def test_cards_for_all_and_for_one_category_make_the_verdict_of_each_item() -> None:
    seats = {
        "panel-1": an_expert("e-1"),
        "panel-2:gastronomia": an_expert("e-2"),
        "panel-2:it": an_expert("e-3"),
    }
    case = decide(OpenCase(accepted(items=BOTH), seats), NOON, None).state
    case = score(case, 1, GOOD, GOOD).state
    case = score(case, 2, FAIR).state
    torn = score(case, 3, POOR).state
    seated = decide(TimeArrived({"third:it": an_expert("e-4")}), NOON, torn).state

    assert torn.vacancies == ("third:it",)
    assert [str(made.mean) for made in score(seated, 4, FAIR).state.verdicts] == ["70.00", "70.00"]


async def test_four_cases_at_once_wait_for_nobody_who_is_free(office: Office) -> None:
    await office.enrol("a-3", "a-4", limit=3, **ALL_ROUND)
    await one_for_each(office)
    cases = [f"c-{no}" for no in range(4)]
    await asyncio.gather(*(office.hear(accepted(case, items=BOTH)) for case in cases))
    opened = [await office.case(case) for case in cases]

    assert [case.state for case in opened] == [State.IN_PANEL] * 4
    for case in opened:
        cards = [item.category for seat in case.seats for item in case.file.items_in(seat.category)]
        assert sorted(cards) == ["gastronomia", "gastronomia", "it", "it"]
    seats = await office.seats()
    assert {person: seats[person] for person in ("a-3", "a-4")} == {"a-3": 3, "a-4": 3}
