"""From the first draft to the number, and back out again, through the table."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from chassis.process import Invalid, Refused
from contracts.base import Event
from contracts.intake import (
    ApplicationAccepted,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    DraftSaved,
    WithdrawalRequested,
)
from services.intake.domain.application import Application, State, due
from services.intake.domain.calendar import after, end_of_day, start_of_day
from services.intake.domain.commands import File, GiveNumber, SaveDraft, Submit, Withdraw
from services.intake.domain.rules import decide
from tests.services.intake.builders import (
    NOON,
    NUMBER,
    OWNER,
    a_call,
    a_form,
    an_application,
    filed,
    without_automatic,
)

CALL = a_call()
MANUAL = without_automatic()
NO_RODO: dict[str, Any] = {"declarations": {"rodo": False}}
NUMBERED = GiveNumber(NUMBER, (), CALL)


def kinds(messages: tuple[Event, ...]) -> list[type[Event]]:
    return [type(message) for message in messages]


@pytest.mark.parametrize("email", ["", "kasia@obca.example"])
def test_the_first_save_sends_the_link_to_who_saved_it_whomever_the_form_names(email: str) -> None:
    form = a_form(contact={"email": email, "name": "Kasia Obca"})
    saved = decide(SaveDraft("a", OWNER, form, CALL, "anna"), NOON, None)
    assert kinds(saved.messages) == [DraftSaved]
    assert [(m.contact, m.link) for m in saved.messages if isinstance(m, DraftSaved)] == [
        (OWNER, "/wnioski/a")
    ]


def test_what_an_officer_types_in_from_paper_sends_nobody_a_link() -> None:
    command = SaveDraft("a", OWNER, a_form(channel="paper"), CALL, "officer")
    assert decide(command, NOON, None).messages == ()


def test_a_submission_is_committed_silently_with_its_number_pending() -> None:
    sent = decide(Submit(CALL, None, "anna", "n-1"), NOON, an_application())
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


def test_a_withdrawal_ends_it_before_acceptance_and_is_only_asked_for_after() -> None:
    checking, accepted = filed(a_form(), MANUAL), filed(a_form(), CALL)
    ended = decide(Withdraw("Zmiana planów.", MANUAL, "anna"), NOON, checking)
    assert (ended.state.state, kinds(ended.messages)) == (State.WITHDRAWN, [ApplicationWithdrawn])
    asked = decide(Withdraw("Zmiana planów.", CALL, "anna"), NOON, accepted)
    assert (asked.state.state, kinds(asked.messages)) == (State.ACCEPTED, [WithdrawalRequested])
