"""Every state × command against a list written by hand: what acts, what is ignored, what is not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from chassis.process import IllegalState, Refused, Unknown
from contracts.base import Subject
from contracts.evaluation import CaseWithdrawn, EvaluationConcluded, WithdrawalTooLate
from contracts.values import ItemVerdict, Point
from services.intake.domain.appeal import Appeal, DecideAppeal, FileAppeal, WithdrawAppeal
from services.intake.domain.application import (
    Application,
    Attach,
    Correct,
    DecideFormally,
    EditDraft,
    File,
    GiveNumber,
    SaveDraft,
    State,
    Submit,
    TimeArrived,
    Withdraw,
)
from services.intake.domain.calendar import after, deadline
from services.intake.domain.form import entity_of
from services.intake.domain.rules import RULES, decide
from tests.services.intake.builders import (
    NOON,
    NUMBER,
    OWNER,
    PDF,
    a_call,
    a_form,
    a_procedure,
    an_application,
)

CALL = a_call()
FORM = a_form(entity={"name": "Nowa nazwa"})
WRONG = Point(code="declarations", verdict="no", reason="Brak.", fields=("declarations",))
FILES = Point(code="attachments", verdict="no", reason="Brak.", fields=("attachments",))
UNTIL = deadline(NOON, 7)
PENDING = Appeal(against="rejection", at=NOON, by="anna", grounds="Atest był.")
HEAD: dict[str, Any] = {
    "subject": Subject(kind="case", id="application-1"),
    "case": "application-1",
    "at": NOON,
    "by": "director",
    "number": NUMBER,
    "contact": OWNER,
    "office": a_procedure().office,
}


def concluded(*, granted: bool) -> EvaluationConcluded:
    application = an_application(State.ACCEPTED)
    verdict = ItemVerdict(item=application.items()[0], granted=granted, mean=Decimal(70))
    return EvaluationConcluded(
        **HEAD,
        kind="new",
        entity=entity_of(application.form),
        verdicts=(verdict,),
        mean=Decimal(70),
        reasons="Uzasadnienie.",
        appeal_until=None,
        licence_number=None,
        licence=a_procedure().licence,
    )


COMMANDS: dict[str, Any] = {
    "save": SaveDraft("application-1", OWNER, FORM, CALL, "anna"),
    "file": File("application-1", OWNER, FORM, CALL, None, "anna"),
    "edit": EditDraft(FORM),
    "attach": Attach("register-extract", PDF),
    "submit": Submit(CALL, None, "anna"),
    "number": GiveNumber(NUMBER, (), CALL),
    "accept": DecideFormally((), "accept", CALL, "officer"),
    "ask": DecideFormally((WRONG,), "correct", CALL, "officer"),
    "reject": DecideFormally((WRONG,), "reject", CALL, "officer"),
    "correct": Correct({"declarations": {"truth": True}}, CALL, "anna"),
    "withdraw": Withdraw("", CALL, "anna"),
    "time": TimeArrived(CALL),
    "appeal": FileAppeal("Atest był.", None, CALL, "anna"),
    "grant": DecideAppeal("granted", "Atest jest.", CALL, "officer-2"),
    "uphold": DecideAppeal("upheld", "Atestu nie ma.", CALL, "officer-2"),
    "take back": WithdrawAppeal(CALL, "anna"),
    "concluded": concluded(granted=True),
    "taken-back": CaseWithdrawn(**HEAD, licence_number=None),
    "too-late": WithdrawalTooLate(**HEAD),
}

ACTS: dict[State | None, dict[str, State]] = {
    None: {"save": State.DRAFT, "file": State.SUBMITTED},
    State.DRAFT: {
        "edit": State.DRAFT,
        "attach": State.DRAFT,
        "submit": State.SUBMITTED,
        "withdraw": State.WITHDRAWN,
    },
    State.SUBMITTED: {"number": State.ACCEPTED},
    State.FORMAL_CHECK: {
        "accept": State.ACCEPTED,
        "ask": State.CORRECTION,
        "reject": State.REJECTED,
        "withdraw": State.WITHDRAWN,
    },
    State.CORRECTION: {
        "attach": State.CORRECTION,
        "correct": State.FORMAL_CHECK,
        "withdraw": State.WITHDRAWN,
    },
    State.ACCEPTED: {
        "withdraw": State.ACCEPTED,
        "concluded": State.GRANTED,
        "taken-back": State.WITHDRAWN,
    },
    State.REJECTED: {"appeal": State.APPEAL},
    State.WITHDRAWN: {},
    State.GRANTED: {"taken-back": State.WITHDRAWN},
    State.REFUSED: {"taken-back": State.WITHDRAWN},
    State.APPEAL: {
        "grant": State.ACCEPTED,
        "uphold": State.REJECTED,
        "take back": State.REJECTED,
    },
}
_SENT_TWICE = {"save", "file", "submit", "time"}
_OVER = {*_SENT_TWICE, "number", "concluded", "taken-back", "too-late"}
IGNORED: dict[State | None, set[str]] = {
    None: set(),
    State.DRAFT: {"save", "file", "time"},
    State.SUBMITTED: _SENT_TWICE,
    State.FORMAL_CHECK: {*_SENT_TWICE, "number"},
    State.CORRECTION: {*_SENT_TWICE, "number"},
    State.ACCEPTED: {*_SENT_TWICE, "number", "too-late"},
    State.REJECTED: _OVER,
    State.WITHDRAWN: _OVER,
    State.GRANTED: _OVER - {"taken-back"},
    State.REFUSED: _OVER - {"taken-back"},
    State.APPEAL: {*_SENT_TWICE, "number"},
}
REFUSED = {
    (State.SUBMITTED, "withdraw"): "number-pending",
    (State.APPEAL, "appeal"): "appealed-before",
}


def present(state: State | None) -> Application | None:
    if state is None:
        return None
    if state is State.CORRECTION:
        return an_application(state, asked=(WRONG, FILES), deadline=UNTIL, reminder=None)
    if state is State.REJECTED:
        return an_application(state, points=(WRONG,), decided_at=NOON, appeal_until=UNTIL.date())
    if state is State.APPEAL:
        return an_application(state, points=(WRONG,), checked_by="officer", appeals=(PENDING,))
    return an_application(state)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("state", ACTS, ids=str)
def test_a_command_in_a_state_does_what_the_list_says(state: State | None, name: str) -> None:
    application = present(state)
    if name in ACTS[state]:
        decision = decide(COMMANDS[name], NOON, application)
        assert decision.state.state is ACTS[state][name]
        assert (decision.state, decision.messages) != (application, ())
    elif name in IGNORED[state]:
        decision = decide(COMMANDS[name], NOON, application)
        assert (decision.state, decision.messages) == (application, ())
    else:
        with pytest.raises(Refused) as refused:
            decide(COMMANDS[name], NOON, application)
        expected = Unknown if state is None else IllegalState
        code = REFUSED.get((state, name)) if state else None
        assert refused.value.code == code if code else type(refused.value) is expected


def test_the_list_knows_every_command_of_the_table() -> None:
    assert {type(command) for command in COMMANDS.values()} == {kind for _, kind in RULES}
    assert set(ACTS) == set(IGNORED) == {*State, None}


def test_a_verdict_without_any_item_granted_is_a_refusal() -> None:
    decision = decide(concluded(granted=False), NOON, an_application(State.ACCEPTED))
    assert decision.state == an_application(State.REFUSED)


def test_a_correction_that_lapsed_ends_in_a_rejection() -> None:
    decision = decide(TimeArrived(CALL), after(UNTIL), present(State.CORRECTION))
    assert decision.state.state is State.REJECTED


@pytest.mark.parametrize("state", [State.ACCEPTED, State.GRANTED, State.REFUSED])
def test_too_late_to_withdraw_clears_the_question(state: State) -> None:
    asked = an_application(state, withdrawal_asked=True)
    assert decide(COMMANDS["too-late"], NOON, asked).state == an_application(state)


@pytest.mark.parametrize("granted", [True, False])
@pytest.mark.parametrize("names", [("verdict", "taken-back"), ("taken-back", "verdict")], ids=str)
def test_withdrawn_in_time_is_withdrawn_in_either_order(
    names: tuple[str, ...], *, granted: bool
) -> None:
    words = {**COMMANDS, "verdict": concluded(granted=granted)}
    application = an_application(State.ACCEPTED, withdrawal_asked=True)
    for name in names:
        application = decide(words[name], NOON, application).state
    assert application.state is State.WITHDRAWN


def test_what_was_asked_of_evaluation_is_not_asked_again() -> None:
    asked = an_application(State.ACCEPTED, withdrawal_asked=True)
    assert decide(COMMANDS["withdraw"], NOON, asked).messages == ()
