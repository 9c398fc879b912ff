"""What the doors of intake answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from contracts.base import Language
from contracts.values import Point
from services.intake.domain.appeal import Appeal
from services.intake.domain.application import UNCHECKED, Application, Attachment, State
from services.intake.domain.call import Call


class CallView(BaseModel):
    """A call as anybody may see it."""

    id: str
    number: str
    title: str
    opens: dt.datetime
    closes: dt.datetime | None
    state: str
    procedure: str
    voivodeship: str


class Brief(BaseModel):
    """An application in one line, and the answer to every step."""

    id: str
    state: str
    number: str | None
    call: str
    kind: str
    entity: str
    deadline: dt.datetime | None
    team: str | None


class Section(BaseModel):
    """A part of an application: whether it is complete, and what is to be filled in or mended."""

    complete: bool
    fields: tuple[str, ...]


class Full(Brief):
    """An application with all that was sent, and the formal check.

    ``points`` are the system's suggestions until the check is decided, then what was decided.
    """

    form: dict[str, Any]
    sections: dict[str, Section]
    attachments: Mapping[str, Attachment]
    received_on: dt.date | None
    points: tuple[Point, ...]
    asked: tuple[Point, ...]
    delivered_on: dt.date | None
    appeal_until: dt.date | None
    appeals: tuple[Appeal, ...]


def call_view(call: Call) -> CallView:
    """What the public sees of a call."""
    return CallView(
        id=call.id,
        number=call.number,
        title=call.title,
        opens=call.opens,
        closes=call.closes,
        state=call.state,
        procedure=call.procedure_name,
        voivodeship=call.procedure.voivodeship,
    )


def brief(application: Application) -> Brief:
    """One line."""
    return Brief(**_brief(application))


def _brief(application: Application) -> dict[str, Any]:
    return {
        "id": application.id,
        "state": application.state,
        "number": application.number,
        "call": application.call,
        "kind": application.form.kind,
        "entity": application.form.entity.name,
        "deadline": application.deadline if application.state is State.CORRECTION else None,
        "team": application.team,
    }


def full(
    application: Application,
    suggested: tuple[Point, ...],
    missing: Mapping[str, tuple[str, ...]],
    language: Language,
) -> Full:
    """All of it; the reasons at the points in the reader's language."""
    points = suggested if application.state in UNCHECKED else application.points
    return Full(
        **_brief(application),
        form=application.form.model_dump(mode="json"),
        sections={
            name: Section(complete=not fields, fields=fields) for name, fields in missing.items()
        },
        attachments=dict(application.attachments),
        received_on=application.received_on,
        points=_told(points, language),
        asked=_told(application.asked, language),
        delivered_on=application.delivered_on,
        appeal_until=application.appeal_until,
        appeals=application.appeals,
    )


def _told(points: tuple[Point, ...], language: Language) -> tuple[Point, ...]:
    return tuple(each.model_copy(update={"reason": each.why(language)}) for each in points)
