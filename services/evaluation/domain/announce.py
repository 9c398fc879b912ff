"""The events a case sends, one maker for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from contracts.base import Subject
from contracts.evaluation import (
    AppealDecided,
    CaseProgressed,
    CaseWithdrawn,
    DecisionCorrected,
    EvaluationConcluded,
    ExpertAssigned,
    ExpertRecused,
    PanelShort,
    ScoreDue,
    ScoreOverdue,
    ScoresDiverged,
    ScoreSubmitted,
    TaskReassigned,
    WithdrawalTooLate,
)
from contracts.values import Contact
from services.evaluation.domain import justified, verdict
from services.evaluation.domain.appeal import Outcome
from services.evaluation.domain.case import Case, Seat

PANEL = "rule:panel"
CLOCK = "rule:deadline"

Step = Literal["declared", "on-agenda", "off-agenda"]
"""What `case-progressed` has a word for."""


def _common(case: Case, now: dt.datetime, by: str) -> dict[str, Any]:
    return {
        "subject": Subject(kind="case", id=case.id),
        "case": case.id,
        "at": now,
        "by": by,
        "number": case.number,
    }


def _told(case: Case, now: dt.datetime, by: str) -> dict[str, Any]:
    """The common part of what becomes a mail: the office of the call signs it."""
    return {**_common(case, now, by), "office": case.file.office}


def assigned(case: Case, seats: Iterable[Seat], now: dt.datetime) -> tuple[ExpertAssigned, ...]:
    """To each expert who got a seat."""
    return tuple(
        ExpertAssigned(
            **_told(case, now, PANEL),
            task=case.task(seat),
            expert=seat.expert,
            deadline=seat.deadline,
            appeal=case.appeal is not None,
        )
        for seat in seats
    )


def panel_short(case: Case, now: dt.datetime) -> tuple[PanelShort, ...]:
    """To the office, when seats stay vacant."""
    if not case.vacancies:
        return ()
    lacking = {case.category_of(purpose) for purpose in case.vacancies}
    categories = tuple(c for c in case.file.categories if lacking & {None, c})
    told = _told(case, now, PANEL)
    return (
        PanelShort(
            **told,
            categories=categories,
            missing=len(case.vacancies),
            appeal=case.appeal is not None,
        ),
    )


def recused(
    case: Case, seat: Seat, replacements: Sequence[Contact], by: str, now: dt.datetime
) -> ExpertRecused:
    """To the office: who stepped down or was taken off, why, and who came instead."""
    return ExpertRecused(
        **_told(case, now, by),
        task=case.task(seat),
        expert=seat.expert.name,
        ground=seat.ground,
        replacement=_names(replacements),
        named=_ids(seat.expert, *replacements),
    )


def reassigned(
    case: Case, seat: Seat, replacements: Sequence[Contact], by: str, now: dt.datetime
) -> TaskReassigned:
    """To the case file: who took the task away, why, and who has it now."""
    return TaskReassigned(
        **_common(case, now, by),
        task=case.task(seat),
        expert=seat.expert.name,
        replacement=_names(replacements) or "",
        reason=seat.ground,
        named=_ids(seat.expert, *replacements),
    )


def due(case: Case, seat: Seat, now: dt.datetime) -> ScoreDue:
    """To the expert, some days before the deadline."""
    return ScoreDue(
        **_told(case, now, CLOCK),
        task=case.task(seat),
        expert=seat.expert,
        deadline=seat.deadline,
    )


def overdue(
    case: Case, seat: Seat, replacements: Sequence[Contact], now: dt.datetime
) -> ScoreOverdue:
    """To the office: the deadline has passed, and who scores instead, if anybody."""
    return ScoreOverdue(
        **_told(case, now, CLOCK),
        task=case.task(seat),
        expert=seat.expert,
        deadline=seat.deadline,
        replacement=_names(replacements),
        named=_ids(*replacements),
    )


def diverged(case: Case, by: str, now: dt.datetime) -> ScoresDiverged:
    """To the office: a third expert is needed."""
    return ScoresDiverged(**_told(case, now, by), gap=verdict.widest_gap(case))


def submitted(case: Case, seat: int, by: str, now: dt.datetime) -> ScoreSubmitted:
    """To the case file, and so that nobody is reminded of what they did: a card is in."""
    return ScoreSubmitted(**_common(case, now, by), task=f"{case.id}.{seat}")


def progressed(
    case: Case, by: str, now: dt.datetime, step: Step | None = None, seat: Seat | None = None
) -> CaseProgressed:
    """To the case file: a step without an event of its own; `standing` says where it led."""
    task = None if seat is None else case.task(seat)
    nowhere = dict.fromkeys(("state", "waits_for", "on"), "")
    return CaseProgressed(**_common(case, now, by), **nowhere, step=step, task=task)


def withdrawn(case: Case, now: dt.datetime) -> CaseWithdrawn:
    """To everybody: the withdrawal came in time."""
    file, by = case.file, case.withdrawal.by if case.withdrawal else CLOCK
    return CaseWithdrawn(
        **_told(case, now, by), licence_number=file.licence_number, contact=file.contact
    )


def too_late(case: Case, now: dt.datetime) -> WithdrawalTooLate:
    """To the applicant: the case had been decided."""
    return WithdrawalTooLate(**_told(case, now, "rule:withdrawal"), contact=case.file.contact)


def concluded(case: Case, by: str, now: dt.datetime) -> EvaluationConcluded:
    """To everybody: the verdict, confirmed."""
    return EvaluationConcluded(**_verdict(case, by, now))


def appeal_decided(case: Case, outcome: Outcome, by: str, now: dt.datetime) -> AppealDecided:
    """To everybody: what became of the appeal, with the whole verdict."""
    return AppealDecided(**_verdict(case, by, now), outcome=outcome)


def corrected(
    case: Case, why: str, changed: tuple[str, ...], by: str, now: dt.datetime
) -> DecisionCorrected:
    """To everybody: what was wrong, with the whole verdict."""
    return DecisionCorrected(**_verdict(case, by, now), why=why, changed=changed)


def _verdict(case: Case, by: str, now: dt.datetime) -> dict[str, Any]:
    file = case.file
    return {
        **_told(case, now, by),
        "kind": file.kind,
        "entity": file.entity,
        "verdicts": justified.told(case.verdicts),
        "mean": case.mean,
        "reasons": verdict.summary(case.verdicts, file.contact.language),
        "appeal_until": case.appeal_until,
        "appeal_days": case.appeal_days,
        "licence_number": file.licence_number,
        "licence": file.licence,
        "contact": file.contact,
        "resolution": case.resolution,
    }


def _names(experts: Sequence[Contact]) -> str | None:
    return ", ".join(each.name for each in experts) or None


def _ids(*experts: Contact) -> tuple[str, ...]:
    return tuple(each.person for each in experts)
