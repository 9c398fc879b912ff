"""The doors of intake on a real database."""

from __future__ import annotations

import asyncio
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chassis.process import Invalid
from contracts.intake import ApplicationAccepted, ApplicationSubmitted, CallChanged, DraftSaved
from deploy.local.keys import kept_keys
from services.intake.domain.application import State
from services.intake.domain.commands import Submit
from services.intake.procedures import read_procedure
from services.intake.settings import Settings
from tests.services.intake.builders import FORM, NOON, an_item
from tests.services.intake.conftest import Office
from tests.support.reader import Reader, words

PDF = b"%PDF-1.7 tekst %%EOF"


async def errors(answer: Any, status: int = 422) -> list[tuple[str, str]]:
    assert answer.status_code == status
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


async def test_a_call_is_opened_by_an_officer_and_seen_by_anybody(office: Office) -> None:
    call = await office.call(closes="2026-01-31", procedure="demo")
    seen = await office.door("", "GET", f"/api/calls/{call}")
    assert seen.json() == {
        "id": call,
        "number": "1/2026",
        "title": "Nabór",
        "opens": "2026-01-11T23:00:00Z",
        "closes": "2026-01-31T22:59:59Z",
        "state": "open",
        "procedure": "demo",
        "voivodeship": "lubelskie",
    }
    listed = await office.door("", "GET", "/api/calls")
    assert listed.json() == {"items": [seen.json()], "next": None}


async def test_a_call_with_a_procedure_nobody_keeps_is_refused(office: Office) -> None:
    body = {"number": "1", "title": "N", "opens": "2026-01-12", "procedure": "nope"}
    answer = await office.door("officer", "POST", "/api/calls", **body)
    assert await errors(answer) == [("procedure", "unknown-procedure")]


def test_production_opens_no_call_with_a_procedure_for_trials(tmp_path: Path) -> None:
    keys = kept_keys(tmp_path)
    production = Settings(
        broker_url="amqp://nowhere",
        mongo_url="mongodb://nowhere",
        token_public_key_file=keys.public,
        token_private_key_file=keys.private,
        environment="production",
    )
    with pytest.raises(Invalid) as refused:
        read_procedure(production, "demo")
    assert [each.code for each in refused.value.errors] == ["trial-procedure"]
    assert read_procedure(production, "zakup-prospoleczny").trial is False


async def test_people_with_drafts_hear_of_a_new_end_once_each(office: Office) -> None:
    call = await office.call(closes="2026-01-31")
    await office.apply(call, submit=False)
    await office.apply(call, submit=False)
    path = f"/api/calls/{call}/extension"
    await office.door("officer", "POST", path, closes="2026-02-14")
    changed = (await office.announced(call))[-1]
    assert isinstance(changed, CallChanged)
    assert [contact.person for contact in changed.recipients] == ["anna"]
    closed = await office.door("officer", "POST", f"/api/calls/{call}/closure")
    assert closed.json()["state"] == "closed"


async def test_create_and_send_in_one_go_gives_a_number_and_accepts_by_rule(office: Office) -> None:
    sent = await office.apply(await office.call())
    assert (sent["state"], sent["number"]) == ("accepted", "ZP/2026/000001")
    said = await office.said(sent["id"])
    assert [type(event) for event in said] == [ApplicationSubmitted, ApplicationAccepted]


async def test_the_same_request_twice_is_one_application_with_one_number(office: Office) -> None:
    body = {"call": await office.call(), "form": FORM, "submit": True, "key": "k-1"}
    answers = [
        await office.door("applicant:anna", "POST", "/api/applications", **body) for _ in range(3)
    ]
    assert answers[0].json() == answers[1].json() == answers[2].json()
    assert await office.service.applications.collection.count_documents({}) == 1


async def test_a_draft_is_kept_edited_completed_and_sent(office: Office) -> None:
    call = await office.call(procedure="demo")
    draft = await office.apply(call, submit=False, items=[])
    path = f"/api/applications/{draft['id']}"
    [saved] = await office.said(draft["id"])
    assert isinstance(saved, DraftSaved)
    assert saved.link == f"/wnioski/{draft['id']}"
    early = await office.door("applicant:anna", "POST", f"{path}/submission")
    assert await errors(early) == [("items", "required")]
    await office.door("applicant:anna", "PUT", path, form=FORM)
    file = f"{path}/attachments/financial-statement?name=sprawozdanie.pdf"
    await office.door("applicant:anna", "PUT", file, content=PDF)
    sent = await office.door("applicant:anna", "POST", f"{path}/submission")
    assert (sent.json()["state"], sent.json()["number"]) == ("accepted", "ZP/2026/000001")
    again = await office.door("applicant:anna", "POST", f"{path}/submission")
    assert again.json() == sent.json()
    late = await office.door("applicant:anna", "PUT", path, form=FORM)
    assert (late.status_code, late.json()["code"]) == (409, "illegal-state")


