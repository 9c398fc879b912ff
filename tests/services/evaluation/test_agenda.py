"""One agenda at a time, and who does not vote: found by the system."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from chassis.process import Refused
from contracts.evaluation import CasesLeft, SittingCalled, SittingCancelled
from services.evaluation import agenda
from services.evaluation.domain.chapter.sitting import SittingState
from services.evaluation.domain.commands import Confirm
from tests.services.evaluation.build import APPLICANT, CASE, GOOD, withdrawal
from tests.services.evaluation.build_chapter import HELD, a_plan
from tests.services.evaluation.conftest import Doors, Office
from tests.services.evaluation.test_chapter import OTHER, appoint, plan, said_by_sittings, scored
from tests.services.evaluation.test_handlers import both_score, kinds

BODY: dict[str, Any] = {"held": HELD.isoformat(), "place": "Lublin", "chair": "c-1"}


async def state_of(door: Doors, sitting: str) -> str:
    return str((await door("officer", "GET", sitting)).json()["state"])


async def test_a_case_on_one_agenda_is_refused_on_another(office: Office, door: Doors) -> None:
    await scored(office, CASE, OTHER)
    await appoint(door, "c-1")
    await plan(door, CASE)
    refused = await door("officer", "POST", "/api/sittings", cases=[OTHER, CASE], **BODY)

    assert refused.status_code == 422
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [
        ("cases.1", "already-on-agenda")
    ]
    assert (await office.case(OTHER)).sitting is None


async def test_of_two_sittings_planned_at_once_one_gets_the_case(office: Office) -> None:
    await scored(office, CASE, OTHER)
    cases = [await office.case(case) for case in (CASE, OTHER)]
    plans = [a_plan(*order, id=f"s-{no}") for no, order in enumerate((cases, cases[::-1]))]
    made = await asyncio.gather(
        *(agenda.plan(office.service, each, "o-1", f"http:{each.id}#sent") for each in plans),
        return_exceptions=True,
    )

    refused = [each for each in made if isinstance(each, Refused)]
    assert [each.code for each in refused] == ["already-on-agenda"]
    kept = {(await office.service.sittings.get(each.id)).state.state: each.id for each in plans}
    assert set(kept) == {SittingState.PLANNED, SittingState.CANCELLED}
    assert {(await office.case(case)).sitting for case in (CASE, OTHER)} == {
        kept[SittingState.PLANNED]
    }


async def test_nobody_is_invited_to_a_case_that_another_sitting_has(
    office: Office, door: Doors
) -> None:
    await scored(office)
    await appoint(door, "c-1")
    command = a_plan(await office.case(), id="s-crashed")
    await agenda.change(office.service, "s-crashed", command, "the process died right after")
    await plan(door)
    called = await door("officer", "POST", "/api/sittings/s-crashed/call")

    assert (called.status_code, called.json()["code"]) == (409, "already-on-agenda")
    assert await said_by_sittings(office) == []


async def test_a_cancelled_sitting_tells_its_members_and_frees_its_cases(
    office: Office, door: Doors
) -> None:
    await scored(office)
    await appoint(door, "c-1", "c-2")
    first = await plan(door)
    await door("officer", "POST", f"{first}/call")
    unsaid = await door("officer", "POST", f"{first}/cancellation")
    for _ in range(2):
        assert (await door("officer", "POST", f"{first}/cancellation", reason="Awaria.")).is_success
    second = await plan(door)

    assert [each["field"] for each in unsaid.json()["errors"]] == ["reason"]
    called, cancelled, left = await said_by_sittings(office)
    expected: list[Any] = [SittingCalled, SittingCancelled, CasesLeft]
    assert kinds([called, cancelled, left]) == expected
    assert (cancelled.number, cancelled.reason) == ("1/2026", "Awaria.")
    assert [member.person for member in cancelled.members] == ["c-1", "c-2"]
    assert [await state_of(door, each) for each in (first, second)] == ["cancelled", "planned"]


async def test_a_sitting_nobody_knows_of_is_cancelled_without_a_word(
    office: Office, door: Doors
) -> None:
    await scored(office)
    await appoint(door, "c-1")
    sitting = await plan(door)
    cancelled = await door("officer", "POST", f"{sitting}/cancellation")

    on = await office.case()
    for event in await said_by_sittings(office):  # to its cases alone
        assert isinstance(event, CasesLeft)
        await office.hear(event)

    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert (on.sitting, on.held) == (sitting.rpartition("/")[2], HELD)
    assert [(each.sitting, each.held) for each in [await office.case()]] == [(None, None)]


async def test_a_sitting_that_has_begun_is_not_cancelled(office: Office, door: Doors) -> None:
    await scored(office)
    await appoint(door, "c-1")
    sitting = await plan(door)
    await door("officer", "POST", f"{sitting}/call")
    office.clock.moment = HELD
    await door("officer", "POST", f"{sitting}/opening")
    late = await door("officer", "POST", f"{sitting}/cancellation", reason="Awaria.")

    assert (late.status_code, late.json()["code"]) == (409, "illegal-state")


async def test_a_case_without_a_quorum_is_free_for_the_next_sitting(
    office: Office, door: Doors
) -> None:
    await scored(office, CASE, OTHER)
    await appoint(door, "c-1")
    first = await plan(door, CASE, OTHER)
    await door("officer", "POST", f"{first}/call")
    office.clock.moment = HELD
    await door("officer", "POST", f"{first}/opening")
    await door("chapter:c-1", "POST", f"{first}/votes", case=CASE, votes={"i-1": "yes"})
    await door("officer", "POST", f"{first}/closure")
    body = {**BODY, "held": "2026-04-10T09:00:00Z"}
    resolved = await door("officer", "POST", "/api/sittings", cases=[CASE], **body)
    free = await door("officer", "POST", "/api/sittings", cases=[OTHER], **body)

    # The resolution is on its way to its case, which still waits; no other sitting takes it up.
    assert [each["code"] for each in resolved.json()["errors"]] == ["already-on-agenda"]
    assert free.status_code == 201


async def test_a_withdrawal_between_plan_and_call_keeps_nobody_from_the_other_cases(
    office: Office, door: Doors
) -> None:
    await scored(office, CASE, OTHER)
    await appoint(door, "c-1")
    sitting = await plan(door, CASE, OTHER)
    await office.hear(withdrawal())

    assert (await door("officer", "POST", f"{sitting}/call")).status_code == 200


async def test_who_has_to_do_with_a_case_is_excluded_when_the_sitting_is_called(
    office: Office, door: Doors
) -> None:
    await scored(office)
    await appoint(door, "c-1", "e-1", APPLICANT.person)
    await appoint(door, "c-2", affiliations=["525-234-40-78"])
    gone = {"nip": "5252344078", "until": "2023-03-02"}
    await appoint(door, "c-3", affiliations=[gone])
    sitting = await plan(door)
    called = (await door("officer", "POST", f"{sitting}/call")).json()
    office.clock.moment = HELD
    await door("chapter:c-1", "POST", f"{sitting}/opening")
    vote = {"case": CASE, "votes": {"i-1": "yes"}}
    answers = {
        person: (await door(f"chapter:{person}", "POST", f"{sitting}/votes", **vote)).status_code
        for person in ("c-1", "e-1", APPLICANT.person, "c-2", "c-3")
    }

    (matter,) = called["agenda"]
    tie = "System znalazł związek z podmiotem."
    assert {each["member"]: each["ground"] for each in matter["excluded"]} == {
        "e-1": "Ekspert w tej sprawie.",
        APPLICANT.person: tie,
        "c-2": tie,
    }
    assert answers == {"c-1": 200, "e-1": 409, APPLICANT.person: 409, "c-2": 409, "c-3": 200}


async def test_a_member_is_amended_and_a_wrong_tie_is_named(door: Doors) -> None:
    await appoint(door, "c-1")
    profile = {"name": "Zofia Lis", "email": "z@chapter.example"}
    wrong = await door("officer", "PUT", "/api/members/c-1", **profile, affiliations=["1"])
    right = await door("officer", "PUT", "/api/members/c-1", **profile, affiliations=["5252344078"])

    assert [each["field"] for each in wrong.json()["errors"]] == ["affiliations.0"]
    assert right.json()["affiliations"] == [{"nip": "5252344078", "until": None}]


@pytest.mark.parametrize("director", ["e-1", APPLICANT.person])
async def test_a_director_who_took_part_does_not_confirm(office: Office, director: str) -> None:
    await office.one_case()
    await both_score(office, GOOD, GOOD)

    with pytest.raises(Refused) as refused:
        await office.ask(Confirm(director))
    assert refused.value.code == "took-part"
    assert (await office.ask(Confirm("d-1"))).state == "concluded"
