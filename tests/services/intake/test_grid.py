"""Every state × command against a list written by hand: what acts, what is ignored, what is not."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from chassis.process import Decision, IllegalState, Refused, Unknown
from contracts.base import Subject
from contracts.evaluation import (
    AppealDecided,
    CaseWithdrawn,
    DecisionCorrected,
    EvaluationConcluded,
    WithdrawalTooLate,
)
from contracts.intake import AppealWithdrawn
from contracts.values import ItemVerdict, Point
from services.intake.domain.appeal import (
    Appeal,
    Confirmed,
    DecideAppeal,
    FileAppeal,
    NoteDelivery,
    WithdrawAppeal,
)
from services.intake.domain.application import Application, State
from services.intake.domain.calendar import after, deadline
from services.intake.domain.commands import (
    Attach,
    Correct,
    DecideFormally,
    Delete,
    EditDraft,
    EditPart,
    File,
    GiveBack,
    GiveNumber,
    SaveDraft,
    Submit,
    TimeArrived,
    Withdraw,
)
from services.intake.domain.contact import ChangeContact, HandOver, JoinTeam
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


def concluded(*, granted: bool, **changes: Any) -> EvaluationConcluded:
    application = an_application(State.ACCEPTED)
    verdict = ItemVerdict(item=application.items()[0], granted=granted, mean=Decimal(70))
    told: dict[str, Any] = {
        **HEAD,
        "seq": 9,
        "kind": "new",
        "entity": entity_of(application.form),
        "verdicts": (verdict,),
        "mean": Decimal(70),
        "reasons": "Uzasadnienie.",
        "appeal_until": None if granted else UNTIL.date(),
        "licence_number": None,
        "licence": a_procedure().licence,
    }
    return EvaluationConcluded(**{**told, **changes})


def on_appeal(*, granted: bool, seq: int = 20) -> AppealDecided:
    told = dict(concluded(granted=granted, seq=seq, appeal_until=None))
    return AppealDecided(**told, outcome="granted" if granted else "upheld")


def put_right(*, granted: bool, seq: int = 15) -> DecisionCorrected:
    told = dict(concluded(granted=granted, seq=seq))
    return DecisionCorrected(**told, why="Omyłka.", changed=())


COMMANDS: dict[str, Any] = {
    "save": SaveDraft("application-1", OWNER, FORM, CALL, "anna"),
    "file": File("application-1", OWNER, FORM, CALL, None, "anna"),
    "edit": EditDraft(FORM),
    "edit part": EditPart("items", ()),
    "attach": Attach("register-extract", PDF),
    "delete": Delete("anna"),
    "give-back": GiveBack(),
    "submit": Submit(CALL, None, "anna"),
    "number": GiveNumber(NUMBER, (), CALL),
    "accept": DecideFormally((), "accept", CALL, "officer"),
    "ask": DecideFormally((WRONG,), "correct", CALL, "officer"),
    "reject": DecideFormally((WRONG,), "reject", CALL, "officer"),
    "correct": Correct({"declarations": {"truth": True}}, CALL, "anna"),
    "withdraw": Withdraw("", CALL, "anna"),
    "time": TimeArrived(CALL),
    "contact": ChangeContact(FORM.contact.model_copy(update={"name": "Ewa"}), None, "anna"),
    "team": JoinTeam("team-1", "anna"),
    "hand-over": HandOver("anna", OWNER.model_copy(update={"person": "ewa"}), "ewa"),
    "hand-over-of-another": HandOver("jan", OWNER, "anna"),
    "appeal": FileAppeal("Atest był.", None, CALL, "anna"),
    "grant": DecideAppeal("granted", "Atest jest.", CALL, "officer-2"),
    "uphold": DecideAppeal("upheld", "Atestu nie ma.", CALL, "officer-2"),
    "delivery": NoteDelivery(NOON.date(), CALL, "officer"),
    "take back": WithdrawAppeal(CALL, "anna"),
    "concluded": concluded(granted=True),
    "taken-back": CaseWithdrawn(**HEAD, licence_number=None),
    "too-late": WithdrawalTooLate(**HEAD),
    "appeal decided": on_appeal(granted=True),
    "corrected": put_right(granted=False),
}

ACTS: dict[State | None, dict[str, State]] = {
    None: {"save": State.DRAFT, "file": State.SUBMITTED},
    State.DRAFT: {
        "edit": State.DRAFT,
        "edit part": State.DRAFT,
        "attach": State.DRAFT,
        "submit": State.SUBMITTED,
        "delete": State.DELETED,
        "withdraw": State.WITHDRAWN,
    },
    State.SUBMITTED: {"number": State.ACCEPTED, "give-back": State.DRAFT},
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
        "corrected": State.REFUSED,
        "taken-back": State.WITHDRAWN,
    },
    State.REJECTED: {"appeal": State.APPEAL, "delivery": State.REJECTED},
    State.DELETED: {},
    State.WITHDRAWN: {},
    State.GRANTED: {
        "appeal": State.APPEAL,
        "delivery": State.GRANTED,
        "corrected": State.REFUSED,
        "taken-back": State.WITHDRAWN,
    },
    State.REFUSED: {
        "appeal": State.APPEAL,
        "delivery": State.REFUSED,
        "corrected": State.REFUSED,
        "taken-back": State.WITHDRAWN,
    },
    State.APPEAL: {
        "grant": State.ACCEPTED,
        "uphold": State.REJECTED,
        "take back": State.REJECTED,
        "appeal decided": State.GRANTED,
        "corrected": State.APPEAL,
        "taken-back": State.WITHDRAWN,
    },
}
for state in {*State} - {State.DELETED}:
    ACTS[state] |= {"team": state, "hand-over": state}
    ACTS[state] |= {} if state is State.DRAFT else {"contact": state}
_SENT_TWICE = {"save", "file", "submit", "time", "hand-over-of-another"}
_DECIDED = {*_SENT_TWICE, "number", "concluded", "too-late", "appeal decided"}
_OVER = {*_DECIDED, "taken-back", "corrected"}
IGNORED: dict[State | None, set[str]] = {
    None: set(),
    State.DRAFT: _SENT_TWICE - {"submit"},
    State.DELETED: _SENT_TWICE - {"submit"} | {"delete", "hand-over"},
    State.SUBMITTED: _SENT_TWICE,
    State.FORMAL_CHECK: {*_SENT_TWICE, "number"},
    State.CORRECTION: {*_SENT_TWICE, "number"},
    State.ACCEPTED: {*_SENT_TWICE, "number", "too-late"},
    State.REJECTED: _OVER,
    State.WITHDRAWN: _OVER,
    State.GRANTED: _DECIDED,
    State.REFUSED: _DECIDED,
    State.APPEAL: {*_SENT_TWICE, "number", "concluded", "too-late"},
}
REFUSED = {
    (State.SUBMITTED, "withdraw"): "number-pending",
    (State.APPEAL, "appeal"): "appealed-before",
}


def decided(*, granted: bool) -> Application:
    """By evaluation, with something left to appeal against."""
    word = concluded(granted=granted, appeal_until=UNTIL.date())
    return decide(word, NOON, an_application(State.ACCEPTED)).state


def present(state: State | None) -> Application | None:
    if state is None:
        return None
    if state is State.CORRECTION:
        return an_application(state, asked=(WRONG, FILES), deadline=UNTIL, reminder=None)
    if state is State.REJECTED:
        return an_application(state, points=(WRONG,), decided_at=NOON, appeal_until=UNTIL.date())
    if state is State.APPEAL:
        return an_application(state, points=(WRONG,), checked_by="officer", appeals=(PENDING,))
    if state in {State.GRANTED, State.REFUSED}:  # in part, or wholly
        return decided(granted=state is State.GRANTED)
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
    after = decide(concluded(granted=False), NOON, an_application(State.ACCEPTED)).state
    assert (after.state, after.appeal_until) == (State.REFUSED, UNTIL.date())


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


def appealing() -> Application:
    """An appeal against a refusal is pending."""
    return decide(COMMANDS["appeal"], NOON, decided(granted=False)).state


def test_an_appeal_against_a_refusal_is_evaluations_to_decide() -> None:
    with pytest.raises(Refused, match="not-formal"):
        decide(COMMANDS["grant"], NOON, appealing())


def test_an_appeal_against_a_refusal_is_asked_back_once() -> None:
    asked = decide(COMMANDS["take back"], NOON, appealing())
    assert [(type(told), told.filed) for told in asked.messages] == [(AppealWithdrawn, NOON)]  # type: ignore[attr-defined]
    assert asked.state.state is State.APPEAL
    assert decide(COMMANDS["take back"], NOON, asked.state) == Decision(asked.state)


@pytest.mark.parametrize("granted", [True, False])
def test_decided_on_appeal_it_is_final(*, granted: bool) -> None:
    after = decide(on_appeal(granted=granted), NOON, appealing()).state
    assert after.state is (State.GRANTED if granted else State.REFUSED)
    assert after.appeals[-1].outcome == ("granted" if granted else "upheld")
    with pytest.raises(Refused, match="appealed-before"):
        decide(COMMANDS["appeal"], NOON, after)


def test_what_was_granted_whole_leaves_nothing_to_appeal_against() -> None:
    granted = decide(concluded(granted=True), NOON, an_application(State.ACCEPTED)).state
    with pytest.raises(Refused, match="nothing-to-appeal"):
        decide(COMMANDS["appeal"], NOON, granted)


def test_a_correction_that_refuses_opens_a_new_time_to_appeal() -> None:
    after = decide(on_appeal(granted=True), NOON, appealing()).state
    refused = decide(put_right(granted=False, seq=30), NOON, after).state
    assert (refused.state, refused.appeal_until) == (State.REFUSED, UNTIL.date())
    assert decide(COMMANDS["appeal"], NOON, refused).state.state is State.APPEAL


WORDS = (concluded(granted=False), put_right(granted=True), put_right(granted=False, seq=16))


@pytest.mark.parametrize("words", [*permutations(WORDS)])
def test_the_newest_verdict_counts_in_whatever_order_they_come(
    words: tuple[EvaluationConcluded, ...],
) -> None:
    application = an_application(State.ACCEPTED)
    for word in words:
        application = decide(word, NOON, application).state
    assert application.verdict is not None
    assert (application.state, application.verdict.seq) == (State.REFUSED, 16)


@pytest.mark.parametrize("newer_first", [True, False])
def test_a_correction_heard_before_the_appeals_end_is_not_undone_by_it(
    *, newer_first: bool
) -> None:
    newer, older = put_right(granted=False, seq=30), on_appeal(granted=True)
    application = appealing()
    for word in (newer, older) if newer_first else (older, newer):
        application = decide(word, NOON, application).state
    assert (application.state, application.appeals[-1].outcome) == (State.REFUSED, "granted")
    assert application.appeal_until == UNTIL.date()


TAKEN_BACK = on_appeal(granted=False).model_copy(update={"outcome": "withdrawn", "by": "anna"})


@pytest.mark.parametrize("late", [True, False])
def test_an_appeal_taken_back_leaves_the_decision_as_the_director_confirmed_it(
    *, late: bool
) -> None:
    application, corrected = appealing(), put_right(granted=False)
    for word in (TAKEN_BACK, corrected) if late else (corrected, TAKEN_BACK):
        application = decide(word, NOON, application).state
    assert application.verdict is not None
    assert application.verdict.seq == TAKEN_BACK.seq
    assert application.verdict.confirmed == Confirmed(
        seq=15, kind="corrected", by="director", at=NOON, why=corrected.why
    )
