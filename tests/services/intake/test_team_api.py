"""The doors of teams, and what members, those who left and strangers may do with applications."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from chassis.mongo import Document
from contracts.intake import ApplicationAccepted, ContactChanged, TeamChanged, TeamSubject
from services.intake.domain.application import State
from tests.services.intake.builders import FORM, NOON
from tests.services.intake.conftest import Office
from tests.services.intake.test_handlers import activated

ANNA, JAN, EWA = "applicant:anna", "applicant:jan", "applicant:ewa"
JANS = "jan@przyklad.example"


async def a_team(office: Office, *members: str) -> str:
    """Anna's, with these people in it."""
    team = (await office.door(ANNA, "POST", "/api/teams", name="Bochen")).json()["id"]
    for who in members:
        email = f"{who.partition(':')[2]}@przyklad.example"
        await office.door(ANNA, "POST", f"/api/teams/{team}/invitations", email=email)
        joined = await office.door(who, "POST", f"/api/teams/{team}/members")
        assert joined.status_code == 200, joined.text
    return str(team)


async def applied(office: Office, team: str | None, who: str = ANNA, **fields: Any) -> Document:
    body = {"call": await office.call(), "form": FORM, "team": team, **fields}
    answer = await office.door(who, "POST", "/api/applications", **body)
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def removed(office: Office, team: str, person: str, by: str) -> None:
    """The member goes; nobody has heard of it yet."""
    gone = await office.door(by, "DELETE", f"/api/teams/{team}/members/{person}")
    assert gone.status_code == 204, gone.text


async def heard(office: Office, team: str) -> None:
    """Intake hears who has gone."""
    await office.hear((await office.said(team, "teams"))[-1], "gone")


async def invited(office: Office, who: str, team: str, email: str) -> tuple[int, list[str]]:
    path = f"/api/teams/{team}/invitations"
    answer = await office.door(who, "POST", path, email=email)
    return answer.status_code, [e["code"] for e in answer.json().get("errors", ())]


async def test_one_address_is_mailed_few_invitations_whoever_sends_them(office: Office) -> None:
    teams = [await a_team(office), await a_team(office)]
    answers = [await invited(office, ANNA, teams[no % 2], JANS) for no in range(4)]
    assert answers == [(200, [])] * 3 + [(422, ["too-many"])]
    assert await invited(office, ANNA, teams[0], "ewa@przyklad.example") == (200, [])
    sent = [await office.said(team, "teams") for team in teams]
    assert sum(each.wire_type == "intake.member-invited.v1" for s in sent for each in s) == 4


async def test_one_person_sends_so_many_invitations_a_day(office: Office) -> None:
    settings = office.service.settings.model_copy(update={"team_invitations_a_day": 2})
    object.__setattr__(office.service, "settings", settings)
    team = await a_team(office)
    answers = [await invited(office, ANNA, team, f"jan{no}@przyklad.example") for no in range(3)]
    assert answers == [(200, []), (200, []), (422, ["too-many"])]


async def test_a_stranger_uses_up_nobodys_invitations(office: Office) -> None:
    team = await a_team(office)
    answers = [await invited(office, EWA, team, JANS) for _ in range(4)]
    assert [status for status, _ in answers] == [403] * 4
    assert await invited(office, ANNA, team, JANS) == (200, [])


async def test_a_person_comes_in_by_an_invitation_to_their_address(office: Office) -> None:
    team = await a_team(office)
    path = f"/api/teams/{team}"
    asked = await office.door(ANNA, "POST", f"{path}/invitations", email="JAN@przyklad.example")
    [waits] = asked.json()["invitations"]
    assert (waits["email"], waits["until"]) == (JANS, "2026-01-29T11:00:00Z")
    assert (await office.door(EWA, "POST", f"{path}/members")).status_code == 403
    assert (await office.door(EWA, "GET", "/api/invitations")).json()["items"] == []
    seen = await office.door(JAN, "GET", "/api/invitations")
    assert seen.json() == {"items": [{"team": team, "name": "Bochen"}], "next": None}
    joined = await office.door(JAN, "POST", f"{path}/members")
    assert [each["person"] for each in joined.json()["members"]] == ["anna", "jan"]
    assert (await office.door(JAN, "GET", "/api/invitations")).json()["items"] == []
    assert [
        each["id"] for each in (await office.door(JAN, "GET", "/api/teams")).json()["items"]
    ] == [team]


