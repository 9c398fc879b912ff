"""How the case file reads events: where the case is, what it waits for, on whom, until when.

Each service's events are ordered by ``seq``, and by rank where one change sent several. The newest
of each service is kept, and the newest of those is where the case is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict

from chassis.process import Text
from contracts import evaluation, intake, licensing
from contracts.base import Event, Service
from contracts.values import Timer
from services.intake.domain import calendar
from services.intake.domain.chain import Sealed
from services.intake.domain.lines import LINES, STEPS
from services.intake.domain.telling import Salt, called, facts_of, is_person, personal_of
from services.intake.domain.timers import timers_of

_ORDER: Final[tuple[Service, ...]] = ("intake", "evaluation", "licensing", "notifications")
RANKS: Final = 10
"""One change sends fewer messages than this."""

Told = evaluation.Standing | evaluation.CaseProgressed | licensing.CaseProgressed
"""What says itself where the case stands."""


class Status(BaseModel):
    """Where one service last saw the case, and what time will do to it there.

    ``order`` is the seq and the rank below it.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    state: str
    waits_for: str
    on: str
    until: AwareDatetime | None = None
    at: AwareDatetime
    order: int
    timers: tuple[Timer, ...] = ()


class Entry(BaseModel):
    """One line of the case file.

    Attributes:
        by: The rule that acted; a person is among what is sealed.
        facts: What names nobody.
        personal: What does, each value beside its salted digest.
        hash: The link to the line recorded before, "" until it is recorded.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    at: AwareDatetime
    type: str
    by: str = ""
    seq: int
    service: Service
    rank: int = 0
    facts: Mapping[str, Any] = {}
    personal: tuple[Sealed, ...] = ()
    hash: str = ""

    def value(self, name: str) -> Any:
        """What is sealed under this name; None when there is nothing, or no longer."""
        return next((each.value for each in self.personal if each.name == name), None)

    @property
    def actor(self) -> str:
        """Who acted: a rule, a person, or "" after an erasure."""
        return str(self.by or self.value("by") or "")


def entry_of(event: Event, message: str, salt: Salt) -> Entry:
    """The line of the case file that this event is.

    Args:
        event: What happened.
        message: Its id.
        salt: Gives a new random salt for each sealed value.
    """
    line = LINES.get(type(event))
    return Entry(
        id=called(message),
        at=event.at,
        type=event.wire_type,
        by="" if is_person(event.by) else event.by,
        seq=event.seq,
        service=event.owner,
        rank=line.rank if line else 0,
        facts=facts_of(event),
        personal=personal_of(event, salt),
    )


def status_of(event: Event) -> Status | None:
    """Where the event puts the case, None when it says nothing about that."""
    line = LINES.get(type(event))
    if line is None:
        return None
    order = event.seq * RANKS + line.rank
    if isinstance(event, intake.DecisionDelivered):
        return _delivered(event, order)
    told = _told(event)
    if told is not None:
        return Status(
            state=told.state,
            waits_for=told.waits_for,
            on=told.on,
            until=told.until,
            at=event.at,
            order=order,
            timers=timers_of(told, told.waits_for, told.until),
        )
    until = line.until(event)
    if line.state is None:
        return None
    if isinstance(event, evaluation.EvaluationConcluded):
        return _decided(event, order)
    return Status(
        state="appeal" if getattr(event, "appeal", False) else line.state,
        waits_for=line.waits_for,
        on=line.on,
        until=until,
        at=event.at,
        order=order,
        timers=timers_of(event, line.waits_for, until),
    )


def _told(event: Event) -> Told | None:
    """Where the event itself says that the case stands."""
    if isinstance(event, evaluation.CaseProgressed | licensing.CaseProgressed):
        return event
    standing: evaluation.Standing | None = getattr(event, "standing", None)
    return standing


def _decided(event: evaluation.EvaluationConcluded, order: int) -> Status:
    """Granted, or refused: then the applicant may appeal, until it is final."""
    if any(verdict.granted for verdict in event.verdicts):
        return Status(state="granted", waits_for="", on="nobody", at=event.at, order=order)
    if event.appeal_until is None:
        return Status(state="refused", waits_for="", on="nobody", at=event.at, order=order)
    moment = None if event.appeal_days else calendar.end_of_day(event.appeal_until)
    return _appealable("refused", moment, event, order)


def _delivered(event: intake.DecisionDelivered, order: int) -> Status | None:
    """Now the time to appeal is known, if there is any."""
    if event.state == "granted" or event.appeal_until is None:
        return None
    return _appealable(event.state, calendar.end_of_day(event.appeal_until), event, order)


def _appealable(state: str, until: dt.datetime | None, event: Event, order: int) -> Status:
    """Decided, and the applicant may appeal; until when is not known before a delivery by post."""
    return Status(
        state=state,
        waits_for="appeal",
        on="applicant",
        until=until,
        at=event.at,
        order=order,
        timers=timers_of(event, "appeal", until),
    )


def text_of(entry: Entry) -> Text:
    """The sentence of a line."""
    for kind, line in LINES.items():
        if kind.wire_type == entry.type:
            return STEPS.get(entry.facts.get("step", ""), line.text)
    return Text(entry.type, entry.type)


def where(statuses: Mapping[Service, Status], now: dt.datetime) -> Status | None:
    """Where the case is: the newest word of any service; a term that has ended is not active."""
    known = [(statuses[service].at, _ORDER.index(service)) for service in statuses]
    if not known:
        return None
    newest = statuses[_ORDER[max(known)[1]]]
    if newest.state == "granted":  # what was granted is licensing's to tell, once it has spoken
        newest = statuses.get("licensing", newest)
    in_term = newest.state in {"active", "suspended"}
    if in_term and newest.until and calendar.passed(newest.until, now):
        return newest.model_copy(update={"state": "ended", "waits_for": "", "on": "nobody"})
    return newest


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """The lines by time; those of one moment by service, seq and rank."""
    return sorted(
        entries, key=lambda entry: (entry.at, _ORDER.index(entry.service), entry.seq, entry.rank)
    )
