"""Ties that are found late: between the choice and the seat, or when the applicant's team grows."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from chassis.process import Refused
from contracts.evaluation import ExpertRecused
from services.evaluation.domain import decide_expert
from services.evaluation.domain.case import SeatState
from services.evaluation.domain.commands import Amendment, Confirm, CorrectDecision
from services.evaluation.domain.experts import Absence, Amend, Remove
from tests.services.evaluation.build import (
    CASE,
    DIRECTOR,
    GOOD,
    JAN,
    NOON,
    a_change,
    a_profile,
    accepted,
    claim,
    declare,
    joined,
    sheet,
    submit,
)
from tests.services.evaluation.conftest import Doors, Office, Readers
from tests.services.evaluation.test_chapter import appoint, plan, scored
from tests.services.evaluation.test_handlers import both_score
from tests.support.reader import words

TIED = Amend(a_profile("e-1", affiliations=("5252344078",)), "o-1")
AWAY = Absence(since=NOON.date(), until=NOON.date())
TASK = f"/api/tasks/{CASE}.1"


async def one_case(office: Office) -> None:
    """Of an entity that e-1 may have to do with; their panel is e-1 and e-2, and e-3 is free."""
    await office.enrol("e-1", "e-2")
    await office.hear(accepted(exclude=("5252344078",)))
    await office.enrol("e-3")


async def changed_unheard(office: Office, command: Any) -> None:
    """The office changes an expert, and the word of it has found no seat of theirs yet."""
    await office.service.experts.change("e-1", partial(decide_expert, command, NOON))


async def seats(office: Office) -> list[tuple[str, SeatState]]:
    return [(seat.expert.person, seat.state) for seat in (await office.case()).seats]


@pytest.mark.parametrize("command", [TIED, Remove("o-1")])
async def test_a_tie_that_was_missed_is_found_at_the_declaration(
    office: Office, door: Doors, command: Any
) -> None:
    await one_case(office)
    await changed_unheard(office, command)
    answer = await door("expert:e-1", "POST", f"{TASK}/declaration", conflict=False)
    opened = await door("expert:e-1", "POST", f"{TASK}/claim", session="s")

    assert (answer.status_code, answer.json()["state"]) == (200, "recused")
    assert opened.status_code == 409
    assert await seats(office) == [
        ("e-1", SeatState.RECUSED),
        ("e-2", SeatState.ASSIGNED),
        ("e-3", SeatState.ASSIGNED),
    ]
    [told] = [each for each in await office.said() if isinstance(each, ExpertRecused)]
    assert told.by == "rule:conflict"


async def test_the_page_of_the_declaration_says_what_was_found(
    office: Office, reader: Readers
) -> None:
    await one_case(office)
    await changed_unheard(office, TIED)
    browser, page = reader("expert:e-1"), f"/zadania/{CASE}.1"
    shown = await browser.follow(await browser.send(f"{page}/oswiadczenie", conflict="no"))

    assert "System znalazł związek z podmiotem." in words(shown)
    assert "Żytni, na zakwasie." not in shown.text


async def test_who_is_written_down_as_away_and_declares_is_there(
    office: Office, door: Doors
) -> None:
    await one_case(office)
    await changed_unheard(office, Amend(a_profile("e-1", absence=AWAY), "o-1"))
    answer = await door("expert:e-1", "POST", f"{TASK}/declaration", conflict=False)

    assert answer.json()["state"] == "declared"


@pytest.mark.parametrize(
    "word", [joined("a-2", "e-1"), a_change(seq=9, exclude=("a-2", "e-1"))], ids=["joins", "given"]
)
async def test_an_expert_of_the_applicants_team_scores_its_case_no_more(
    office: Office, word: Any
) -> None:
    await office.enrol("e-1", "e-2", "e-3")
    await office.hear(accepted(contact=JAN))
    for command in (declare(1), claim(1), declare(2), claim(2), submit(2, sheet(GOOD))):
        await office.ask(command)
    for _ in range(2):
        await office.hear(word)

    assert await seats(office) == [
        ("e-1", SeatState.RECUSED),
        ("e-2", SeatState.SCORED),
        ("e-3", SeatState.ASSIGNED),
    ]


async def test_who_joins_another_team_or_leaves_changes_nothing(office: Office) -> None:
    await office.enrol("e-1", "e-2", "e-3")
    await office.hear(accepted(contact=JAN))
    before = await office.document()
    await office.hear(joined("a-3", "e-1", team="team-2"))
    await office.hear(joined("a-2").model_copy(update={"gone": "a-3", "heir": JAN}))

    assert await office.document() == before


async def test_a_director_of_the_applicants_team_neither_confirms_nor_corrects(
    office: Office,
) -> None:
    await office.enrol("e-1", "e-2")
    await office.hear(accepted(contact=JAN))
    await both_score(office, GOOD, GOOD)
    await office.hear(joined("a-2", "d-2"))
    correction = CorrectDecision("d-2", "Omyłka.", {"i-1": Amendment(reason="Inny.")})

    with pytest.raises(Refused, match="took-part"):
        await office.ask(Confirm("d-2"))
    await office.ask(Confirm(DIRECTOR))
    with pytest.raises(Refused, match="took-part"):
        await office.ask(correction)


async def test_a_member_who_joins_the_applicants_team_after_the_plan_does_not_vote(
    office: Office, door: Doors
) -> None:
    await scored(office)
    await office.hear(a_change(seq=9))
    await appoint(door, "c-1", "c-2")
    sitting = await plan(door)
    await office.hear(joined("a-2", "c-2"))
    [matter] = (await door("officer", "POST", f"{sitting}/call")).json()["agenda"]

    assert [each["member"] for each in matter["excluded"]] == ["c-2"]