async def test_an_invitation_ends_with_its_days_and_the_address_is_forgotten(
    office: Office,
) -> None:
    team = await a_team(office)
    await office.door(ANNA, "POST", f"/api/teams/{team}/invitations", email=JANS)
    office.clock.moment = NOON + dt.timedelta(days=14)
    assert (await office.door(JAN, "POST", f"/api/teams/{team}/members")).status_code == 403
    await office.service.wake_team(team)
    assert (await office.door(JAN, "GET", "/api/invitations")).json()["items"] == []
    assert (await office.service.teams.get(team)).state.invitations == ()


async def test_an_invitation_can_be_taken_back(office: Office) -> None:
    team = await a_team(office)
    path = f"/api/teams/{team}/invitations"
    asked = (await office.door(ANNA, "POST", path, email=JANS)).json()["invitations"]
    assert (await office.door(ANNA, "DELETE", f"{path}/{asked[0]['id']}")).status_code == 204
    assert (await office.door(JAN, "POST", f"/api/teams/{team}/members")).status_code == 403


@pytest.mark.parametrize("who", [ANNA, JAN])
async def test_every_member_acts_in_the_teams_application(office: Office, who: str) -> None:
    team = await a_team(office, JAN)
    draft = await applied(office, team)
    path = f"/api/applications/{draft['id']}"
    assert (await office.door(who, "PUT", path, form=FORM)).status_code == 200
    assert (await office.door(who, "POST", f"{path}/submission")).json()["number"]
    assert (await office.door(who, "GET", path)).json()["team"] == team
    listed = (await office.door(who, "GET", "/api/applications")).json()["items"]
    assert [each["id"] for each in listed] == [draft["id"]]
    assert (await office.application(draft["id"])).owner.person == "anna"
    withdrawn = await office.door(who, "POST", f"{path}/withdrawal", reason="Nie.")
    assert withdrawn.status_code == 200


@pytest.mark.parametrize("who", ["ewa", "jan"])
async def test_a_stranger_and_one_who_was_removed_find_every_door_shut(
    office: Office, who: str
) -> None:
    team = await a_team(office, JAN)
    draft = await applied(office, team)
    await removed(office, team, "jan", ANNA)
    path = f"/api/applications/{draft['id']}"
    asked = [
        await office.door(f"applicant:{who}", method, address, **body)
        for method, address, body in (
            ("GET", path, {}),
            ("PUT", path, {"form": FORM}),
            ("PUT", f"{path}/contact", {"contact": FORM["contact"]}),
            ("PUT", f"{path}/team", {"team": team}),
            ("POST", f"{path}/submission", {}),
            ("POST", f"{path}/withdrawal", {"reason": ""}),
            ("GET", f"/api/teams/{team}", {}),
            ("POST", f"/api/teams/{team}/members", {}),
            ("POST", f"/api/teams/{team}/invitations", {"email": "x@przyklad.example"}),
            ("DELETE", f"/api/teams/{team}/members/anna", {}),
        )
    ]
    body = {"call": draft["call"], "form": FORM, "team": team}
    asked += [await office.door(f"applicant:{who}", "POST", "/api/applications", **body)]
    assert [answer.status_code for answer in asked] == [403] * len(asked)
    listed = await office.door(f"applicant:{who}", "GET", "/api/applications")
    assert listed.json()["items"] == []


async def test_an_owner_who_is_removed_loses_access_and_nobody_writes_to_them(
    office: Office,
) -> None:
    team = await a_team(office, JAN)
    own = {**FORM, "contact": {**FORM["contact"], "email": "anna@przyklad.example"}}
    sent = await applied(office, team, form=own, submit=True)
    alone = await applied(office, None)
    await removed(office, team, "anna", JAN)
    path = f"/api/applications/{sent['id']}"
    assert (await office.door(ANNA, "GET", path)).status_code == 403
    listed = (await office.door(ANNA, "GET", "/api/applications")).json()["items"]
    assert [each["id"] for each in listed] == [alone["id"]]
    await heard(office, team)
    assert (await office.application(sent["id"])).contact().email == JANS
    told = (await office.said(sent["id"]))[-1]
    assert isinstance(told, ContactChanged)
    assert (told.old.person, told.new.person, told.by) == ("anna", "jan", "jan")


