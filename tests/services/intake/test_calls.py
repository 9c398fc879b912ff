"""Calls at the doors: several at once, planned ones, and procedures that stay as they were."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from contracts.intake import CallChanged
from services.intake import queries
from services.intake.domain.calendar import end_of_day
from services.intake.domain.call import State
from tests.services.intake.builders import FORM
from tests.services.intake.conftest import Office
from tests.support.reader import Reader, words

PLAN = {"number": "2/2026", "title": "Nabór", "opens": "2026-02-01", "procedure": "demo"}


async def test_a_procedure_edited_later_changes_no_case_in_flight(office: Office) -> None:
    before = await office.call(procedure="demo")
    file = office.procedures / "demo.toml"
    file.write_text(file.read_text("utf-8").replace('"gastronomia",', '"tekstylia-inne",'), "utf-8")
    after = await office.call(procedure="demo")
    frozen = [(await office.service.calls.get(call)).state.procedure for call in (before, after)]
    assert ["gastronomia" in each.categories for each in frozen] == [True, False]
    sent = await office.apply(before)
    assert sent["state"] == "formal_check"
    body = {"call": after, "form": FORM, "submit": True}
    refused = await office.door("applicant:anna", "POST", "/api/applications", **body)
    assert [each["field"] for each in refused.json()["errors"]] == ["items.0.category"]


async def test_a_mistaken_procedure_is_refused_naming_line_and_field(office: Office) -> None:
    file = office.procedures / "demo.toml"
    text = file.read_text("utf-8").replace("min = 15", "# no minimum", 1)
    file.write_text(text, "utf-8")
    answer = await office.door("officer", "POST", "/api/calls", **PLAN)
    line = text.splitlines().index("[[evaluation.criteria]]") + 1
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        [
            {
                "field": "evaluation.criteria.0.min",
                "code": "required",
                "detail": "To pole jest wymagane.",
                "line": line,
            }
        ],
    )


@pytest.mark.parametrize(
    ("edit", "months", "mistakes"),
    [
        (("activity_months = 6", "activity_months = 9"), 9, ()),
        (("activity_months = 6", "activity_months = -1"), 6, ("formal.activity_months (41)",)),
        (("activity_months = 6", "activity_months = "), 6, ("procedure (41)",)),
        (None, 6, ("procedure",)),
    ],
)
async def test_the_procedure_is_frozen_when_the_call_opens_and_a_broken_one_stops_no_call(
    office: Office, edit: tuple[str, str] | None, months: int, mistakes: tuple[str, ...]
) -> None:
    call = await office.call(**PLAN)
    file = office.procedures / "demo.toml"
    if edit is None:
        file.unlink()
    else:
        file.write_text(file.read_text("utf-8").replace(*edit), "utf-8")
    office.clock.moment = dt.datetime(2026, 2, 2, 12, tzinfo=dt.UTC)
    await office.service.wake_call(call)
    opened = (await office.service.calls.get(call)).state
    assert (opened.state, opened.procedure.formal.activity_months) == (State.OPEN, months)
    assert opened.mistakes == mistakes
    officer = Reader(office.app)
    officer.sign_in(office.key, "officer", "maria")
    page = words(await officer.open(f"/pulpit/nabory/{call}"))
    assert all(each in page for each in mistakes)
    assert ("obowiązują zasady z zapowiedzi" in page) == bool(mistakes)
    file.write_text("to nie jest TOML", "utf-8")  # too late to change anything
    await office.service.wake_call(call)
    assert (await office.service.calls.get(call)).state == opened


async def test_a_planned_call_is_changed_and_given_up_and_the_list_is_filtered(
    office: Office,
) -> None:
    running = await office.call(), await office.call(closes="2026-01-31")
    planned = await office.call(**PLAN)
    path = f"/api/calls/{planned}"
    changed = await office.door("officer", "PUT", path, **{**PLAN, "closes": "2026-03-01"})
    assert (changed.json()["closes"], changed.json()["state"]) == (
        "2026-03-01T22:59:59Z",
        "planned",
    )
    wrong = await office.door("officer", "PUT", path, **{**PLAN, "closes": "2026-01-01"})
    assert [each["field"] for each in wrong.json()["errors"]] == ["closes"]
    begun = await office.door("officer", "POST", f"/api/calls/{running[0]}/cancellation")
    assert (begun.status_code, begun.json()["possible"]) == (
        409,
        ["Close", "Extend", "TellPage", "TimeArrived"],
    )
    for _ in range(2):
        given_up = await office.door("officer", "POST", f"{path}/cancellation")
        assert given_up.json()["state"] == "cancelled"
    assert await office.announced(planned) == []
    for query, found in (
        ("state=open", set(running)),
        ("state=cancelled&voivodeship=lubelskie", {planned}),
        ("voivodeship=opolskie", set()),
        ("", {*running, planned}),
    ):
        listed = await office.door("", "GET", f"/api/calls?{query}")
        assert {each["id"] for each in listed.json()["items"]} == found


@pytest.mark.parametrize(
    ("day", "parts", "code"),
    [
        (11, {}, "call-closed"),
        (12, {}, ""),
        (31, {}, ""),
        (32, {}, "call-closed"),
        (11, {"channel": "paper"}, "call-closed"),
        (32, {"channel": "paper"}, ""),
    ],
)
async def test_a_draft_is_begun_while_the_call_is_open_and_one_from_paper_also_later(
    office: Office, day: int, parts: dict[str, Any], code: str
) -> None:
    call = await office.call(closes="2026-01-31")
    office.clock.moment = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC) + dt.timedelta(day - 1)
    who = "officer" if parts else "applicant:anna"
    body = {"call": call, "form": {**FORM, **parts}}
    answer = await office.door(who, "POST", "/api/applications", **body)
    assert answer.json().get("code", "") == code


async def test_nobody_writes_in_a_call_that_was_given_up(office: Office) -> None:
    call = await office.call(**PLAN)
    await office.door("officer", "POST", f"/api/calls/{call}/cancellation")
    office.clock.moment = dt.datetime(2026, 2, 2, 12, tzinfo=dt.UTC)
    for submit in (False, True):
        body = {"call": call, "form": FORM, "submit": submit}
        answer = await office.door("applicant:anna", "POST", "/api/applications", **body)
        assert (answer.status_code, answer.json()["code"]) == (409, "call-cancelled")


async def test_a_call_is_told_to_end_on_an_earlier_day(office: Office) -> None:
    call = await office.call()
    await office.apply(call, submit=False)
    path = f"/api/calls/{call}/closure"
    answer = await office.door("officer", "POST", path, closes="2026-01-20")
    changed = (await office.announced(call))[-1]
    assert (answer.json()["state"], answer.json()["closes"]) == ("open", "2026-01-20T22:59:59Z")
    assert isinstance(changed, CallChanged)
    assert (changed.old_closes, changed.new_closes) == (None, end_of_day(dt.date(2026, 1, 20)))
    assert [each.person for each in changed.recipients] == ["anna"]


async def test_people_are_told_page_by_page_and_each_once(office: Office) -> None:
    call = await office.call()
    for name in "edacbaa":
        body = {"call": call, "form": FORM}
        await office.door(f"applicant:{name}", "POST", "/api/applications", **body)
    after, pages = None, []
    while True:
        page, after = await queries.recipients(office.service.applications, call, after, 2)
        pages.append([each.person for each in page])
        if after is None:
            break
    assert pages == [["a"], ["b", "c"], ["d", "e"], []]
