"""The life of an application as one table: during X, when Y, do, go to Z."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from chassis import process
from chassis.process import Decision, Rule, Rules, go, ignore, refuse, stay
from contracts.evaluation import (
    AppealDecided,
    CaseWithdrawn,
    DecisionCorrected,
    EvaluationConcluded,
    WithdrawalTooLate,
)
from services.intake.domain import (
    appeals,
    contact,
    delivery,
    ending,
    formal,
    interest,
    submission,
    verdicts,
)
from services.intake.domain.appeal import DecideAppeal, FileAppeal, NoteDelivery, WithdrawAppeal
from services.intake.domain.application import Application, State
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

_SENT = tuple(state for state in State if state not in {State.DRAFT, State.DELETED})
_NUMBERED = tuple(state for state in _SENT if state is not State.SUBMITTED)
_DECIDED = (State.GRANTED, State.REFUSED)
_ENDED = (State.REJECTED, State.WITHDRAWN)

_VERDICT: Final = (
    ignore("a newer word was heard", when=verdicts.is_older),
    go(State.GRANTED, verdicts.hear, when=verdicts.granted),
    go(State.REFUSED, verdicts.hear),
)
_APPEAL: Final = (
    refuse(appeals.used, when=appeals.is_used),
    refuse(appeals.too_late, when=appeals.is_late),
    refuse(appeals.doubled, when=appeals.is_doubled),
    go(State.APPEAL, appeals.file),
)


def _each(states: Sequence[State], command: type, rule: Rule | tuple[Rule, ...]) -> Rules:
    return {(state, command): rule for state in states}


RULES: Final[Rules] = {
    (None, SaveDraft): stay(submission.draft),
    (None, File): stay(submission.file),
    **_each(tuple(State), SaveDraft, ignore("created already")),
    **_each(tuple(State), File, ignore("created already")),
    (State.DRAFT, EditDraft): stay(submission.edit),
    (State.DRAFT, EditPart): stay(submission.edit_part),
    (State.DRAFT, Attach): stay(submission.attach),
    (State.DRAFT, Submit): go(State.SUBMITTED, submission.send),
    (State.DRAFT, Delete): go(State.DELETED, submission.delete),
    (State.DELETED, Delete): ignore("deleted already"),
    (State.SUBMITTED, GiveBack): go(State.DRAFT, submission.give_back),
    (State.DRAFT, Withdraw): go(State.WITHDRAWN, ending.withdraw),
    **_each(_SENT, Submit, ignore("sent twice")),
    (State.SUBMITTED, GiveNumber): (
        go(State.ACCEPTED, submission.number_and_accept, when=submission.sure),
        go(State.FORMAL_CHECK, submission.number),
    ),
    **_each(_NUMBERED, GiveNumber, ignore("it has its number")),
    (State.SUBMITTED, Withdraw): refuse(ending.pending),
    (State.FORMAL_CHECK, DecideFormally): (
        refuse(interest.own, when=interest.is_own),
        go(State.ACCEPTED, formal.accept, when=formal.outcome("accept")),
        go(State.REJECTED, formal.reject, when=formal.outcome("reject")),
        refuse(formal.only_once, when=formal.asked_before),
        go(State.CORRECTION, formal.ask),
    ),
    (State.FORMAL_CHECK, Withdraw): go(State.WITHDRAWN, ending.withdraw),
    (State.CORRECTION, Attach): stay(submission.attach, when=formal.attachments_asked),
    (State.CORRECTION, Correct): (
        go(State.ACCEPTED, formal.correct_and_accept, when=formal.in_time_and_sure),
        go(State.FORMAL_CHECK, formal.correct, when=formal.in_time),
        refuse(formal.too_late),
    ),
    (State.CORRECTION, Withdraw): go(State.WITHDRAWN, ending.withdraw),
    (State.CORRECTION, TimeArrived): (
        go(State.REJECTED, formal.lapse, when=formal.lapsed),
        stay(formal.remind, when=formal.reminds),
        ignore("the clock was early"),
    ),
    (State.ACCEPTED, Withdraw): (
        ignore("asked already", when=ending.asked_evaluation),
        stay(ending.ask_evaluation),
    ),
    (State.ACCEPTED, CaseWithdrawn): go(State.WITHDRAWN),
    (State.ACCEPTED, WithdrawalTooLate): stay(ending.not_withdrawn),
    (State.ACCEPTED, EvaluationConcluded): _VERDICT,
    **_each((State.ACCEPTED, *_DECIDED), DecisionCorrected, _VERDICT),
    **_each((State.REJECTED, *_DECIDED), FileAppeal, _APPEAL),
    **_each(
        (State.REJECTED, *_DECIDED),
        NoteDelivery,
        (ignore("noted already", when=delivery.is_noted), stay(delivery.note)),
    ),
    (State.APPEAL, FileAppeal): refuse(appeals.used),
    (State.APPEAL, DecideAppeal): (
        refuse(appeals.not_formal, when=appeals.is_of_refusal),
        refuse(interest.own, when=interest.is_own),
        refuse(appeals.own_decision, when=appeals.is_own_decision),
        refuse(appeals.doubled, when=appeals.granted_twice),
        go(State.ACCEPTED, appeals.grant, when=appeals.granted),
        go(State.REJECTED, appeals.uphold),
    ),
    (State.APPEAL, WithdrawAppeal): (
        ignore("asked already", when=appeals.is_asked_back),
        stay(appeals.ask_back, when=appeals.is_of_refusal),
        go(State.REJECTED, appeals.take_back),
    ),
    (State.APPEAL, AppealDecided): (
        go(State.GRANTED, appeals.decided_by_evaluation, when=verdicts.granted),
        go(State.REFUSED, appeals.decided_by_evaluation),
    ),
    **_each((*_ENDED, *_DECIDED), AppealDecided, ignore("it is over")),
    (State.APPEAL, DecisionCorrected): (
        ignore("a newer word was heard", when=verdicts.is_older),
        stay(verdicts.note),
    ),
    **_each(_ENDED, DecisionCorrected, ignore("it is over")),
    (State.APPEAL, EvaluationConcluded): ignore("it was heard before the appeal"),
    (State.APPEAL, CaseWithdrawn): go(State.WITHDRAWN, verdicts.undo),
    (State.APPEAL, WithdrawalTooLate): stay(ending.not_withdrawn),
    **_each((*_ENDED, *_DECIDED), EvaluationConcluded, ignore("it is over")),
    **_each(_ENDED, CaseWithdrawn, ignore("it is over")),
    # Asked before the decision, heard after it: withdrawn, whichever word comes here first.
    **_each(_DECIDED, CaseWithdrawn, go(State.WITHDRAWN, verdicts.undo)),
    **_each(_ENDED, WithdrawalTooLate, ignore("it is over")),
    **_each(_DECIDED, WithdrawalTooLate, stay(ending.not_withdrawn)),
    (State.DELETED, HandOver): ignore("deleted: nobody is written to"),
    **_each(_SENT, ChangeContact, stay(contact.change)),
    **_each(
        (State.DRAFT, *_SENT),
        HandOver,
        (
            ignore("somebody else is written to", when=contact.somebody_elses),
            stay(contact.hand_over),
        ),
    ),
    **_each(
        (State.DRAFT, *_SENT),
        JoinTeam,
        (
            ignore("it belongs to it already", when=contact.joined),
            refuse(contact.taken, when=contact.belongs),
            stay(contact.join),
        ),
    ),
    **_each(
        tuple(state for state in State if state is not State.CORRECTION),
        TimeArrived,
        ignore("nothing is awaited any more"),
    ),
}


def decide(
    command: object, now: dt.datetime, application: Application | None
) -> Decision[Application]:
    """What a command leads to; see `RULES`."""
    return process.decide(RULES, command, now, application)
