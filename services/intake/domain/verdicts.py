"""Evaluation's verdicts: concluded, decided on appeal, corrected. The newest one is what counts.

Each carries the whole verdict, so whichever comes first, an older one has nothing to add.
"""

from __future__ import annotations

import datetime as dt

from chassis.process import Decision
from contracts.evaluation import (
    AppealDecided,
    CaseWithdrawn,
    DecisionCorrected,
    EvaluationConcluded,
)
from services.intake.domain.appeal import Confirmed, Verdict
from services.intake.domain.application import Application

Made = Decision[Application]


def is_older(application: Application, event: EvaluationConcluded, _: dt.datetime) -> bool:
    """Whether a newer word was heard before, and nothing in this one is news."""
    known = application.verdict
    if known is None:
        return False
    return event.seq <= (known.confirmed.seq if known.confirmed else known.seq)


def granted(application: Application, event: EvaluationConcluded, _: dt.datetime) -> bool:
    """Whether any item is granted, by the newest word."""
    after = heard(application, event).verdict
    return after is not None and after.granted


def hear(application: Application, event: EvaluationConcluded, _: dt.datetime) -> Made:
    """The word ends the application, or changes how it ended."""
    return Decision(heard(application, event))


def note(application: Application, event: EvaluationConcluded, now: dt.datetime) -> Made:
    """An appeal is pending: it covers what the word leaves refused."""
    after = hear(application, event, now).state
    return Decision(after.but(appeal_until=application.appeal_until))


def undo(application: Application, _: CaseWithdrawn, __: dt.datetime) -> Made:
    """Withdrawn before the decision, which therefore is none, nor anything to appeal against."""
    return Decision(
        application.but(verdict=None, decided_at=None, appeal_until=None, delivered_on=None)
    )


def heard(application: Application, event: EvaluationConcluded) -> Application:
    """The application with the newest of the words so far, and the newest that was confirmed."""
    newest = application.verdict
    before = None if newest is None else newest.confirmed
    known = [each for each in (before, _confirmed(event)) if each is not None]
    confirmed = max(known, key=lambda each: each.seq, default=None)
    if newest is None or event.seq > newest.seq:
        newest = Verdict(
            seq=event.seq,
            at=event.at,
            granted=any(each.granted for each in event.verdicts),
            appeal_until=event.appeal_until,
            items=event.verdicts,
            mean=event.mean,
            resolution=event.resolution,
        )
    last_day = None if application.verdict is None else application.verdict.appeal_until
    told: Application = application.but(verdict=newest.model_copy(update={"confirmed": confirmed}))
    if application.appeal_until is not None and newest.appeal_until == last_day:
        return told  # other words for the same decision: the time to appeal runs on
    decided: Application = told.but(
        decided_at=newest.at, appeal_until=newest.appeal_until, delivered_on=None
    )
    return decided


def _confirmed(event: EvaluationConcluded) -> Confirmed | None:
    """Who confirmed it; nobody where an appeal was taken back, or where nothing was left of it."""
    if event.by.startswith("rule:"):
        return None
    said = {"seq": event.seq, "by": event.by, "at": event.at}
    match event:
        case AppealDecided(outcome="withdrawn"):
            return None
        case AppealDecided():
            return Confirmed(kind="on-appeal", **said)
        case DecisionCorrected():
            return Confirmed(kind="corrected", why=event.why, **said)
        case _:
            return Confirmed(kind="first", **said)
