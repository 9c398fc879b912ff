"""Appeals against a formal rejection: when, by whom decided, and what follows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.process import Invalid, Refused
from contracts.intake import AppealDecided, AppealFiled, ApplicationAccepted, ApplicationRejected
from contracts.values import Point
from services.intake.domain.appeal import Appeal, DecideAppeal, FileAppeal, WithdrawAppeal
from services.intake.domain.application import Application, State
from services.intake.domain.calendar import WARSAW, is_working_day
from services.intake.domain.commands import DecideFormally, TimeArrived
from services.intake.domain.rules import decide
from tests.services.intake.builders import (
    NOON,
    TODAY,
    a_form,
    an_application,
    an_item,
    asked_to_correct,
    filed,
    without_automatic,
)
from tests.services.intake.conftest import Office

CALL = without_automatic()
WRONG = Point(code="declarations", verdict="no", reason="Brak podpisu.")
LAST_DAY = dt.date(2026, 1, 29)  # a Thursday, 14 days after the rejection of 15 January
SECOND = "officer-2"
ONE_PRAISE = an_item(recommendations=[{"author": "Szkoła nr 1", "text": "Polecamy."}])


def rejected(at: dt.datetime = NOON) -> Application:
    """Rejected by officer-1."""
    decision = DecideFormally((WRONG,), "reject", CALL, "officer-1")
    return decide(decision, at, filed(a_form(), CALL)).state


def appeal(received_on: dt.date | None = None, by: str = "anna") -> FileAppeal:
    return FileAppeal(" Podpis jest na stronie 3. ", received_on, CALL, by)


def ruling(outcome: Any = "granted", by: str = SECOND, reasons: str = "Podpis jest.") -> Any:
    return DecideAppeal(outcome, reasons, CALL, by)


def appealed() -> Application:
    return decide(appeal(), NOON, rejected()).state


def on(day: dt.date, hour: int = 12, minute: int = 0, second: int = 0) -> dt.datetime:
    time = dt.time(hour, minute, second)
    return dt.datetime.combine(day, time, WARSAW).astimezone(dt.UTC)


def test_an_appeal_is_kept_and_the_office_is_told_with_the_day_to_decide_it_by() -> None:
    decision = decide(appeal(), NOON, rejected())
    [told] = decision.messages
    kept = Appeal(against="rejection", at=NOON, by="anna", grounds="Podpis jest na stronie 3.")
    assert decision.state == rejected().but(state=State.APPEAL, appeals=(kept,), appeal_until=None)
    assert isinstance(told, AppealFiled)
    assert (told.against, told.grounds, told.at) == ("rejection", kept.grounds, NOON)
    assert told.decide_by == dt.date(2026, 2, 16)  # a month ends on a Saturday


@pytest.mark.parametrize(
    ("day", "time", "in_time"),
    [
        (TODAY, (12, 0), True),
        (LAST_DAY, (23, 59, 59), True),
        (LAST_DAY + dt.timedelta(days=1), (0, 0), False),
    ],
)
def test_the_last_day_counts_whole_and_the_day_of_the_rejection_does_not(
    day: dt.date, time: tuple[int, ...], *, in_time: bool
) -> None:
    if in_time:
        assert decide(appeal(), on(day, *time), rejected()).state.state is State.APPEAL
        return
    with pytest.raises(Refused) as refused:
        decide(appeal(), on(day, *time), rejected())
    assert (refused.value.code, refused.value.extra) == (
        "appeal-late",
        {"until": "2026-01-29", "filed": "2026-01-30"},
    )
    assert refused.value.text.pl == "Termin na odwołanie minął 29.01.2026."


@given(st.dates(TODAY, dt.date(2030, 12, 31)))
def test_the_last_day_is_a_working_day_at_least_fourteen_days_later(day: dt.date) -> None:
    application = rejected(on(day))
    until = application.appeal_until
    assert until is not None
    assert is_working_day(until)
    assert dt.timedelta(14) <= until - day <= dt.timedelta(19)
    assert decide(appeal(), on(until, 23), application).state.state is State.APPEAL


def test_for_an_appeal_on_paper_the_day_of_receipt_counts() -> None:
    late = on(LAST_DAY + dt.timedelta(days=4))
    decision = decide(appeal(LAST_DAY, "officer-1"), late, rejected())
    assert decision.messages[0].at == on(LAST_DAY, 23, 59, 59)
    with pytest.raises(Refused, match="appeal-late"):
        decide(appeal(LAST_DAY + dt.timedelta(days=1), "officer-1"), late, rejected())


@pytest.mark.parametrize(
    ("day", "code"),
    [(TODAY + dt.timedelta(days=1), "in-future"), (TODAY - dt.timedelta(1), "before-decision")],
)
def test_a_day_of_receipt_that_cannot_be_is_named(day: dt.date, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        decide(appeal(day, "officer-1"), NOON, rejected())
    assert [(e.field, e.code) for e in refused.value.errors] == [("received_on", code)]


def test_granted_by_another_officer_it_is_formally_accepted_and_goes_on() -> None:
    decision = decide(ruling(), NOON, appealed())
    told, accepted = decision.messages
    assert decision.state.state is State.ACCEPTED
    assert {point.verdict for point in decision.state.points} == {"yes"}
    assert [p.reason for p in decision.state.points if p.code == "declarations"] == ["Podpis jest."]
    assert decision.state.appeals[-1].outcome == "granted"
    assert isinstance(told, AppealDecided)
    assert (told.outcome, told.reasons, told.by) == ("granted", "Podpis jest.", SECOND)
    assert isinstance(accepted, ApplicationAccepted)
    assert (accepted.evaluation, accepted.licence) == (
        CALL.procedure.evaluation,
        CALL.procedure.licence,
    )


@pytest.mark.parametrize(
    ("command", "outcome"),
    [(ruling("upheld"), "upheld"), (WithdrawAppeal(CALL, "anna"), "withdrawn")],
)
def test_upheld_or_taken_back_the_rejection_is_final(command: Any, outcome: str) -> None:
    decision = decide(command, NOON, appealed())
    [told] = decision.messages
    assert (decision.state.state, decision.state.appeals[-1].outcome) == (State.REJECTED, outcome)
    assert isinstance(told, AppealDecided)
    assert told.outcome == outcome
    with pytest.raises(Refused, match="appealed-before"):
        decide(appeal(), NOON, decision.state)


def test_whoever_rejected_does_not_decide_the_appeal() -> None:
    with pytest.raises(Refused, match="own-decision"):
        decide(ruling(by="officer-1"), NOON, appealed())


def test_after_a_correction_that_never_came_the_officer_who_asked_for_it_does_not_decide() -> None:
    asked = asked_to_correct(a_form(items=[ONE_PRAISE]), CALL)
    assert asked.deadline is not None
    lapsed = decide(TimeArrived(CALL), asked.deadline + dt.timedelta(days=1), asked)
    [said] = lapsed.messages
    assert isinstance(said, ApplicationRejected)
    assert said.appeal_until == lapsed.state.appeal_until
    waiting = decide(appeal(), said.at, lapsed.state).state
    with pytest.raises(Refused, match="own-decision"):
        decide(ruling(by="officer"), said.at, waiting)
    after = decide(ruling(), said.at, waiting).state
    assert after.state is State.ACCEPTED
    # The system's own reason, kept in both languages, gives way to the officer's words.
    assert [p.why("en") for p in after.points if p.code == "items"] == ["Podpis jest."]


OTHER = "ZP/2026/000009"


def test_an_appeal_makes_no_second_live_application_for_one_item() -> None:
    for command, before in (
        (replace(appeal(), duplicates=(OTHER,)), rejected()),
        (replace(ruling(), duplicates=(OTHER,)), appealed()),
    ):
        with pytest.raises(Refused, match="duplicate") as refused:
            decide(command, NOON, before)
        assert OTHER in refused.value.text.pl
        assert refused.value.extra == {"duplicates": [OTHER]}
    upheld = decide(replace(ruling("upheld"), duplicates=(OTHER,)), NOON, appealed())
    assert upheld.state.state is State.REJECTED


def test_an_appeal_is_decided_for_reasons() -> None:
    with pytest.raises(Invalid) as refused:
        decide(ruling(reasons=" "), NOON, appealed())
    assert [(e.field, e.code) for e in refused.value.errors] == [("reasons", "required")]


def test_a_rejection_from_before_appeals_were_kept_has_no_appeal() -> None:
    with pytest.raises(Refused, match="nothing-to-appeal"):
        decide(appeal(), NOON, an_application(State.REJECTED))


async def test_an_appeal_comes_in_by_its_doors_and_another_officer_decides_it(
    office: Office,
) -> None:
    sent = await office.apply(await office.call(), items=[ONE_PRAISE])
    path = f"/api/applications/{sent['id']}"
    reject = {"outcome": "reject", "points": []}
    assert (await office.door("officer", "POST", f"{path}/formal-decision", **reject)).is_success
    stranger = await office.door("applicant:jan", "POST", f"{path}/appeal", grounds="To ja.")
    by_hand = await office.door("officer", "POST", f"{path}/appeal", grounds="List.")
    dated = {"grounds": "Sama wpisuję datę.", "received_on": "2026-01-15"}
    own_date = await office.door("applicant:anna", "POST", f"{path}/appeal", **dated)
    filed_ = await office.door("applicant:anna", "POST", f"{path}/appeal", grounds="Jest dobrze.")
    again = await office.door("applicant:anna", "POST", f"{path}/appeal", grounds="Jeszcze raz.")
    ruling_ = {"outcome": "granted", "reasons": "Rzeczywiście."}
    own = await office.door("officer", "POST", f"{path}/appeal/decision", **ruling_)
    other = await office.door("officer:second", "POST", f"{path}/appeal/decision", **ruling_)
    shown = (await office.door("applicant:anna", "GET", path)).json()
    assert (stranger.status_code, by_hand.status_code, own_date.status_code) == (403, 422, 422)
    assert (filed_.json()["state"], again.json()["code"]) == ("appeal", "appealed-before")
    assert (own.json()["code"], other.json()["state"]) == ("own-decision", "accepted")
    assert [each["outcome"] for each in shown["appeals"]] == ["granted"]
    assert isinstance((await office.said(sent["id"]))[-1], ApplicationAccepted)


async def test_an_officer_types_in_an_appeal_on_paper_and_records_that_it_was_taken_back(
    office: Office,
) -> None:
    sent = await office.apply(await office.call(), items=[ONE_PRAISE])
    path = f"/api/applications/{sent['id']}"
    await office.door("officer", "POST", f"{path}/formal-decision", outcome="reject", points=[])
    letter = {"grounds": "List.", "received_on": "2026-01-15"}
    typed = await office.door("officer", "POST", f"{path}/appeal", **letter)
    silent = await office.door("officer", "POST", f"{path}/appeal/withdrawal")
    back = await office.door("officer", "POST", f"{path}/appeal/withdrawal", reason="Drugi list.")
    assert (typed.json()["state"], silent.status_code) == ("appeal", 422)
    assert back.json()["state"] == "rejected"


async def test_an_appeal_waits_for_another_application_for_the_same_item(office: Office) -> None:
    call = await office.call(procedure="zakup-prospoleczny")
    reject = {"outcome": "reject", "points": [WRONG.model_dump()]}

    async def act(sent: Any, what: str, who: str = "applicant:anna", **said: Any) -> Any:
        path = f"/api/applications/{sent['id']}/{what}"
        return (await office.door(who, "POST", path, **said)).json()

    first = await office.apply(call)
    await act(first, "formal-decision", "officer", **reject)
    second = await office.apply(call)  # nothing else is under way
    assert (await office.application(second["id"])).duplicates == ()
    refused = await act(first, "appeal", grounds="Podpis jest.")
    assert (refused["code"], refused["duplicates"]) == ("duplicate", [second["number"]])
    await act(second, "withdrawal", reason="")
    assert (await act(first, "appeal", grounds="Podpis jest."))["state"] == "appeal"

    third = await office.apply(call)
    assert (await office.application(third["id"])).duplicates == (first["number"],)
    ruled = {"outcome": "granted", "reasons": "Jest."}
    stopped = await act(first, "appeal/decision", "officer:second", **ruled)
    assert (stopped["code"], stopped["duplicates"]) == ("duplicate", [third["number"]])
    await act(third, "withdrawal", reason="")
    assert (await act(first, "appeal/decision", "officer:second", **ruled))["state"] == "accepted"
