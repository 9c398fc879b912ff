"""Drafts: how far they have come, deleted ones, paper, and two applications for one item."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from contracts.intake import DraftDeleted
from services.intake.domain.form import same
from services.intake.domain.progress import progress
from tests.services.intake.builders import (
    FORM,
    TODAY,
    a_call,
    a_form,
    an_application,
    an_item,
)
from tests.services.intake.conftest import Office
from tests.support.reader import Reader, words

NOTHING = dict.fromkeys(
    (
        "filing",
        "entity",
        "contact",
        "activity",
        "economy",
        "items",
        "attachments",
        "declarations",
    ),
    (),
)


@pytest.mark.parametrize(
    ("parts", "missing"),
    [
        ({}, {}),
        ({"kind": "renewal"}, {"filing": ("licence_number",)}),
        ({"channel": "paper"}, {"filing": ("received_on",)}),
        (
            {"entity": {"name": "", "nip": "123"}},
            {"entity": ("entity.name", "entity.nip")},
        ),
        ({"contact": {"email": "x"}}, {"contact": ("contact.email",)}),
        ({"economy": {"own": None}}, {"economy": ("economy.own",)}),
        ({"items": []}, {"items": ("items",)}),
        ({"items": [an_item(kind=None)]}, {"items": ("items.0.kind",)}),
        ({"declarations": {"rodo": False}}, {"declarations": ("declarations",)}),
    ],
)
def test_a_draft_says_of_each_section_what_is_missing(
    parts: dict[str, Any], missing: dict[str, tuple[str, ...]]
) -> None:
    draft = an_application(form=a_form(**parts))
    assert progress(draft, a_call(), TODAY) == {**NOTHING, **missing}


def test_a_draft_without_its_files_says_so() -> None:
    draft = an_application(attachments={})
    assert progress(draft, a_call(), TODAY) == {**NOTHING, "attachments": ("attachments",)}


async def test_an_empty_draft_is_kept_and_seen_section_by_section(office: Office) -> None:
    body = {"call": await office.call(), "form": {}}
    draft = (await office.door("applicant:anna", "POST", "/api/applications", **body)).json()
    seen = (await office.door("applicant:anna", "GET", f"/api/applications/{draft['id']}")).json()
    assert seen["sections"]["contact"] == {
        "complete": False,
        "fields": ["contact.name", "contact.email", "contact.phone"],
    }
    complete = [name for name, section in seen["sections"].items() if section["complete"]]
    assert complete == ["filing", "attachments"]


async def test_a_deleted_draft_is_gone_with_its_files_and_nothing_typed_is_kept(
    office: Office,
) -> None:
    draft = await office.apply(await office.call(procedure="demo"), submit=False)
    path = f"/api/applications/{draft['id']}"
    file = f"{path}/attachments/financial-statement"
    await office.door("applicant:anna", "PUT", file, content=b"%PDF-1.7 %%EOF")
    assert (await office.door("applicant:ewa", "DELETE", path)).status_code == 403
    for status in (204, 404):
        assert (await office.door("applicant:anna", "DELETE", path)).status_code == status
    for who in ("applicant:anna", "officer"):
        assert (await office.door(who, "GET", path)).status_code == 404
    listed = await office.door("officer", "GET", "/api/applications")
    assert listed.json()["items"] == []
    assert isinstance((await office.said(draft["id"]))[-1], DraftDeleted)
    kept = await office.service.applications.collection.find_one({"_id": draft["id"]})
    assert "Anna" not in str(kept and kept["state"])
    assert await office.service.files.records.count_documents({}) == 0


async def test_what_was_sent_is_not_deleted(office: Office) -> None:
    sent = await office.apply(await office.call())
    answer = await office.door("applicant:anna", "DELETE", f"/api/applications/{sent['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal-state")


@pytest.mark.parametrize(
    ("received", "number", "code"),
    [
        ("2025-12-31", "ZP/2025/000001", ""),
        ("2026-01-02", "ZP/2026/000001", ""),
        ("2025-11-30", None, "call-closed"),
        ("2026-01-16", None, "invalid"),
        (None, None, "invalid"),
    ],
)
async def test_paper_counts_from_the_day_the_post_brought_it(
    office: Office, received: str | None, number: str | None, code: str
) -> None:
    call = await office.call(opens="2025-12-01")
    form = {**FORM, "channel": "paper", "received_on": received}
    body = {"call": call, "form": form, "submit": True}
    answer = (await office.door("officer", "POST", "/api/applications", **body)).json()
    assert (answer.get("number"), answer.get("code", "")) == (number, code)
    if code == "invalid":
        assert [each["field"] for each in answer["errors"]] == ["received_on"]


async def test_paper_that_came_in_time_is_taken_after_the_call_has_closed(office: Office) -> None:
    call = await office.call(closes="2026-01-20")
    office.clock.moment = dt.datetime(2026, 2, 2, 12, tzinfo=dt.UTC)
    await office.service.wake_call(call)
    answers = []
    for day in ("2026-01-20", "2026-01-21"):
        form = {**FORM, "channel": "paper", "received_on": day}
        body = {"call": call, "form": form, "submit": True}
        answers.append((await office.door("officer", "POST", "/api/applications", **body)).json())
    assert (answers[0]["number"], answers[1]["code"]) == ("ZP/2026/000001", "call-closed")


async def test_a_letter_of_the_day_on_which_a_call_is_closed_early_is_taken(office: Office) -> None:
    call = await office.call()
    await office.door("officer", "POST", f"/api/calls/{call}/closure")  # at noon
    office.clock.moment += dt.timedelta(hours=2)
    answers = []
    for day in ("2026-01-15", None):
        form = {**FORM, "channel": "paper" if day else "online", "received_on": day}
        body = {"call": call, "form": form, "submit": True}
        who = "officer" if day else "applicant:anna"
        answers.append((await office.door(who, "POST", "/api/applications", **body)).json())
    assert (answers[0].get("number"), answers[1]["code"]) == ("ZP/2026/000001", "call-closed")


@pytest.mark.parametrize(
    "name",
    ["Chleb na zakwasie", " chleb  NA zakwasie ", "Chleb „na zakwasie”", "Chleb – na zakwasie!"],
)
def test_a_name_is_the_same_however_it_is_set(name: str) -> None:
    assert same(name) == "chleb na zakwasie"


async def test_the_same_item_is_found_in_another_call_until_its_case_ends(office: Office) -> None:
    first = await office.apply(await office.call())
    twice = [an_item(name="CHLEB „na zakwasie”")]
    second = await office.apply(await office.call(number="2/2026"), items=twice)
    found = (await office.application(second["id"])).duplicates
    assert (second["state"], found) == ("formal_check", (first["number"],))
    path = f"/api/applications/{second['id']}/withdrawal"
    await office.door("applicant:anna", "POST", path, reason="")
    other = await office.apply(await office.call(number="3/2026"), items=[an_item(name="Chałka")])
    assert other["state"] == "accepted"


async def test_an_officer_sees_and_decides_by_the_duplicates_there_are_now(office: Office) -> None:
    call = await office.call()
    praised_once = [an_item(recommendations=[{"author": "Szkoła", "text": "Polecamy."}])]
    first = await office.apply(call, items=praised_once)
    second = await office.apply(call)
    officer = Reader(office.app)
    officer.sign_in(office.key, "officer", "maria")

    async def seen() -> tuple[str, bool]:
        shown = await office.door("officer", "GET", f"/api/applications/{second['id']}")
        page = words(await officer.open(f"/sprawy/{second['id']}/ocena"))
        points = {each["code"]: each["verdict"] for each in shown.json()["points"]}
        return points["no-duplicate"], f"wniosek o to samo: {first['number']}" in page

    async def withdraw(sent: Any) -> None:
        path = f"/api/applications/{sent['id']}/withdrawal"
        await office.door("applicant:anna", "POST", path, reason="")

    assert await seen() == ("no", True)
    await withdraw(first)
    assert await seen() == ("yes", False)
    third = await office.apply(call, items=praised_once)
    as_shown: Any = {"points__10__verdict": "yes", "points__10__shown": "yes", "outcome": "accept"}
    for path, sent in (
        (f"/sprawy/{second['id']}/ocena", as_shown),
        ("/pulpit/wnioski", {"wybrane": second["id"]}),
    ):
        answer = words(await officer.send(path, **sent))
        assert f"wniosek o to samo: {third['number']}" in answer
    accept = {"points": [], "outcome": "accept"}
    decision = f"/api/applications/{second['id']}/formal-decision"
    assert (await office.door("officer", "POST", decision, **accept)).status_code == 422
    await withdraw(third)
    assert (await office.door("officer", "POST", decision, **accept)).json()["state"] == "accepted"
