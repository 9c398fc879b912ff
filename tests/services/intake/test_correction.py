"""The formal check, the correction round and its lapse, through the table."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from chassis.process import IllegalState, Invalid, Refused
from contracts.base import Event
from contracts.intake import (
    ApplicationAccepted,
    ApplicationCorrected,
    ApplicationRejected,
    CorrectionDue,
    CorrectionRequested,
)
from contracts.values import Point
from services.intake.domain.application import Application, State, due
from services.intake.domain.calendar import after, end_of_day, start_of_day
from services.intake.domain.commands import Attach, Correct, DecideFormally, TimeArrived
from services.intake.domain.rules import decide
from services.intake.domain.timeline import status_of
from tests.services.intake.builders import (
    NOON,
    PDF,
    a_call,
    a_form,
    asked_to_correct,
    filed,
)

CALL = a_call()
NO_RODO: dict[str, Any] = {"declarations": {"rodo": False}}
ON_PAPER = a_form(**NO_RODO, channel="paper", received_on="2026-01-15")
DAY = dt.timedelta(days=1)
ASKED_ON, LAST_DAY = dt.date(2026, 1, 15), dt.date(2026, 1, 22)
LAST_TO_TYPE = dt.date(2026, 1, 27)  # three working days after a Thursday


def kinds(messages: tuple[Event, ...]) -> list[type[Event]]:
    return [type(message) for message in messages]


def test_a_correction_is_asked_for_until_the_end_of_the_seventh_day() -> None:
    application = filed(a_form(**NO_RODO), CALL)
    asked = decide(DecideFormally((), "correct", CALL, "officer"), NOON, application)
    until = end_of_day(dt.date(2026, 1, 22))
    assert asked.state.state is State.CORRECTION
    assert asked.state.deadline == until
    assert kinds(asked.messages) == [CorrectionRequested]
    assert [point.code for point in asked.state.asked] == ["declarations"]
    assert due(asked.state) == start_of_day(dt.date(2026, 1, 20))


def test_a_correction_of_what_the_system_saw_is_accepted_by_rule() -> None:
    asked = asked_to_correct(a_form(**NO_RODO), CALL)
    corrected = decide(Correct({"declarations": {"rodo": True}}, CALL, "anna"), NOON, asked)
    assert corrected.state.state is State.ACCEPTED
    assert kinds(corrected.messages) == [ApplicationCorrected, ApplicationAccepted]
    assert due(corrected.state) is None


def test_a_correction_of_what_only_an_officer_saw_goes_back_to_an_officer() -> None:
    seen = Point(code="social-activity", verdict="no", reason="To nie jest opis.")
    application = filed(a_form(**NO_RODO), CALL)
    asked = decide(DecideFormally((seen,), "correct", CALL, "officer"), NOON, application).state
    fix = {"declarations": {"rodo": True}, "activity": {"social": "Nowy, dłuższy opis działań."}}
    corrected = decide(Correct(fix, CALL, "anna"), NOON, asked)
    assert corrected.state.state is State.FORMAL_CHECK
    assert kinds(corrected.messages) == [ApplicationCorrected]


def test_a_correction_that_leaves_the_defect_goes_back_to_an_officer() -> None:
    asked = asked_to_correct(a_form(**NO_RODO), CALL)
    assert decide(Correct({}, CALL, "anna"), NOON, asked).state.state is State.FORMAL_CHECK


def test_a_missing_file_may_be_sent_in_the_correction_and_counts() -> None:
    asked = decide(
        DecideFormally((), "correct", CALL, "officer"), NOON, filed(a_form(), CALL, files=False)
    ).state
    with_file = decide(Attach("financial-statement", PDF), NOON, asked).state
    assert decide(Correct({}, CALL, "anna"), NOON, with_file).state.state is State.ACCEPTED


def test_a_file_that_was_not_asked_for_is_refused_in_the_correction() -> None:
    with pytest.raises(IllegalState):
        decide(Attach("financial-statement", PDF), NOON, asked_to_correct(a_form(**NO_RODO), CALL))


def test_a_correction_is_asked_for_once() -> None:
    back = decide(Correct({}, CALL, "anna"), NOON, asked_to_correct(a_form(**NO_RODO), CALL)).state
    with pytest.raises(Refused, match="corrected-once"):
        decide(DecideFormally((), "correct", CALL, "officer"), NOON, back)
    rejected = decide(DecideFormally((), "reject", CALL, "officer"), NOON, back)
    assert kinds(rejected.messages) == [ApplicationRejected]


def test_the_last_second_is_in_time_and_the_next_is_not() -> None:
    asked = asked_to_correct(a_form(**NO_RODO), CALL)
    assert asked.deadline is not None
    fix = Correct({"declarations": {"rodo": True}}, CALL, "anna")
    assert decide(fix, asked.deadline, asked).state.state is State.ACCEPTED
    with pytest.raises(Refused, match="correction-late"):
        decide(fix, after(asked.deadline), asked)


@pytest.mark.parametrize(
    ("received", "typed", "in_time"),
    [
        (None, LAST_DAY, True),
        (None, LAST_DAY + DAY, False),
        (ASKED_ON, LAST_DAY + DAY, True),
        (LAST_DAY, LAST_DAY + DAY, True),
        (LAST_DAY, LAST_TO_TYPE, True),
        (LAST_DAY + DAY, LAST_DAY + DAY, False),
    ],
)
def test_of_a_letter_the_day_of_receipt_counts_also_when_it_is_typed_in_later(
    received: dt.date | None, typed: dt.date, *, in_time: bool
) -> None:
    asked = asked_to_correct(ON_PAPER, CALL)
    fix = Correct({"declarations": {"rodo": True}}, CALL, "officer", (), received)
    if in_time:
        assert decide(fix, end_of_day(typed), asked).state.state is State.ACCEPTED
        return
    with pytest.raises(Refused, match="correction-late"):
        decide(fix, end_of_day(typed), asked)


@pytest.mark.parametrize(
    ("received", "code"), [(LAST_DAY, "in-future"), (ASKED_ON - DAY, "before-request")]
)
def test_a_day_of_receipt_that_cannot_be_is_named(received: dt.date, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        decide(Correct({}, CALL, "o", (), received), NOON, asked_to_correct(ON_PAPER, CALL))
    assert [(e.field, e.code) for e in refused.value.errors] == [("received_on", code)]


def test_silence_on_paper_is_a_rejection_when_the_post_has_had_three_working_days() -> None:
    asked = decide(TimeArrived(CALL), NOON + 5 * DAY, asked_to_correct(ON_PAPER, CALL)).state
    last = end_of_day(LAST_TO_TYPE)
    assert (asked.deadline, due(asked)) == (end_of_day(LAST_DAY), after(last))
    assert decide(TimeArrived(CALL), last, asked).state.state is State.CORRECTION
    assert decide(TimeArrived(CALL), after(last), asked).state.state is State.REJECTED


def test_the_files_of_a_letter_come_with_it_after_the_deadline() -> None:
    ask, file = DecideFormally((), "correct", CALL, "o"), Attach("financial-statement", PDF)
    asked = decide(ask, NOON, filed(ON_PAPER, CALL, files=False)).state
    last = end_of_day(LAST_TO_TYPE)
    assert "financial-statement" in decide(file, last, asked).state.attachments
    with pytest.raises(IllegalState):
        decide(file, after(last), asked)


def test_what_time_will_do_on_paper_is_told_with_the_days_for_the_post() -> None:
    [told] = decide(DecideFormally((), "correct", CALL, "o"), NOON, filed(ON_PAPER, CALL)).messages
    status = status_of(told)
    assert status is not None
    assert [(timer.what, timer.at) for timer in status.timers] == [
        ("reminder", start_of_day(LAST_DAY - 2 * DAY)),
        ("rejection", end_of_day(LAST_TO_TYPE)),
    ]


def test_silence_is_reminded_of_once_and_ends_in_a_rejection() -> None:
    asked = asked_to_correct(a_form(**NO_RODO), CALL)
    reminder = due(asked)
    assert reminder is not None
    reminded = decide(TimeArrived(CALL), reminder, asked)
    assert kinds(reminded.messages) == [CorrectionDue]
    assert decide(TimeArrived(CALL), reminder, reminded.state).messages == ()
    end = due(reminded.state)
    assert end is not None
    lapsed = decide(TimeArrived(CALL), end, reminded.state)
    assert lapsed.state.state is State.REJECTED
    assert [
        (m.points, m.appeal_until, m.by)
        for m in lapsed.messages
        if isinstance(m, ApplicationRejected)
    ] == [(asked.asked, dt.date(2026, 2, 6), "rule:formal.correction_days")]


def test_a_reminder_missed_until_after_the_deadline_is_not_sent_any_more() -> None:
    asked = asked_to_correct(a_form(**NO_RODO), CALL)
    late = decide(TimeArrived(CALL), NOON + dt.timedelta(days=30), asked)
    assert kinds(late.messages) == [ApplicationRejected]


@pytest.mark.parametrize(
    ("points", "outcome", "field"),
    [
        ((), "accept", "points"),
        ((Point(code="nope", verdict="yes"),), "accept", "points.0.code"),
        ((Point(code="seat", verdict="no"),), "reject", "points.0.reason"),
        ((Point(code="declarations", verdict="yes"),), "reject", "points"),
    ],
)
def test_a_slip_of_the_officer_is_named(
    points: tuple[Point, ...], outcome: Any, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        decide(DecideFormally(points, outcome, CALL, "o"), NOON, filed(a_form(**NO_RODO), CALL))
    assert [error.field for error in refused.value.errors] == [field]


def test_an_officer_may_decide_otherwise_than_suggested() -> None:
    mine = Point(code="declarations", verdict="yes", reason="Oświadczenie jest na odwrocie.")
    application = filed(a_form(**NO_RODO), CALL)
    accepted = decide(DecideFormally((mine,), "accept", CALL, "officer"), NOON, application)
    assert kinds(accepted.messages) == [ApplicationAccepted]
    assert accepted.messages[0].by == "officer"


def test_an_application_is_read_back_as_it_was_stored() -> None:
    for application in (asked_to_correct(a_form(**NO_RODO), CALL), filed(a_form(), CALL)):
        assert Application.model_validate(application.model_dump(mode="json")) == application
