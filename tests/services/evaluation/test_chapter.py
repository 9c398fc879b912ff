"""The chapter through the API, on a real database."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import all_events
from contracts.evaluation import SittingCalled
from services.evaluation.domain.commands import Confirm
from tests.services.evaluation.build import CASE, DIRECTOR, GOOD, WITH_VOTE, accepted, withdrawal
from tests.services.evaluation.build_chapter import HELD
from tests.services.evaluation.conftest import Doors, Office
from tests.services.evaluation.test_handlers import both_score, kinds

OTHER = "5b0d7a4e-6a55-4f0c-9d5c-0d6f1f3a0002"


async def scored(office: Office, *cases: str) -> None:
    """Cases scored by both experts wait for the chapter, one if none is named."""
    await office.enrol("e-1", "e-2")
    for case in cases or (CASE,):
        await office.hear(accepted(case, evaluation=WITH_VOTE, exclude=("5252344078",)))
        await both_score(office, GOOD, GOOD, case)


async def appoint(door: Doors, *persons: str, **more: Any) -> None:
    for person in persons:
        profile = {"person": person, "name": "Zofia Lis", "email": f"{person}@chapter.example"}
        profile |= more
        assert (await door("officer", "POST", "/api/members", **profile)).status_code == 201


async def plan(door: Doors, *cases: str, **changes: Any) -> str:
    """A sitting of everybody who sits in the chapter; its path."""
    body = {"held": HELD.isoformat(), "place": "Lublin, sala 14", "chair": "c-1", **changes}
    answer = await door("officer", "POST", "/api/sittings", cases=cases or (CASE,), **body)
    assert answer.status_code == 201, answer.text
    return f"/api/sittings/{answer.json()['id']}"


async def said_by_sittings(office: Office) -> list[Any]:
    documents = await office.service.sittings.collection.find({}).to_list(None)
    return [
        all_events()[entry["type"]].read(entry["body"])
        for each in documents
        for entry in each["outbox"]
    ]


async def test_a_case_from_the_agenda_to_the_director(office: Office, door: Doors) -> None:
    await scored(office)
    await appoint(door, "c-1", "c-2", "c-3")
    sitting = await plan(door)
    called = (await door("officer", "POST", f"{sitting}/call")).json()
    office.clock.moment = HELD
    await door("chapter:c-1", "POST", f"{sitting}/opening")
    await door("chapter:c-3", "POST", f"{sitting}/exclusions", case=CASE, ground="Znajomość.")
    for person in ("c-1", "c-2"):
        body = {"case": CASE, "votes": {"i-1": "yes"}}
        assert (await door(f"chapter:{person}", "POST", f"{sitting}/votes", **body)).is_success
    closed = (await door("chapter:c-1", "POST", f"{sitting}/closure")).json()
    invited, passed = await said_by_sittings(office)
    await office.hear(passed)
    await office.hear(passed, cause="the same again")
    concluded = await office.ask(Confirm(DIRECTOR))

    assert (called["number"], called["state"], closed["state"]) == ("1/2026", "called", "closed")
    assert [member.person for member in invited.members] == ["c-1", "c-2", "c-3"]
    assert (concluded.state, concluded.resolution) == ("concluded", "1/2026/1")
    (matter,) = (await door("director", "GET", sitting)).json()["agenda"]
    assert [(vote["member"], vote["ballot"]) for vote in matter["votes"]] == [
        ("c-1", "yes"),
        ("c-2", "yes"),
    ]


async def test_members_read_what_they_are_to_vote_on_and_nothing_before(
    office: Office, door: Doors
) -> None:
    await office.enrol("e-1", "e-2")
    await office.hear(accepted(evaluation=WITH_VOTE))
    before = await door("chapter:c-1", "GET", f"/api/cases/{CASE}")
    await both_score(office, GOOD, GOOD)
    after = (await door("chapter:c-1", "GET", f"/api/cases/{CASE}")).json()

    assert before.status_code == 403
    assert after["materials"]["social"] == "Uczymy zawodu."
    assert [seat["card"] is not None for seat in after["seats"]] == [True, True]


async def test_a_withdrawal_while_the_chapter_votes_wins(office: Office, door: Doors) -> None:
    await scored(office)
    await appoint(door, "c-1")
    sitting = await plan(door)
    await door("officer", "POST", f"{sitting}/call")
    office.clock.moment = HELD
    await door("officer", "POST", f"{sitting}/opening")
    await door("chapter:c-1", "POST", f"{sitting}/votes", case=CASE, votes={"i-1": "yes"})
    await office.hear(withdrawal())
    await door("officer", "POST", f"{sitting}/closure")
    for event in (await said_by_sittings(office))[1:]:
        await office.hear(event)

    assert (await office.case()).state == "withdrawn"


async def test_called_twice_invites_once_and_the_numbers_have_no_gap(
    office: Office, door: Doors
) -> None:
    await scored(office, CASE, OTHER)
    await appoint(door, "c-1")
    first, second = await plan(door, CASE), await plan(door, OTHER)
    answers = [await door("officer", "POST", f"{path}/call") for path in (first, first, second)]

    assert [answer.json()["number"] for answer in answers] == ["1/2026", "1/2026", "2/2026"]
    assert kinds(await said_by_sittings(office)) == [SittingCalled, SittingCalled]


async def test_whoever_sits_in_the_chapter_when_a_sitting_is_called_is_invited(
    office: Office, door: Doors
) -> None:
    await scored(office)
    await appoint(door, "c-1", "c-2")
    sitting = await plan(door, members=["c-1"])  # nobody chooses who votes
    planned = (await door("chapter:c-1", "GET", sitting)).json()
    await door("officer", "POST", "/api/members/c-2/dismissal")
    await appoint(door, "c-3")
    called = (await door("officer", "POST", f"{sitting}/call")).json()
    await appoint(door, "c-4")

    listed = (await door("director", "GET", "/api/members")).json()["items"]
    assert [member["person"] for member in listed] == ["c-1", "c-3", "c-4"]
    assert [member["person"] for member in planned["members"]] == ["c-1", "c-2"]
    assert [member["person"] for member in called["members"]] == ["c-1", "c-3"]
    [invitation] = await said_by_sittings(office)
    assert [member.person for member in invitation.members] == ["c-1", "c-3"]


async def test_sittings_are_listed_by_state(office: Office, door: Doors) -> None:
    await scored(office, CASE, OTHER)
    await appoint(door, "c-1")
    first, second = await plan(door, CASE), await plan(door, OTHER)
    await door("officer", "POST", f"{first}/call")
    answers = [
        (await door("chapter:c-1", "GET", f"/api/sittings?state={state}")).json()["items"]
        for state in ("planned", "called", "closed")
    ]

    assert [[f"/api/sittings/{each['id']}" for each in items] for items in answers] == [
        [second],
        [first],
        [],
    ]


async def test_a_wrong_agenda_names_its_fields(office: Office, door: Doors) -> None:
    await scored(office)
    await appoint(door, "c-1")
    body = {"held": HELD.isoformat(), "place": "Lublin", "chair": "c-2", "cases": [CASE, OTHER]}
    answer = await door("officer", "POST", "/api/sittings", **body)

    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["chair", "cases.1"]


async def test_a_departure_without_a_reason_names_the_item(office: Office, door: Doors) -> None:
    await scored(office)
    await appoint(door, "c-1")
    sitting = await plan(door)
    await door("officer", "POST", f"{sitting}/call")
    office.clock.moment = HELD
    await door("chapter:c-1", "POST", f"{sitting}/opening")
    await door("chapter:c-1", "POST", f"{sitting}/votes", case=CASE, votes={"i-1": "no"})
    refused = await door("chapter:c-1", "POST", f"{sitting}/closure")
    reason = {"case": CASE, "item": "i-1", "reason": "Brak atestu."}
    closed = await door("chapter:c-1", "POST", f"{sitting}/closure", reasons=[reason])

    assert [each["field"] for each in refused.json()["errors"]] == [f"reasons.{CASE}.i-1"]
    (matter,) = closed.json()["agenda"]
    assert matter["resolution"]["items"] == [
        {
            "item": "i-1",
            "granted": False,
            "yes": 0,
            "no": 1,
            "abstain": 0,
            "reason": "Brak atestu.",
        }
    ]


@pytest.mark.parametrize(
    ("who", "method", "path", "status"),
    [
        ("chapter:c-1", "POST", "/api/members", 403),
        ("director", "POST", "/api/members/c-1/dismissal", 403),
        ("officer", "POST", "/api/members/nobody/dismissal", 404),
        ("expert:e-1", "GET", "/api/members", 403),
        ("applicant:a-1", "GET", "/api/sittings", 403),
        ("chapter:c-1", "POST", "/api/sittings", 403),
        ("chapter:c-1", "POST", "{sitting}/call", 403),
        ("officer", "POST", "{sitting}/votes", 403),
        ("chapter:stranger", "POST", "{sitting}/opening", 403),
        ("director", "POST", "{sitting}/closure", 403),
        ("expert:e-1", "GET", "{sitting}", 403),
        ("officer", "POST", "{sitting}/closure", 409),
        ("officer", "GET", "/api/sittings/nothing", 404),
        ("officer", "POST", "/api/sittings/nothing/call", 404),
    ],
)
async def test_everybody_keeps_to_their_own_doors(
    office: Office, door: Doors, who: str, method: str, path: str, status: int
) -> None:
    await scored(office)
    await appoint(door, "c-1")
    sitting = await plan(door)
    await door("officer", "POST", f"{sitting}/call")

    assert (await door(who, method, path.format(sitting=sitting))).status_code == status
