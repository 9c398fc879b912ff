"""Applications from the first draft to the end, step by step through the table."""

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
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CorrectionDue,
    CorrectionRequested,
    DraftSaved,
    RenewalFiled,
    WithdrawalRequested,
)
from contracts.values import Point
from services.intake.domain.application import (
    Application,
    Attach,
    Correct,
    DecideFormally,
    File,
    GiveNumber,
    SaveDraft,
    State,
    Submit,
    TimeArrived,
    Withdraw,
    due,
)
from services.intake.domain.calendar import after, end_of_day, start_of_day
from services.intake.domain.rules import decide
from tests.services.intake.builders import (
    NOON,
    NUMBER,
    OWNER,
    PDF,
    TODAY,
    a_call,
    a_form,
    a_licence,
    an_application,
    an_item,
    asked_to_correct,
    filed,
    without_automatic,
)

CALL = a_call()
MANUAL = without_automatic()
NO_RODO: dict[str, Any] = {"declarations": {"rodo": False}}
NUMBERED = GiveNumber(NUMBER, (), CALL)


def kinds(messages: tuple[Event, ...]) -> list[type[Event]]:
    return [type(message) for message in messages]


def test_the_first_save_sends_the_link_to_the_person_while_the_form_names_nobody() -> None:
    form = a_form(contact={"email": "", "name": ""})
    saved = decide(SaveDraft("a", "call-1", OWNER, form, "https://x/a", "anna"), NOON, None)
    assert kinds(saved.messages) == [DraftSaved]
    assert [(m.contact, m.link) for m in saved.messages if isinstance(m, DraftSaved)] == [
        (OWNER, "https://x/a")
    ]


def test_a_submission_is_committed_silently_with_its_number_pending() -> None:
    sent = decide(Submit(CALL, None, "anna"), NOON, an_application())
    assert sent.messages == ()
    assert sent.state == an_application(State.SUBMITTED)
    assert due(sent.state) == NOON + dt.timedelta(seconds=10)


def test_a_number_is_announced_with_the_acceptance_when_all_is_a_sure_yes() -> None:
    later = NOON + dt.timedelta(minutes=5)
    numbered = decide(NUMBERED, later, an_application(State.SUBMITTED))
    assert numbered.state.state is State.ACCEPTED
    assert kinds(numbered.messages) == [ApplicationSubmitted, ApplicationAccepted]
    submitted, accepted = numbered.messages
    assert (submitted.at, submitted.by) == (NOON, "anna")
    assert (accepted.at, accepted.by) == (later, "rule:formal.automatic")
    assert isinstance(accepted, ApplicationAccepted)
    assert accepted.exclude == (a_form().entity.nip, "anna")
    assert accepted.evaluation == CALL.procedure.evaluation
    assert due(numbered.state) is None


@pytest.mark.parametrize(
    ("application", "command"),
    [
        (an_application(State.SUBMITTED), GiveNumber(NUMBER, (), MANUAL)),
        (an_application(State.SUBMITTED), GiveNumber(NUMBER, ("ZP/2026/000009",), CALL)),
        (an_application(State.SUBMITTED, attachments={}), NUMBERED),
        (an_application(State.SUBMITTED, form=a_form(**NO_RODO)), NUMBERED),
        (
            an_application(State.SUBMITTED, form=a_form(economy={"total": "0", "own": "0"})),
            NUMBERED,
        ),
    ],
)
def test_an_officer_checks_what_is_no_sure_yes(
    application: Application, command: GiveNumber
) -> None:
    numbered = decide(command, NOON, application)
    assert numbered.state.state is State.FORMAL_CHECK
    assert kinds(numbered.messages) == [ApplicationSubmitted]


@pytest.mark.parametrize("moment", [CALL.opens - dt.timedelta(seconds=1), "end"])
def test_an_application_into_a_closed_call_is_refused_with_the_dates(moment: Any) -> None:
    assert CALL.closes is not None
    now = after(CALL.closes) if moment == "end" else moment
    with pytest.raises(Refused) as refused:
        decide(Submit(CALL, None, "anna"), now, an_application())
    assert refused.value.code == "call-closed"
    assert refused.value.extra == {"opens": "2026-01-12", "closes": "2026-01-31"}
    assert "12.01.2026 do 31.01.2026" in refused.value.text.pl


def test_paper_counts_from_the_day_the_post_brought_it() -> None:
    form = a_form(channel="paper", received_on="2026-01-30")
    typed = dt.datetime(2026, 2, 5, 9, tzinfo=dt.UTC)
    sent = decide(File("a", OWNER, form, CALL, None, "officer"), typed, None).state
    assert (sent.state, sent.received_on) == (State.SUBMITTED, dt.date(2026, 1, 30))
    assert sent.filed_at() == end_of_day(dt.date(2026, 1, 30))