async def test_fifty_sent_at_once_get_fifty_numbers_without_a_gap(office: Office) -> None:
    call = await office.call()
    items = [[an_item(name=f"Produkt {no}")] for no in range(50)]
    sent = await asyncio.gather(*(office.apply(call, items=each) for each in items))
    assert sorted(each["number"] for each in sent) == [f"ZP/2026/{no:06d}" for no in range(1, 51)]


async def test_a_submission_cut_off_before_its_number_is_finished_by_the_scheduler(
    office: Office,
) -> None:
    call = await office.call()
    draft = await office.apply(call, submit=False)
    terms = (await office.service.calls.get(call)).state
    await office.service.change(draft["id"], Submit(terms, None, "anna"))
    assert (await office.application(draft["id"])).number is None
    await office.service.wake_application(draft["id"])
    await office.service.wake_application(draft["id"])
    finished = await office.application(draft["id"])
    assert (finished.state, finished.number) == (State.ACCEPTED, "ZP/2026/000001")


async def test_a_second_application_for_the_same_item_goes_to_an_officer(office: Office) -> None:
    call = await office.call()
    first = await office.apply(call)
    second = await office.apply(call, items=[an_item(name="chleb  NA zakwasie")])
    assert (second["state"], (await office.application(second["id"])).duplicates) == (
        "formal_check",
        (first["number"],),
    )


async def test_the_reasons_of_the_system_come_in_the_language_of_who_reads(office: Office) -> None:
    english = {**FORM["contact"], "language": "en"}
    sent = await office.apply(
        await office.call(), contact=english, items=[an_item(recommendations=[])]
    )
    shown = (await office.door("officer", "GET", f"/api/applications/{sent['id']}")).json()
    officer = Reader(office.app)
    officer.sign_in(office.key, "officer", "maria")
    page = words(await officer.open(f"/sprawy/{sent['id']}/ocena"))
    said = "Każdy nowy produkt i usługa musi mieć co najmniej 2 rekomendacje."
    assert {each["code"]: each["reason"] for each in shown["points"]}["items"] == said
    assert (said in page, "Every new item" in page) == (True, False)


@pytest.mark.parametrize("typed", ["1 234,50", "1234.50", 1234.5])
async def test_an_amount_is_read_as_it_is_written_in_polish_or_as_a_number(
    office: Office, typed: Any
) -> None:
    economy = {**FORM["economy"], "own": typed}
    sent = await office.apply(await office.call(), economy=economy)
    assert (await office.application(sent["id"])).form.economy.own == Decimal("1234.5")


async def test_an_officer_types_in_paper_that_belongs_to_no_account(office: Office) -> None:
    call = await office.call()
    body = {"call": call, "form": {**FORM, "channel": "paper", "received_on": "2026-01-13"}}
    answer = await office.door("officer", "POST", "/api/applications", submit=True, **body)
    typed = await office.application(answer.json()["id"])
    assert (typed.owner.person, str(typed.received_on)) == (f"paper:{typed.id}", "2026-01-13")
    refused = await office.door("applicant:anna", "POST", "/api/applications", **body)
    assert await errors(refused) == [("channel", "not-yours")]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("applicant:anna", 200),
        ("applicant:ewa", 403),
        ("officer", 200),
        ("director", 200),
        ("expert", 403),
        ("", 401),
    ],
)
async def test_an_application_is_seen_by_its_owner_and_the_office(
    office: Office, who: str, status: int
) -> None:
    sent = await office.apply(await office.call())
    answer = await office.door(who, "GET", f"/api/applications/{sent['id']}")
    assert answer.status_code == status


async def test_an_officer_does_not_act_in_place_of_somebody_who_files_online(
    office: Office,
) -> None:
    draft = await office.apply(await office.call(), submit=False)
    path = f"/api/applications/{draft['id']}"
    answers = [
        await office.door("officer", "POST", f"{path}/submission"),
        await office.door("officer", "POST", f"{path}/correction", form={}),
        await office.door("officer", "PUT", f"{path}/attachments/register-extract", content=PDF),
        await office.door("officer", "POST", f"{path}/withdrawal", reason=" "),
        await office.door("officer", "POST", f"{path}/withdrawal", reason="Pismo z 13 stycznia."),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 422, 200]


async def test_the_office_lists_all_page_by_page_and_an_applicant_their_own(office: Office) -> None:
    call = await office.call()
    ids = sorted([(await office.apply(call, submit=False))["id"] for _ in range(3)])
    first = (await office.door("officer", "GET", "/api/applications?limit=2&state=draft")).json()
    assert [each["id"] for each in first["items"]] == ids[:2]
    path = f"/api/applications?limit=2&after={first['next']}"
    second = (await office.door("officer", "GET", path)).json()
    assert ([each["id"] for each in second["items"]], second["next"]) == (ids[2:], None)
    others = await office.door("applicant:ewa", "GET", "/api/applications")
    assert others.json() == {"items": [], "next": None}


