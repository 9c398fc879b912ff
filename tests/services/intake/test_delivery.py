"""The day on which a letter with a decision came: the time to appeal is counted from it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.process import Invalid, Refused
from contracts.evaluation import EvaluationConcluded
from contracts.intake import ApplicationAccepted, ApplicationRejected, DecisionDelivered
from services.intake.api.case_view import Eyes, case_view
from services.intake.domain.appeal import FileAppeal, NoteDelivery
from services.intake.domain.application import Application, State
from services.intake.domain.calendar import end_of_day, is_working_day
from services.intake.domain.commands import DecideFormally
from services.intake.domain.rules import decide
from services.intake.papers.decision import decision
from tests.services.intake.builders import FORM, NOON, TODAY, a_form, filed, without_automatic
from tests.services.intake.conftest import Office
from tests.services.intake.test_appeals import WRONG
from tests.services.intake.test_case_pages import record
from tests.services.intake.test_grid import concluded, put_right
from tests.support.reader import Reader, words

CALL = without_automatic()
ON_PAPER = a_form(channel="paper", received_on="2026-01-14")
CAME = dt.date(2026, 1, 22)
LAST_DAY = dt.date(2026, 2, 5)  # a Thursday, 14 days later
LATER = NOON + dt.timedelta(days=90)
PAPER = {**FORM, "channel": "paper", "received_on": "2026-01-14"}


def rejected(form: Any = ON_PAPER) -> Application:
    command = DecideFormally((WRONG,), "reject", CALL, "officer-1")
    return decide(command, NOON, filed(form, CALL)).state


def refused(form: Any = ON_PAPER, *, granted: bool = False) -> Application:
    accepted = filed(form, CALL).but(state=State.ACCEPTED)
    until = dt.date(2026, 1, 29)
    return decide(concluded(granted=granted, appeal_until=until), NOON, accepted).state


def delivered(application: Application, day: dt.date = CAME) -> Application:
    return decide(NoteDelivery(day, CALL, "officer-1"), LATER, application).state


def appeal(received_on: dt.date | None) -> FileAppeal:
    return FileAppeal("Podpis jest.", received_on, CALL, "officer-1")


@pytest.mark.parametrize("decided", [rejected(), refused(), refused(granted=True)])
def test_on_paper_the_time_to_appeal_is_counted_from_the_delivery(decided: Application) -> None:
    noted = delivered(decided)
    assert (noted.delivered_on, noted.appeal_until) == (CAME, LAST_DAY)
    assert decide(appeal(LAST_DAY), LATER, noted).state.state is State.APPEAL
    with pytest.raises(Refused, match="appeal-late"):
        decide(appeal(LAST_DAY + dt.timedelta(days=1)), LATER, noted)


@pytest.mark.parametrize("decided", [rejected(), refused()])
def test_on_paper_nothing_is_late_before_a_delivery_is_noted(decided: Application) -> None:
    assert decide(appeal(LATER.date()), LATER, decided).state.state is State.APPEAL
    with pytest.raises(Invalid) as wrong:
        decide(appeal(TODAY - dt.timedelta(days=1)), LATER, decided)
    assert [each.field for each in wrong.value.errors] == ["received_on"]


def test_online_the_day_of_sending_counts_unless_a_letter_came_later() -> None:
    online = rejected(a_form())
    with pytest.raises(Refused, match="appeal-late"):
        decide(appeal(LAST_DAY), LATER, online)
    assert decide(appeal(LAST_DAY), LATER, delivered(online)).state.state is State.APPEAL


REJECTED = rejected()


@given(st.dates(TODAY, dt.date(2030, 12, 31)))
def test_the_last_day_is_a_working_day_at_least_fourteen_days_after_it(day: dt.date) -> None:
    note = NoteDelivery(day, CALL, "officer-1")
    until = decide(note, end_of_day(day), REJECTED).state.appeal_until
    assert until is not None
    assert is_working_day(until)
    assert dt.timedelta(14) <= until - day <= dt.timedelta(19)


@pytest.mark.parametrize(
    ("day", "code"),
    [(TODAY + dt.timedelta(days=1), "in-future"), (TODAY - dt.timedelta(1), "before-decision")],
)
def test_a_day_of_delivery_that_cannot_be_is_named(day: dt.date, code: str) -> None:
    with pytest.raises(Invalid) as wrong:
        decide(NoteDelivery(day, CALL, "officer-1"), NOON, rejected())
    assert [(each.field, each.code) for each in wrong.value.errors] == [("delivered_on", code)]


def test_a_day_that_was_mistyped_is_noted_anew_and_the_same_one_once() -> None:
    noted = delivered(rejected(), CAME - dt.timedelta(days=1))
    assert delivered(noted) == delivered(rejected())
    assert decide(NoteDelivery(CAME, CALL, "o"), LATER, delivered(noted)).messages == ()


def test_other_words_for_the_decision_leave_its_delivery_and_another_decision_does_not() -> None:
    noted = delivered(refused())
    until = dt.date(2026, 1, 29)
    words_only = put_right(granted=False).model_copy(update={"appeal_until": until})
    anew = put_right(granted=False).model_copy(update={"appeal_until": dt.date(2026, 3, 2)})
    kept, gone = (decide(event, LATER, noted).state for event in (words_only, anew))
    assert (kept.delivered_on, kept.appeal_until, kept.decided_at) == (CAME, LAST_DAY, NOON)
    assert (gone.delivered_on, gone.appeal_until) == (None, anew.appeal_until)


def test_what_goes_by_post_says_how_many_days_there_are_from_its_delivery() -> None:
    command = DecideFormally((WRONG,), "reject", CALL, "officer-1")
    told: list[Any] = []
    for form in (ON_PAPER, a_form()):
        told += decide(command, NOON, filed(form, CALL)).messages
        told += decide(
            DecideFormally((WRONG.model_copy(update={"verdict": "yes"}),), "accept", CALL, "o"),
            NOON,
            filed(form, CALL),
        ).messages
    assert [each.appeal_days for each in told if isinstance(each, ApplicationRejected)] == [
        14,
        None,
    ]
    assert [each.by_post for each in told if isinstance(each, ApplicationAccepted)] == [True, False]


def test_the_decision_on_paper_tells_the_days_and_then_the_last_one() -> None:
    before, after = (
        str(decision(each, CALL, "https://znak.example", {}, "pl").said["parts"])
        for each in (rejected(), delivered(rejected()))
    )
    assert ("w ciągu 14 dni od dnia doręczenia tej decyzji" in before, "najpóźniej" in before) == (
        True,
        False,
    )
    assert "najpóźniej 5\\xa0lutego\\xa02026" in after


async def test_an_officer_notes_a_delivery_and_the_case_file_shows_it(office: Office) -> None:
    call = await office.call(procedure="zakup-prospoleczny")
    body = {"call": call, "form": PAPER, "submit": True}
    sent = (await office.door("officer", "POST", "/api/applications", **body)).json()["id"]
    reject = {"outcome": "reject", "points": [WRONG.model_dump()]}
    await office.door("officer", "POST", f"/api/applications/{sent}/formal-decision", **reject)
    officer = Reader(office.app)
    officer.sign_in(office.key, "officer", "maria")
    await record(office, sent)
    assert "nie jest jeszcze zapisany" in words(await officer.open(f"/wnioski/{sent}/odwolanie"))
    assert "jeszcze nie zapisano kiedy" in words(await officer.open(f"/sprawy/{sent}"))
    office.clock.moment = end_of_day(dt.date(2026, 1, 23))

    wrong = await officer.send(f"/sprawy/{sent}/doreczenie", delivered_on="2026-01-14")
    assert (wrong.status_code, "Ta data jest sprzed decyzji." in words(wrong)) == (422, True)
    early = {"delivered_on": "2026-01-24"}
    future = await office.door("officer", "POST", f"/api/applications/{sent}/delivery", **early)
    assert future.json()["errors"][0]["field"] == "delivered_on"
    done = await officer.send(f"/sprawy/{sent}/doreczenie", delivered_on="2026-01-22")
    assert done.status_code == 303

    await record(office, sent)
    assert isinstance((await office.said(sent))[-1], DecisionDelivered)
    page = words(await officer.open(f"/sprawy/{sent}"))
    for told in ("Decyzję doręczono 22 stycznia 2026", "Doręczono decyzję.", "5 lutego 2026"):
        assert told in page


async def test_the_case_file_names_no_last_day_before_the_delivery(office: Office) -> None:
    event = concluded(granted=False, appeal_until=dt.date(2026, 1, 29))
    views = []
    for days in (None, 14):
        case, by_post = f"case-{days}", {"appeal_days": days}
        told: EvaluationConcluded = event.model_copy(update={"case": case, **by_post})
        await office.service.cases.record(told, case)
        document = await office.service.cases.get(case)
        views.append(case_view(document, NOON, "pl", Eyes(office=True)))
    assert [(view.waits_for, view.until, len(view.timers)) for view in views] == [
        ("appeal", end_of_day(dt.date(2026, 1, 29)), 1),
        ("appeal", None, 0),
    ]
