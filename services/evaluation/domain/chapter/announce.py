"""The events a sitting sends."""

from __future__ import annotations

import datetime as dt

from contracts.evaluation import (
    AgendaPoint,
    CasesLeft,
    ResolutionPassed,
    SittingCalled,
    SittingCancelled,
    SittingSubject,
)
from services.evaluation.domain.chapter.sitting import Sitting


def called(sitting: Sitting, by: str, now: dt.datetime) -> SittingCalled:
    """To every member: when, where, and what will be voted on."""
    return SittingCalled(
        subject=SittingSubject(kind="sitting", id=sitting.id),
        at=now,
        by=by,
        number=sitting.number or "",
        held=sitting.held,
        place=sitting.place,
        agenda=tuple(
            AgendaPoint(
                case=matter.case, number=matter.number, entity=matter.entity, items=matter.items
            )
            for matter in sitting.agenda
        ),
        members=sitting.members,
        office=sitting.office,
    )


def cancelled(sitting: Sitting, reason: str, by: str, now: dt.datetime) -> SittingCancelled:
    """To every member who was invited."""
    return SittingCancelled(
        subject=SittingSubject(kind="sitting", id=sitting.id),
        at=now,
        by=by,
        number=sitting.number or "",
        held=sitting.held,
        place=sitting.place,
        reason=reason,
        members=sitting.members,
        office=sitting.office,
    )


def left(sitting: Sitting, by: str, now: dt.datetime) -> tuple[CasesLeft, ...]:
    """To evaluation itself: the cases that were not resolved, if there are any."""
    resolved = {each.case for each in sitting.resolutions}
    cases = tuple(matter.case for matter in sitting.agenda if matter.case not in resolved)
    subject = SittingSubject(kind="sitting", id=sitting.id)
    return (CasesLeft(subject=subject, at=now, by=by, cases=cases),) if cases else ()


def passed(sitting: Sitting, by: str, now: dt.datetime) -> tuple[ResolutionPassed, ...]:
    """To each case that was resolved."""
    numbers = {matter.case: matter.number for matter in sitting.agenda}
    return tuple(
        ResolutionPassed(
            subject=SittingSubject(kind="sitting", id=sitting.id),
            case=resolution.case,
            at=now,
            by=by,
            number=numbers[resolution.case],
            resolution=resolution.number,
            items=resolution.items,
        )
        for resolution in sitting.resolutions
    )
