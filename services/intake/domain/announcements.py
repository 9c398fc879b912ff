"""The messages an application sends, built in one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Literal

from contracts.base import Subject
from contracts.intake import (
    AppealDecided,
    AppealFiled,
    AppealWithdrawn,
    ApplicationAccepted,
    ApplicationCorrected,
    ApplicationRejected,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ContactChanged,
    CorrectionDue,
    CorrectionRequested,
    DecisionDelivered,
    DraftDeleted,
    DraftSaved,
    RenewalFiled,
    WithdrawalRequested,
)
from contracts.values import Point, Timer
from services.intake.domain import calendar
from services.intake.domain.appeal import Appeal
from services.intake.domain.application import Application
from services.intake.domain.call import Call
from services.intake.domain.form import entity_of, materials_of, redescribed
from services.intake.domain.interest import stakeholders


def _head(application: Application, at: dt.datetime, by: str) -> dict[str, Any]:
    subject = Subject(kind="application", id=application.id)
    return {"subject": subject, "case": application.id, "at": at, "by": by}


def _told(application: Application, call: Call, at: dt.datetime, by: str) -> dict[str, Any]:
    """The head of what becomes a mail: to whom, and from which office."""
    office = call.procedure.office
    return {**_head(application, at, by), "contact": application.contact(), "office": office}


def _author(application: Application, by: str) -> tuple[str, ...]:
    """Who wrote what the message says, where it is not the contact, whose it is anyway."""
    return () if by == application.contact().person else (by,)


def draft_saved(application: Application, call: Call, at: dt.datetime, by: str) -> DraftSaved:
    """The draft can be found again by the link, which goes to who saved it.

    The form may name anybody by then, and nobody is to be mailed at the whim of somebody else.
    """
    told = _told(application, call, at, by) | {"contact": application.owner}
    return DraftSaved(**told, link=f"/wnioski/{application.id}")


def draft_deleted(application: Application, at: dt.datetime, by: str) -> DraftDeleted:
    """Its owner no longer wants it."""
    return DraftDeleted(**_head(application, at, by))


def submitted(application: Application, call: Call, *, automatic: bool) -> ApplicationSubmitted:
    """It is in and has a number; at the moment of sending, not of numbering."""
    return ApplicationSubmitted(
        **_told(application, call, application.filed_at(), application.submitted_by),
        number=application.number or "",
        call=application.call,
        kind=application.form.kind,
        entity=entity_of(application.form),
        items=application.items(),
        automatic=automatic,
    )


def renewal_filed(application: Application) -> RenewalFiled:
    """Licensing may stop reminding; judged by the moment of filing."""
    return RenewalFiled(
        **_head(application, application.filed_at(), application.submitted_by),
        number=application.number or "",
        licence_number=application.licence_number() or "",
        nip=application.form.entity.nip,
    )


def accepted(
    application: Application, call: Call, at: dt.datetime, by: str, people: frozenset[str]
) -> ApplicationAccepted:
    """It is formally right. Nobody of the entity, the one running it or its team may judge it."""
    entity = application.form.entity
    running = (entity.run_by.nip,) if entity.run_by else ()
    items = application.items()
    return ApplicationAccepted(
        **_told(application, call, at, by),
        number=application.number or "",
        call=application.call,
        kind=application.form.kind,
        entity=entity_of(application.form),
        items=items,
        exclude=(entity.nip, *running, *sorted(stakeholders(application, people))),
        licence_number=application.licence_number(),
        evaluation=call.procedure.evaluation,
        licence=call.procedure.licence,
        materials=materials_of(application.form, items),
        changed=redescribed(application.form, application.licensed),
        by_post=application.form.channel == "paper",
    )


def correction_requested(
    application: Application, call: Call, at: dt.datetime, by: str
) -> CorrectionRequested:
    """The defects and until when to put them right."""
    return CorrectionRequested(
        **_told(application, call, at, by),
        number=application.number or "",
        points=application.asked,
        deadline=application.deadline or at,
        timers=tuple(_timers(application)),
    )


def _timers(application: Application) -> Iterator[Timer]:
    if application.reminder:
        yield Timer(what="reminder", at=application.reminder)
    if application.lapses:
        yield Timer(what="rejection", at=application.lapses)


def correction_due(application: Application, call: Call, at: dt.datetime) -> CorrectionDue:
    """Little time is left to correct."""
    return CorrectionDue(
        **_told(application, call, at, "rule:formal.correction_reminder_days"),
        number=application.number or "",
        deadline=application.deadline or at,
    )


def corrected(application: Application, at: dt.datetime, by: str) -> ApplicationCorrected:
    """The correction came in."""
    return ApplicationCorrected(
        **_head(application, at, by), number=application.number or "", points=application.asked
    )


def rejected(application: Application, call: Call, at: dt.datetime, by: str) -> ApplicationRejected:
    """It is formally wrong, or was not corrected in time; only the reasons are told."""
    return ApplicationRejected(
        **_told(application, call, at, by),
        number=application.number or "",
        points=defects(application.points),
        appeal_until=application.appeal_until or calendar.local_date(at),
        licence_number=application.licence_number(),
        appeal_days=call.procedure.formal.appeal_days if application.undelivered() else None,
    )


def delivered(
    application: Application, day: dt.date, at: dt.datetime, by: str
) -> DecisionDelivered:
    """The letter with the decision has come."""
    return DecisionDelivered(
        **_head(application, at, by),
        number=application.number or "",
        state=application.state.value,
        delivered_on=day,
        appeal_until=application.appeal_until,
    )


def withdrawn(
    application: Application, call: Call, reason: str, at: dt.datetime, by: str
) -> ApplicationWithdrawn:
    """The applicant took it back before it was accepted."""
    return ApplicationWithdrawn(
        **_told(application, call, at, by),
        number=application.number,
        reason=reason,
        licence_number=application.licence_number(),
        named=_author(application, by),
    )


def contact_changed(
    before: Application, after: Application, at: dt.datetime, by: str, exclude: tuple[str, ...]
) -> ContactChanged:
    """Somebody else is written to, or another address, or other people act in it."""
    return ContactChanged(
        **_head(after, at, by),
        number=after.number,
        old=before.contact(),
        new=after.contact(),
        accepted=after.with_evaluation(),
        licence_number=after.licence_number(),
        exclude=exclude,
    )


def withdrawal_requested(
    application: Application, reason: str, at: dt.datetime, by: str
) -> WithdrawalRequested:
    """The applicant asks to take back what evaluation has already."""
    return WithdrawalRequested(
        **_head(application, at, by),
        number=application.number or "",
        reason=reason,
        contact=application.contact(),
        named=_author(application, by),
    )


def appeal_filed(application: Application, call: Call, appeal: Appeal) -> AppealFiled:
    """To the office: the appeal, and until when it is to be decided."""
    days = call.procedure.formal.appeal_decision_days
    return AppealFiled(
        **_told(application, call, appeal.at, appeal.by),
        number=application.number or "",
        against=appeal.against,
        grounds=appeal.grounds,
        decide_by=calendar.last_day(appeal.at, days),
        named=_author(application, appeal.by),
    )


def appeal_withdrawn(application: Application, at: dt.datetime, by: str) -> AppealWithdrawn:
    """To evaluation: the appeal is taken back."""
    return AppealWithdrawn(
        **_head(application, at, by),
        number=application.number or "",
        filed=application.appeals[-1].at,
    )


def appeal_decided(
    application: Application,
    call: Call,
    outcome: Literal["granted", "upheld", "withdrawn"],
    reasons: str,
    at: dt.datetime,
    by: str,
) -> AppealDecided:
    """To the applicant: what became of the appeal against the formal rejection."""
    return AppealDecided(
        **_told(application, call, at, by),
        number=application.number or "",
        outcome=outcome,
        reasons=reasons,
    )


def defects(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The points that are not right."""
    return tuple(point for point in points if point.verdict != "yes")