async def test_the_last_member_stays(office: Office) -> None:
    team = await a_team(office)
    answer = await office.door(ANNA, "DELETE", f"/api/teams/{team}/members/anna")
    assert (answer.status_code, answer.json()["code"]) == (409, "last-member")


async def test_an_application_of_ones_own_may_be_brought_into_a_team(office: Office) -> None:
    team = await a_team(office, JAN)
    sent = await applied(office, None, submit=True)
    path = f"/api/applications/{sent['id']}"
    assert (await office.door(JAN, "PUT", f"{path}/team", team=team)).status_code == 403
    assert (await office.door(ANNA, "PUT", f"{path}/team", team=team)).json()["team"] == team
    assert (await office.door(JAN, "GET", path)).status_code == 200
    assert (await office.door("officer", "PUT", f"{path}/team", team=team)).status_code == 403
    told = (await office.said(sent["id"]))[-1]
    assert (type(told), told.exclude) == (ContactChanged, ("anna", "jan"))


async def test_an_acceptance_tells_who_of_the_team_may_not_judge_it(office: Office) -> None:
    sent = await applied(office, await a_team(office, JAN), submit=True)
    accepted = (await office.said(sent["id"]))[-1]
    assert isinstance(accepted, ApplicationAccepted)
    assert {"anna", "jan"} <= set(accepted.exclude)


async def test_the_contact_is_changed_by_a_member_or_an_officer_and_may_be_a_member(
    office: Office,
) -> None:
    team = await a_team(office, JAN)
    sent = await applied(office, team, submit=True)
    path = f"/api/applications/{sent['id']}/contact"
    contact = {**FORM["contact"], "email": "nowy@przyklad.example"}
    for who, person in ((JAN, "jan"), ("officer", None)):
        answer = await office.door(who, "PUT", path, contact=contact, person=person)
        assert answer.status_code == 200, answer.text
    kept = (await office.application(sent["id"])).contact()
    assert (kept.person, kept.email) == ("jan", "nowy@przyklad.example")
    wrong = await office.door(ANNA, "PUT", path, contact=contact, person="ewa")
    assert [(e["field"], e["code"]) for e in wrong.json()["errors"]] == [("person", "not-a-member")]
    wrong = await office.door(ANNA, "PUT", path, contact={"e-mail": "x"})
    assert [each["field"] for each in wrong.json()["errors"]] == ["contact.e-mail"]


async def test_every_member_renews_what_the_team_was_granted_and_one_who_left_does_not(
    office: Office,
) -> None:
    team = await a_team(office, JAN, EWA)
    first = await applied(office, team, submit=True)
    event = activated().model_copy(update={"case": first["id"]})
    await office.service.licences.learn(event)
    await removed(office, team, "ewa", JAN)
    form = {**FORM, "kind": "renewal", "licence_number": event.licence_number}
    call = await office.call()

    async def renews(who: str) -> Any:
        body = {"call": call, "form": form, "submit": True}
        return await office.door(who, "POST", "/api/applications", **body)

    refused = await renews(EWA)
    assert [e["code"] for e in refused.json()["errors"]] == ["not-yours"]
    renewed = (await renews(JAN)).json()
    assert (renewed["number"] is None, renewed["team"]) == (False, team)
    assert (await office.door(ANNA, "GET", f"/api/applications/{renewed['id']}")).status_code == 200


async def test_who_joined_changes_nobodys_contact(office: Office) -> None:
    sent = await applied(office, await a_team(office), submit=True)
    before = await office.application(sent["id"])
    joined = TeamChanged(
        subject=TeamSubject(kind="team", id=before.team or ""),
        at=NOON,
        by="jan",
        members=("anna", "jan"),
    )
    await office.hear(joined)
    assert (await office.application(sent["id"])) == before
    assert before.state is State.ACCEPTED
