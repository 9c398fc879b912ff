"""What the doors of intake answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from contracts.base import Language, Service
from contracts.values import Point
from services.intake.domain.appeal import Appeal
from services.intake.domain.application import UNCHECKED, Application, Attachment, State
from services.intake.domain.call import Call
from services.intake.domain.timeline import Entry, Status, in_order, text_of, where


class CallView(BaseModel):
    """A call as anybody may see it."""

    id: str
    number: str
    title: str
    opens: dt.datetime
    closes: dt.datetime | None
    state: str
    procedure: str


class Brief(BaseModel):
    """An application in one line, and the answer to every step."""

    id: str
    state: str
    number: str | None
    call: str
    kind: str
    entity: str
    deadline: dt.datetime | None


class Full(Brief):
    """An application with all that was sent, and the formal check.

    ``points`` are the system's suggestions until the check is decided, then what was decided.
    """

    form: dict[str, Any]
    attachments: Mapping[str, Attachment]
    received_on: dt.date | None
    points: tuple[Point, ...]
    asked: tuple[Point, ...]
    appeal_until: dt.date | None
    appeals: tuple[Appeal, ...]


class EntryView(BaseModel):
    """One line of the case file."""

    at: dt.datetime
    type: str
    by: str
    seq: int
    service: Service
    summary: str
    template: str | None = None


class CaseView(BaseModel):
    """Where a case is, what it waits for, and how it came there."""

    id: str
    number: str | None
    licence_number: str | None
    state: str
    waits_for: str
    on: str
    until: dt.datetime | None
    entries: list[EntryView]


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
    }


def full(application: Application, suggested: tuple[Point, ...]) -> Full:
    """All of it."""
    return Full(
        **_brief(application),
        form=application.form.model_dump(mode="json"),
        attachments=dict(application.attachments),
        received_on=application.received_on,
        points=suggested if application.state in UNCHECKED else application.points,
        asked=application.asked,
        appeal_until=application.appeal_until,
        appeals=application.appeals,
    )


def case_view(
    document: Mapping[str, Any], now: dt.datetime, language: Language, reader: str | None
) -> CaseView:
    """The case file.

    Args:
        document: As it lies in the database.
        now: The business moment.
        language: Of the sentences.
        reader: Sees whether they or a rule acted, not who did in the office; None sees all.
    """
    statuses = {k: Status.model_validate(v) for k, v in document.get("status", {}).items()}
    status = where(statuses, now)
    lines = in_order([Entry.model_validate(entry) for entry in document["entries"]])
    return CaseView(
        id=document["_id"],
        number=document.get("number"),
        licence_number=document.get("licence_number"),
        state=status.state if status else "",
        waits_for=status.waits_for if status else "",
        on=status.on if status else "",
        until=status.until if status else None,
        entries=[_line(entry, language, reader) for entry in lines],
    )


def _line(entry: Entry, language: Language, reader: str | None) -> EntryView:
    text = text_of(entry)
    shown = reader is None or entry.by == reader or entry.by.startswith("rule:")
    return EntryView(
        at=entry.at,
        type=entry.type,
        by=entry.by if shown else "",
        seq=entry.seq,
        service=entry.service,
        summary=text.pl if language == "pl" else text.en,
        template=entry.template,
    )