async def test_a_defect_is_corrected_through_the_doors(office: Office) -> None:
    call = await office.call()
    wrong = {**FORM["declarations"], "rodo": False}
    sent = await office.apply(call, declarations=wrong)
    path = f"/api/applications/{sent['id']}"
    seen = (await office.door("officer", "GET", path)).json()
    assert [p["code"] for p in seen["points"] if p["verdict"] != "yes"] == ["declarations"]
    asked = await office.door("officer", "POST", f"{path}/formal-decision", outcome="correct")
    assert (asked.json()["state"], asked.json()["deadline"]) == (
        "correction",
        "2026-01-22T22:59:59Z",
    )
    other = await office.door(
        "applicant:anna", "POST", f"{path}/correction", form={"contact": {"name": "X"}}
    )
    assert await errors(other) == [("contact.name", "not-questioned")]
    fix = {"declarations": {"rodo": True}}
    done = await office.door("applicant:anna", "POST", f"{path}/correction", form=fix)
    assert done.json()["state"] == "accepted"


async def test_a_correction_by_letter_counts_by_the_day_the_office_says_it_came(
    office: Office,
) -> None:
    wrong = {**FORM["declarations"], "rodo": False}
    paper = {**FORM, "channel": "paper", "received_on": "2026-01-13", "declarations": wrong}
    call = await office.call()
    body = {"call": call, "form": paper, "submit": True}
    sent = (await office.door("officer", "POST", "/api/applications", **body)).json()
    path = f"/api/applications/{sent['id']}"
    await office.door("officer", "POST", f"{path}/formal-decision", outcome="correct")
    office.clock.moment = NOON + dt.timedelta(days=8)
    fix = {"form": {"declarations": {"rodo": True}}}
    late = await office.door("officer", "POST", f"{path}/correction", **fix)
    said = {**fix, "received_on": "2026-01-22"}
    done = await office.door("officer", "POST", f"{path}/correction", **said)
    assert (late.json()["code"], done.json()["state"]) == ("correction-late", "accepted")
    online = await office.apply(call, declarations=wrong, items=[an_item(name="Bułki")])
    path = f"/api/applications/{online['id']}"
    await office.door("officer", "POST", f"{path}/formal-decision", outcome="correct")
    own = await office.door("applicant:anna", "POST", f"{path}/correction", **said)
    assert await errors(own) == [("received_on", "paper-only")]


@pytest.mark.parametrize(
    ("sent", "fix", "state"),
    [
        (["Bułki", "Chleb na zakwasie"], [{}, None], "accepted"),
        (["Bułki"], [{"name": "chleb  NA zakwasie"}], "formal_check"),
    ],
)
async def test_duplicates_are_those_of_the_form_as_corrected(
    office: Office, sent: list[str], fix: list[Any], state: str
) -> None:
    call = await office.call()
    first = await office.apply(call)
    wrong = {**FORM["declarations"], "rodo": False}
    items = [an_item(name=name) for name in sent]
    second = await office.apply(call, items=items, declarations=wrong)
    path = f"/api/applications/{second['id']}"
    praise = {"code": "items", "verdict": "no", "reason": "Ten chleb?", "fields": ["items"]}
    asked = {"outcome": "correct", "points": [] if len(sent) > 1 else [praise]}
    await office.door("officer", "POST", f"{path}/formal-decision", **asked)
    said = {"declarations": {"rodo": True}, "items": fix}
    done = await office.door("applicant:anna", "POST", f"{path}/correction", form=said)
    kept = (await office.application(second["id"])).duplicates
    expected = () if state == "accepted" else (first["number"],)
    assert (done.json()["state"], kept) == (state, expected)


async def test_a_withdrawal_of_a_submission_cut_off_gives_the_number_first(office: Office) -> None:
    call = await office.call(procedure="zakup-prospoleczny")
    draft = await office.apply(call, submit=False)
    terms = (await office.service.calls.get(call)).state
    await office.service.change(draft["id"], Submit(terms, None, "anna"))
    path = f"/api/applications/{draft['id']}/withdrawal"
    answer = await office.door("applicant:anna", "POST", path, reason="Zmiana planów.")
    assert (answer.json()["state"], answer.json()["number"]) == ("withdrawn", "ZP/2026/000001")


async def test_a_token_for_trying_out_opens_the_doors_of_its_role(office: Office) -> None:
    made = await office.door("", "POST", "/api/dev/tokens", role="officer")
    assert sorted(made.json()) == ["expires_at", "token"]
    assert (await office.door("", "POST", "/api/dev/tokens", role="king")).status_code == 422
