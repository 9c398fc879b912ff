"""Erasure at intake: when it has to wait, what goes, and what of a case has to stay."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chassis.process import Decision
from contracts.base import Subject
from contracts.evaluation import CaseWithdrawn
from contracts.intake import PersonErased, TeamChanged, TeamSubject
from contracts.people import person_of
from contracts.values import Contact, Point
from services.intake.domain import erasing
from services.intake.domain.appeal import Appeal
from services.intake.domain.application import Application, State
from services.intake.domain.erasing import Held, needed
from services.intake.domain.form import Form
from services.intake.domain.person import Actor
from services.intake.domain.submission import NOBODY
from services.intake.domain.team import Invitation, Member, Team
from services.intake.domain.team import State as TeamState
from services.intake.known import known
from tests.services.intake.builders import FORM, NOON, NUMBER, OWNER, PDF, a_form, a_procedure
from tests.services.intake.conftest import Office
from tests.services.intake.test_handlers import activated
from tests.services.intake.test_team_api import ANNA, JAN, JANS, a_team

PERSONAL = (
    "Anna Nowak",
    "anna@przyklad.example",
    "biuro@przyklad.example",
    "+48 81 123 45 67",
    "Zatrudniamy",
    "Osoby",
    "Badania",
    "Szkoła nr 1",
    "Polecamy",
    "sprawozdanie.pdf",
    "Pani Nowak",
)
WHY = "Pani Nowak nie podała siedziby."
POINT = Point(code="seat", verdict="no", reason=WHY, reasons={"pl": WHY})
JANEK = Contact(person="jan", name="Jan Żak", email="jan@przyklad.example")


def an_application(state: State = State.REFUSED, **fields: Any) -> Application:
    values: dict[str, Any] = {
        "id": "a-1",
        "state": state,
        "call": "call-1",
        "owner": OWNER,
        "form": a_form(),
        "attachments": {"financial-statement": PDF},
        "number": NUMBER,
        "submitted_at": NOON,
        "submitted_by": "anna",
        "points": (POINT,),
        "asked": (POINT,),
        "appeals": (Appeal(against="refusal", at=NOON, by="anna", grounds="Pani Nowak myśli."),),
    }
    return Application(**{**values, **fields})


@pytest.mark.parametrize("state", [each for each in State if each is not State.DRAFT])
def test_the_legal_skeleton_stays_and_who_it_was_goes(state: State) -> None:
    before = an_application(state)
    left = erasing.application(before, {"anna"}).state
    kept = left.model_dump_json()
    assert [each for each in PERSONAL if each in kept] == []
    stays = ("id", "state", "call", "number", "submitted_at", "submitted_by", "duplicates")
    assert [getattr(left, name) for name in stays] == [getattr(before, name) for name in stays]
    assert (left.form.entity.name, left.form.entity.nip) == (
        FORM["entity"]["name"],
        FORM["entity"]["nip"],
    )
    assert [(item.name, item.category) for item in left.items()] == [
        (item.name, item.category) for item in before.items()
    ]
    assert [(point.code, point.verdict) for point in left.points] == [("seat", "no")]
    assert {point.why("pl") for point in left.points} == {""}
    assert [(each.at, each.by, each.grounds) for each in left.appeals] == [(NOON, "anna", "—")]
    assert left.owner == Contact(person="anna", name="—", email="")
    assert left.contact() == left.owner
    assert Application.model_validate(left.model_dump(mode="json")) == left


def test_the_same_again_changes_nothing_and_others_are_left_alone() -> None:
    left = erasing.application(an_application(), {"anna"}).state
    assert erasing.application(left, {"anna"}) == Decision(left)
    assert erasing.application(an_application(), {"jan"}) == Decision(an_application())


def test_of_a_member_who_is_not_the_contact_the_grounds_go() -> None:
    appeals = [
        Appeal(against="refusal", at=NOON, by=by, grounds="Jan Żak pisze.")
        for by in ("anna", "jan")
    ]
    before = an_application(appeals=tuple(appeals))
    silent = appeals[1].model_copy(update={"grounds": "—"})
    assert erasing.application(before, {"jan"}).state == before.but(appeals=(appeals[0], silent))


def test_nothing_is_left_of_a_draft() -> None:
    draft = an_application(State.DRAFT, number=None)
    gone = Application(id="a-1", state=State.DELETED, call="call-1", owner=NOBODY, form=Form())
    assert erasing.application(draft, {"anna"}) == Decision(gone)


def test_a_teams_draft_stays_the_teams() -> None:
    draft = an_application(State.DRAFT, team="t-1")
    left = erasing.application(draft, {"anna"}).state
    assert (left.state, left.owner.name, left.form.contact.email) == (State.DRAFT, "—", "")
    assert left.form.activity == draft.form.activity
    assert left.attachments == draft.attachments


MEMBERS = (Member(contact=OWNER, since=NOON), Member(contact=JANEK, since=NOON))
ASKED = Invitation(id="i-1", email=JANS, by="anna", at=NOON, until=NOON, person=person_of(JANS))
TEAM = Team(id="t-1", state=TeamState.ACTIVE, name="Bochen", members=MEMBERS, invitations=(ASKED,))


def test_a_team_goes_on_without_who_is_erased() -> None:
    left = TEAM.but(members=MEMBERS[1:])
    subject = TeamSubject(kind="team", id="t-1")
    told = TeamChanged(subject=subject, at=NOON, by="rule:erasure", members=("jan",))
    assert erasing.team(TEAM, {"anna"}, NOON) == Decision(left, (told,))
    assert erasing.team(left, {"anna"}, NOON) == Decision(left)


def test_the_last_member_stays_without_a_name_and_an_invitation_goes() -> None:
    alone = TEAM.but(members=MEMBERS[:1])
    unnamed = Member(contact=OWNER.erased({"anna"}), since=NOON)
    left = TEAM.but(members=(unnamed,), invitations=())
    gone = {"anna", person_of(JANS)}
    assert erasing.team(alone, gone, NOON) == Decision(left)
    assert erasing.team(left, gone, NOON) == Decision(left)


def test_the_refusal_names_cases_and_licences_and_says_what_to_do() -> None:
    refused = needed([Held("ZP/2026/000002", None), Held(NUMBER, "ZP-LUB/2026/0001")])
    assert refused.extra == {"cases": ["ZP/2026/000002"], "licences": ["ZP-LUB/2026/0001"]}
    assert "ZP/2026/000002, ZP-LUB/2026/0001" in refused.text.pl
    assert "przekaż" in refused.text.pl


def erasure(*persons: str) -> PersonErased:
    subject = Subject(kind="person", id=persons[0])
    return PersonErased(subject=subject, at=NOON, by="officer", persons=persons)


async def everything(office: Office) -> str:
    """What the database holds, as one text."""
    database = office.service.people.accounts.collection.database
    found = []
    for name in await database.list_collection_names():
        found += [document async for document in database[name].find({}, {"outbox": 0})]
    return json.dumps(found, ensure_ascii=False, default=str)


async def test_somebody_with_a_case_in_flight_is_not_erased(office: Office) -> None:
    sent = await office.apply(await office.call())
    answer = await office.door("officer", "POST", "/api/people/anna/erasure", reason="art. 17")
    assert (answer.status_code, answer.json()["code"]) == (409, "person-needed")
    assert answer.json()["cases"] == [sent["number"]]


async def test_who_withdrew_is_erased_with_files_team_and_subscription(office: Office) -> None:
    call = await office.call()
    team = await a_team(office, JAN)
    sent = await office.apply(call)
    draft = await office.apply(call, submit=False)
    path = f"/api/applications/{draft['id']}/attachments/financial-statement?name=Anna Nowak.pdf"
    await office.door(ANNA, "PUT", path, content=b"%PDF-1.7 %%EOF")
    await office.door(ANNA, "PUT", "/api/subscriptions/mine", name="Anna Nowak")
    withdrawn = CaseWithdrawn(
        subject=Subject(kind="case", id=sent["id"]),
        case=sent["id"],
        at=NOON,
        by="rule:withdrawal",
        number=sent["number"],
        licence_number=None,
        contact=OWNER,
        office=a_procedure().office,
    )
    await office.hear(withdrawn)
    body = {"reason": "art. 17 RODO", "key": "k"}
    answers = [
        await office.door("officer", "POST", "/api/people/anna/erasure", **body) for _ in "12"
    ]
    assert [each.status_code for each in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    told = (await office.said("anna", "people.accounts"))[0]
    assert told.persons == ("anna",)
    for _ in "12":
        await office.hear(erasure("anna", person_of("anna@przyklad.example")))
    kept = await everything(office)
    hers = PERSONAL[1:]  # everybody is called the same here
    assert [each for each in hers if each in kept] == []
    assert (await office.application(sent["id"])).number == sent["number"]
    assert (await office.service.teams.get(team)).state.people == {"jan"}
    assert (await office.application(draft["id"])).state is State.DELETED


async def test_a_licence_that_has_ended_names_its_licensee_no_more(office: Office) -> None:
    for number in ("L-1", "L-2"):
        contact = OWNER if number == "L-1" else JANEK
        event = activated().model_copy(update={"licence_number": number, "contact": contact})
        await office.service.licences.learn(event)
    await office.hear(erasure("anna"))
    found = [await office.service.licences.find(number) for number in ("L-1", "L-2")]
    assert [(each.person, each.email) for each in found if each] == [
        ("anna", ""),
        ("jan", JANS),
    ]


async def test_the_grounds_a_member_wrote_are_exported_and_erased(office: Office) -> None:
    appeal = Appeal(against="refusal", at=NOON, by="jan", grounds="Jan Żak pisze.")
    await office.service.applications.change(
        "a-1", lambda _: Decision(an_application(appeals=(appeal,)))
    )
    held = (await office.door("applicant:jan", "GET", "/api/people/me/data")).json()["held"]
    assert [each["grounds"] for each in held["appeals"]] == ["Jan Żak pisze."]
    await office.hear(erasure("jan"))
    assert [each.grounds for each in (await office.application("a-1")).appeals] == ["—"]


async def test_an_export_holds_the_licence_and_an_invitation_that_waits(office: Office) -> None:
    await office.service.licences.learn(activated())
    team = await a_team(office)
    await office.door(ANNA, "POST", f"/api/teams/{team}/invitations", email=JANS)
    held = {
        who: (await office.door(f"applicant:{who}", "GET", "/api/people/me/data")).json()["held"]
        for who in ("anna", person_of(JANS))
    }
    assert [(each["number"], each["email"]) for each in held["anna"]["licences"]] == [
        (activated().licence_number, OWNER.email)
    ]
    assert [
        (each["id"], each["name"], each["email"]) for each in held[person_of(JANS)]["invitations"]
    ] == [(team, "Bochen", JANS)]
    assert (held["anna"]["invitations"], held[person_of(JANS)]["licences"]) == ([], [])


async def test_an_id_that_nobody_knows_is_not_erased(office: Office) -> None:
    answers = [
        await office.door("officer", "POST", f"/api/people/{who}/erasure", reason="art. 17", **more)
        for who, more in (
            ("ana", {}),
            ("anna@przyklad.example", {}),
            (person_of(JANS), {"email": "ewa@przyklad.example"}),
        )
    ]
    found = [
        (a.status_code, [(e["field"], e["code"]) for e in a.json()["errors"]]) for a in answers
    ]
    assert found == [
        (422, [("id", "unknown-person")]),
        (422, [("id", "unknown-person")]),
        (422, [("email", "another-person")]),
    ]
    assert await office.service.people.accounts.collection.count_documents({}) == 0


async def test_an_address_vouches_for_an_id_that_intake_does_not_know(office: Office) -> None:
    path = f"/api/people/{person_of(JANS)}/erasure"
    answer = await office.door("officer", "POST", path, reason="art. 17", email=JANS.upper())
    assert answer.status_code == 202


async def test_who_applied_on_paper_is_erased_by_the_id_of_their_own(office: Office) -> None:
    await office.service.people.invite(
        JANEK.model_copy(update={"email": OWNER.email, "person": person_of(OWNER.email)}),
        ("applicant",),
        Actor("o", frozenset({"officer"})),
    )
    owner = OWNER.model_copy(update={"person": "paper:a-1"})
    form = a_form(channel="paper", contact={**FORM["contact"], "email": OWNER.email})
    filed = an_application(owner=owner, form=form)
    await office.service.applications.change("a-1", lambda _: Decision(filed))
    path = f"/api/people/{person_of(OWNER.email)}/erasure"
    answer = (await office.door("officer", "POST", path, reason="art. 17")).json()
    assert answer["on_paper"] == [{"person": "paper:a-1", "number": NUMBER}]
    found = await known(office.service, "paper:a-1")
    assert found is not None
    assert (found.name, found.email, found.cases) == (OWNER.name, OWNER.email, (("a-1", NUMBER),))
    answer = await office.door("officer", "POST", "/api/people/paper:a-1/erasure", reason="art. 17")
    assert answer.status_code == 202


async def test_the_record_of_an_erasure_stays_when_the_person_comes_back(office: Office) -> None:
    people, boss = office.service.people, Actor("o", frozenset({"officer"}))
    back = JANEK.model_copy(update={"person": person_of(JANS)})
    await people.invite(back, ("applicant",), boss)
    path = f"/api/people/{person_of(JANS)}"
    await office.door("officer", "POST", f"{path}/erasure", reason="art. 17")
    await people.accounts.collection.update_one({}, {"$unset": {"state.settled_at": ""}})
    await people.invite(back, ("applicant",), boss)
    shown = (await office.door("officer", "GET", path)).json()
    assert (shown["state"], shown["name"]) == ("invited", JANEK.name)
    granted = {"by": "officer", "at": "2026-01-15T11:00:00Z", "reason": "art. 17"}
    assert shown["erasure"] == granted
