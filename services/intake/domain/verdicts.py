"""Evaluation's verdicts: concluded, decided on appeal, corrected. The newest one is what counts.

Each carries the whole verdict, so whichever comes first, an older one has nothing to add.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from chassis.process import Decision
from contracts.evaluation import (
    AppealDecided,
    CaseWithdrawn,
    DecisionCorrected,
    EvaluationConcluded,
)
from services.intake.domain.appeal import Verdict
from services.intake.domain.application import Application

Made = Decision[Application]


def is_older(application: Application, event: EvaluationConcluded, _: dt.datetime) -> bool:
    """Whether a newer word was heard before."""
    return application.verdict is not None and event.seq <= application.verdict.seq


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
    return Decision(application.but(verdict=None, decided_at=None, appeal_until=None))


def heard(application: Application, event: EvaluationConcluded) -> Application:
    """The application with the newest of the words so far."""
    newest = application.verdict
    if newest is None or event.seq > newest.seq:
        newest = Verdict(
            seq=event.seq,
            at=event.at,
            granted=any(each.granted for each in event.verdicts),
            appeal_until=event.appeal_until,
            items=event.verdicts,
            mean=event.mean,
            resolution=event.resolution,
            **_confirmed(event, newest),
        )
    told: Application = application.but(
        verdict=newest, decided_at=newest.at, appeal_until=newest.appeal_until
    )
    return told


def _confirmed(event: EvaluationConcluded, before: Verdict | None) -> dict[str, Any]:
    """Which decision it is, who confirmed it and when; nobody decides on an appeal taken back."""
    if isinstance(event, AppealDecided) and event.outcome == "withdrawn":
        names = {"kind", "confirmed_by", "confirmed_at", "why"}
        return before.model_dump(include=names) if before else {}
    confirmed = {"confirmed_by": event.by, "confirmed_at": event.at}
    if isinstance(event, DecisionCorrected):
        return {"kind": "corrected", "why": event.why, **confirmed}
    return {"kind": "on-appeal" if isinstance(event, AppealDecided) else "first", **confirmed}