def test_paper_that_came_after_the_end_is_refused() -> None:
    form = a_form(channel="paper", received_on="2026-02-02")
    typed = dt.datetime(2026, 2, 5, 9, tzinfo=dt.UTC)
    with pytest.raises(Refused, match="call-closed"):
        decide(File("a", OWNER, form, CALL, None, "officer"), typed, None)


def test_a_submission_at_new_year_counts_for_the_year_in_warsaw() -> None:
    now = dt.datetime(2025, 12, 31, 23, 30, tzinfo=dt.UTC)
    call = a_call(opens=start_of_day(dt.date(2025, 12, 1)))
    sent = decide(Submit(call, None, "anna"), now, an_application()).state
    assert sent.received_on == dt.date(2026, 1, 1)


def test_an_incomplete_draft_is_not_sent() -> None:
    with pytest.raises(Invalid) as refused:
        decide(Submit(CALL, None, "anna"), NOON, an_application(form=a_form(items=[])))
    assert [error.field for error in refused.value.errors] == ["items"]


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


def test_a_withdrawal_ends_it_before_acceptance_and_is_only_asked_for_after() -> None:
    checking, accepted = filed(a_form(), MANUAL), filed(a_form(), CALL)
    ended = decide(Withdraw("Zmiana planów.", "anna"), NOON, checking)
    assert (ended.state.state, kinds(ended.messages)) == (State.WITHDRAWN, [ApplicationWithdrawn])
    asked = decide(Withdraw("Zmiana planów.", "anna"), NOON, accepted)
    assert (asked.state.state, kinds(asked.messages)) == (State.ACCEPTED, [WithdrawalRequested])


def renewal(**parts: Any) -> Application:
    fields = {"kind": "renewal", "licence_number": "ZP-LUB/2025/0001", **parts}
    return an_application(form=a_form(**fields))


def test_a_renewal_tells_licensing_by_the_moment_of_filing_and_marks_what_is_licensed() -> None:
    new = an_item(name="Bułki")
    sent = decide(
        Submit(CALL, a_licence(), "anna"),
        NOON,
        renewal(items=[an_item(name="CHLEB  na zakwasie"), new]),
    ).state
    numbered = decide(NUMBERED, NOON + dt.timedelta(days=1), sent)
    assert kinds(numbered.messages) == [ApplicationSubmitted, RenewalFiled, ApplicationAccepted]
    filed_event = numbered.messages[1]
    assert isinstance(filed_event, RenewalFiled)
    assert (filed_event.at, filed_event.licence_number) == (NOON, "ZP-LUB/2025/0001")
    assert [(item.id, item.new) for item in numbered.state.items()] == [
        ("old-1", False),
        ("application-1-2", True),
    ]


def test_an_item_that_is_licensed_needs_no_new_recommendations() -> None:
    sent = decide(
        Submit(CALL, a_licence(), "anna"), NOON, renewal(items=[an_item(recommendations=[])])
    ).state
    assert decide(NUMBERED, NOON, sent).state.state is State.ACCEPTED


@pytest.mark.parametrize(
    ("licence", "code"),
    [
        (None, "unknown-licence"),
        (a_licence(nip="5250000000", person="somebody"), "not-yours"),
        (a_licence(opens_renewal=TODAY + dt.timedelta(days=1)), "outside-window"),
        (a_licence(closes_renewal=TODAY - dt.timedelta(days=1)), "outside-window"),
    ],
)
def test_a_renewal_that_cannot_be_is_refused_with_a_clear_reason(licence: Any, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        decide(Submit(CALL, licence, "anna"), NOON, renewal())
    assert [(e.field, e.code) for e in refused.value.errors] == [("licence_number", code)]


@pytest.mark.parametrize("edge", ["opens_renewal", "closes_renewal"])
def test_both_days_at_the_edge_of_the_window_are_inside(edge: str) -> None:
    licence = a_licence(**{edge: TODAY})
    sent = decide(Submit(CALL, licence, "anna"), NOON, renewal())
    assert sent.state.licensed == licence.items


def test_an_item_said_to_be_licensed_that_is_not_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        decide(
            Submit(CALL, a_licence(), "anna"),
            NOON,
            renewal(items=[an_item(name="Inny", new=False)]),
        )
    assert [error.field for error in refused.value.errors] == ["items.0.new"]


def test_an_application_is_read_back_as_it_was_stored() -> None:
    for application in (asked_to_correct(a_form(**NO_RODO), CALL), filed(a_form(), CALL)):
        assert Application.model_validate(application.model_dump(mode="json")) == application
