"""What evaluation answers, and renewals judged by what licensing told, on a real database."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from chassis.handlers import Received
from contracts.evaluation import CaseWithdrawn, WithdrawalTooLate
from contracts.licensing import (
    LicenceActivated,
    LicenceImported,
    LicenceRevoked,
    LicenceSurrendered,
)
from contracts.values import Term
from services.intake.domain.application import State
from services.intake.domain.commands import Submit
from services.intake.domain.form import entity_of
from services.intake.handlers import record
from tests.services.intake.builders import (
    FORM,
    NOON,
    OWNER,
    TODAY,
    a_form,
    a_licence,
    an_application,
    an_item,
)
from tests.services.intake.conftest import Office
from tests.services.intake.test_grid import HEAD, concluded


async def an_accepted(office: Office) -> str:
    return str((await office.apply(await office.call()))["id"])


def about(event: Any, application: str) -> Any:
    return event.model_copy(update={"case": application})


@pytest.mark.parametrize(
    ("event", "state"),
    [
        (concluded(granted=True), State.GRANTED),
        (concluded(granted=False), State.REFUSED),
        (CaseWithdrawn(**HEAD, licence_number=None), State.WITHDRAWN),
        (WithdrawalTooLate(**HEAD), State.ACCEPTED),
    ],
)
async def test_evaluation_answers_and_twice_is_once(
    office: Office, event: Any, state: State
) -> None:
    application = await an_accepted(office)
    await office.hear(about(event, application), "message-1")
    once = await office.service.applications.get(application)
    await office.hear(about(event, application), "message-1")
    await office.hear(about(event, application), "message-2")
    assert await office.service.applications.get(application) == once
    assert once.state.state is state


def activated() -> LicenceActivated:
    licence = a_licence()
    return LicenceActivated(
        **{name: value for name, value in HEAD.items() if name != "number"},
        seq=2,
        licence_number=licence.number,
        term=Term(no=1, start=TODAY, end=TODAY + dt.timedelta(days=30)),
        items=licence.items,
        entity=entity_of(an_application().form),
        opens_renewal=TODAY,
        closes_renewal=TODAY + dt.timedelta(days=60),
    )


async def renew(office: Office, **parts: Any) -> Any:
    form = {**FORM, "kind": "renewal", "licence_number": a_licence().number, **parts}
    body = {"call": await office.call(), "form": form, "submit": True}
    return await office.door("applicant:anna", "POST", "/api/applications", **body)


async def test_a_renewal_is_possible_once_licensing_has_told_of_the_licence(office: Office) -> None:
    unknown = await renew(office)
    assert unknown.json()["errors"][0]["code"] == "unknown-licence"
    await office.service.licences.learn(activated())
    renewed = await renew(office, items=[an_item(), an_item(name="Bułki")])
    application = await office.application(renewed.json()["id"])
    assert [(item.name, item.new) for item in application.items()] == [
        ("Chleb na zakwasie", False),
        ("Bułki", True),
    ]


async def test_one_renewal_of_a_licence_is_under_way_at_a_time(office: Office) -> None:
    await office.service.licences.learn(activated())
    first = (await renew(office)).json()["id"]

    second = await renew(office)
    await office.hear(about(concluded(granted=False), first))
    third = await renew(office)

    assert [(e["field"], e["code"]) for e in second.json()["errors"]] == [
        ("licence_number", "renewal-filed")
    ]
    assert third.status_code == 201


async def test_of_renewals_sent_in_the_same_moment_one_goes_on_and_the_others_are_drafts(
    office: Office,
) -> None:
    await office.service.licences.learn(activated())
    form = {**FORM, "kind": "renewal", "licence_number": a_licence().number}
    call = await office.call()
    drafts = [(await office.apply(call, submit=False, **form))["id"] for _ in range(4)]
    paths = [f"/api/applications/{draft}/submission" for draft in drafts]
    whole = {"call": call, "form": form, "submit": True}
    answers = await asyncio.gather(
        *(office.door("applicant:anna", "POST", path) for path in paths),
        *(office.door("applicant:anna", "POST", "/api/applications", **whole) for _ in range(4)),
    )
    sent = [answer.json() for answer in answers if answer.is_success]
    refused = {answer.json()["errors"][0]["code"] for answer in answers if answer.is_error}
    assert ([each["number"] for each in sent], refused) == (["ZP/2026/000001"], {"renewal-filed"})
    states = await office.service.applications.collection.distinct("state.state")
    assert sorted(states) == ["accepted", "draft"]


async def test_a_renewal_that_was_given_back_is_sent_once_the_other_has_ended(
    office: Office,
) -> None:
    await office.service.licences.learn(activated())
    first = (await renew(office)).json()["id"]
    draft = await office.apply(
        await office.call(), submit=False, kind="renewal", licence_number=a_licence().number
    )
    call = (await office.service.calls.get(draft["call"])).state
    free = a_licence()  # as it was looked up a moment before the other one was sent
    await office.service.change(draft["id"], Submit(call, free, "anna"))
    await office.service.wake_application(draft["id"])
    given_back = await office.application(draft["id"])
    assert (given_back.state, given_back.submitted_at) == (State.DRAFT, None)
    await office.hear(about(concluded(granted=False), first))
    path = f"/api/applications/{draft['id']}/submission"
    assert (await office.door("applicant:anna", "POST", path)).json()["state"] == "accepted"


@pytest.mark.parametrize("kind", [LicenceRevoked, LicenceSurrendered])
@pytest.mark.parametrize("ended_first", [False, True])
async def test_a_licence_that_was_ended_is_not_renewed_whatever_was_heard_first(
    office: Office, kind: Any, *, ended_first: bool
) -> None:
    begun = activated()
    common = {"subject", "case", "at", "by", "licence_number", "contact", "office"}
    ended = kind(**begun.model_dump(include=common), seq=3, reason="Powód.")
    for no, event in enumerate((ended, begun) if ended_first else (begun, ended)):
        await record(event, Received(str(no), event.wire_type, b"", None), office.service)

    answer = await renew(office)

    assert [error["code"] for error in answer.json()["errors"]] == ["licence-ended"]


async def test_a_licence_from_before_the_system_can_be_renewed(office: Office) -> None:
    imported = LicenceImported(**activated().model_dump())
    await record(imported, Received("1", imported.wire_type, b"", None), office.service)

    learnt = await office.service.licences.find(imported.licence_number)
    assert learnt is not None
    assert (learnt.entity, learnt.type, learnt.town, learnt.voivodeship) == (
        imported.entity.name,
        imported.entity.type,
        imported.entity.town,
        imported.entity.voivodeship,
    )
    assert (await renew(office)).status_code == 201


async def test_the_file_of_a_licence_with_no_application_is_the_offices(office: Office) -> None:
    await office.service.cases.record(LicenceImported(**activated().model_dump()), "1")

    answers = [
        await office.door(who, "GET", "/api/cases/application-1")
        for who in ("officer", "applicant:anna")
    ]

    assert [answer.status_code for answer in answers] == [200, 404]
    assert answers[0].json()["state"] == "active"


async def test_a_renewal_outside_its_window_is_told_the_window(office: Office) -> None:
    await office.service.licences.learn(activated())
    office.clock.moment = NOON + dt.timedelta(days=61)
    answer = await renew(office)
    assert [error["detail"] for error in answer.json()["errors"]] == [
        "Wniosek o przedłużenie można złożyć od 15.01.2026 do 16.03.2026."
    ]


async def test_an_applicant_sees_the_file_of_their_case_by_id_and_number(office: Office) -> None:
    application = await an_accepted(office)
    for no, event in enumerate(await office.said(application)):
        await office.service.cases.record(event, str(no))
    by_id = await office.door("applicant:anna", "GET", f"/api/cases/{application}")
    by_number = await office.door("officer", "GET", "/api/cases?number=ZP/2026/000001")
    assert by_id.json()["state"] == by_number.json()["state"] == "accepted"
    assert [line["summary"] for line in by_id.json()["entries"]] == [
        "Złożono wniosek.",
        "Wniosek spełnia warunki i idzie do oceny.",
    ]
    stranger = await office.door("applicant:ewa", "GET", f"/api/cases/{application}")
    assert stranger.status_code == 403


async def test_time_asks_again_and_lets_a_correction_lapse(office: Office) -> None:
    wrong = {**FORM["declarations"], "rodo": False}
    sent = await office.apply(await office.call(), declarations=wrong)
    path = f"/api/applications/{sent['id']}/formal-decision"
    await office.door("officer", "POST", path, outcome="correct")
    office.clock.moment = NOON + dt.timedelta(days=8)
    await office.service.wake_application(sent["id"])
    assert (await office.application(sent["id"])).state is State.REJECTED


async def test_a_call_wakes_to_warn_and_to_close(office: Office) -> None:
    call = await office.call(closes="2026-01-31")
    for day, state in ((28, "open"), (32, "closed")):
        office.clock.moment = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC) + dt.timedelta(day - 1)
        await office.service.wake_call(call)
        assert (await office.service.calls.get(call)).state.state == state
    said = [(event.routing_key, event.what) for event in await office.said(call, "calls")]
    assert said == [("call-announced.v1", "opened"), ("call-announced.v1", "closing")]


def test_the_person_written_to_is_the_owner_until_the_form_names_a_right_address() -> None:
    unfinished = an_application(form=a_form(contact={"email": "nie mam"}))
    assert unfinished.contact() == OWNER
    assert an_application().contact().email == FORM["contact"]["email"]
