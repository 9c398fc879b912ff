"""What each reader sees of a case file.

| | applicant | officer, director | operator |
|---|---|---|---|
| where it is, what it waits for, timers | yes | yes | yes |
| that something happened, and when | but for mails to others | yes | yes |
| who did it | they themselves, or a rule | by name | a rule |
| facts and reasons | of what they were told or did | yes | facts |
| to whom a mail went | to themselves | by name, or the office | – |
| the links of the chain | – | yes | yes |

The applicant is whoever acts for the entity: the owner, or a team.
Experts and members of the chapter have cases at evaluation, and none here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel

from chassis.auth import Principal
from chassis.mongo import Document
from chassis.process import Text
from contracts.base import Language, Service
from contracts.erasure import CONTACTS, WORDS
from contracts.values import Timer
from services.intake.api.access import opened
from services.intake.domain.timeline import Entry, Status, in_order, text_of, where
from services.intake.domain.timers import TIMERS, upcoming
from services.intake.service import Intake

OFFICE: Final = "office"


class Somebody(BaseModel):
    """A person, as far as is known (after an erasure nothing is), or ``office``."""

    id: str
    name: str = ""


class TimerView(BaseModel):
    """What time alone will do."""

    what: str
    at: dt.datetime
    summary: str


class EntryView(BaseModel):
    """One line of the case file.

    Attributes:
        by: The person's id or ``rule:<name>``; "" when it is not for this reader, or erased.
        who: Their name.
        why: Reasons and grounds in words.
        facts: What else the event says, and names nobody.
        to: Who got the mail.
        hash: The link of the chain.
    """

    at: dt.datetime
    type: str
    by: str
    who: str = ""
    seq: int
    service: Service
    summary: str
    why: list[str] = []
    facts: dict[str, Any] = {}
    template: str | None = None
    to: Somebody | None = None
    hash: str | None = None


class CaseView(BaseModel):
    """Where a case is, what it waits for, and how it came there."""

    id: str
    number: str | None
    licence_number: str | None
    state: str
    waits_for: str
    on: str
    until: dt.datetime | None
    timers: list[TimerView]
    entries: list[EntryView]


@dataclass(frozen=True, slots=True)
class Eyes:
    """Whose eyes read: everything (the office), what concerns the party, or nobody's data.

    Attributes:
        office: The office.
        party: Those who act for the applicant; nobody for an operator.
    """

    office: bool = False
    party: frozenset[str] = frozenset()

    @classmethod
    async def of(cls, service: Intake, case: str, who: Principal) -> Eyes:
        """The eyes of whoever asks.

        Raises:
            Unknown: There is no such application.
            Forbidden: It is somebody else's.
        """
        if who.roles & {"officer", "director"}:
            return cls(office=True)
        if who.has("operator"):
            return cls()
        application = (await opened(service, case, who)).state
        return cls(party=await service.acting(application))

    @property
    def technical(self) -> bool:
        """Whether the links of the chain are theirs to see."""
        return not self.party

    def sees(self, entry: Entry) -> bool:
        """Whether the line is for them at all: an applicant sees no mail to somebody else."""
        mail = entry.service == "notifications"
        return self.technical or not mail or entry.value("person") in self.party

    def sees_who(self, person: str) -> bool:
        """Whether they are told who acted, or who got a mail."""
        return self.office or person in self.party

    def sees_why(self, entry: Entry) -> bool:
        """Whether reasons are for them: what they did themselves, or the applicant was told."""
        told = bool(self.party) and any(each.name == "contact" for each in entry.personal)
        return self.office or told or self.sees_who(entry.actor)


async def look(service: Intake, document: Document, language: Language, eyes: Eyes) -> CaseView:
    """The case file as a reader sees it now, with what is not in it: names, and renewals."""
    licence, case = document.get("licence_number"), document["_id"]
    renewing = licence is not None and not await service.renewals.free(licence, case)
    names = await service.people.names(document.get("people", ())) if eyes.office else {}
    now = service.clock.now()
    return case_view(document, now, language, eyes, names=names, renewing=renewing)


def case_view(
    document: Mapping[str, Any],
    now: dt.datetime,
    language: Language,
    eyes: Eyes,
    *,
    names: Mapping[str, str] = MappingProxyType({}),
    renewing: bool = False,
) -> CaseView:
    """The case file as a reader sees it.

    Args:
        document: As it lies in the database.
        now: The business moment.
        language: Of the sentences.
        eyes: Who reads.
        names: Of people that the file itself may not name.
        renewing: A renewal of the case's licence is under way.
    """
    statuses = {k: Status.model_validate(v) for k, v in document.get("status", {}).items()}
    status = where(statuses, now)
    lines = in_order([Entry.model_validate(entry) for entry in document["entries"]])
    known = {**names, **names_of(lines)}
    timers = [timer for each in statuses.values() for timer in each.timers]
    return CaseView(
        id=document["_id"],
        number=document.get("number"),
        licence_number=document.get("licence_number"),
        state=status.state if status else "",
        waits_for=status.waits_for if status else "",
        on=status.on if status else "",
        until=status.until if status else None,
        timers=[_timer(each, language) for each in upcoming(timers, now, renewing=renewing)],
        entries=[_line(each, language, eyes, known) for each in lines if eyes.sees(each)],
    )


def _timer(timer: Timer, language: Language) -> TimerView:
    said = TIMERS.get(timer.what, Text(timer.what, timer.what))
    return TimerView(what=timer.what, at=timer.at, summary=_said(said, language))


def _said(text: Text, language: Language) -> str:
    return text.pl if language == "pl" else text.en


def names_of(lines: list[Entry]) -> dict[str, str]:
    """The names of people, as far as the case file tells."""
    known = (line.value(name) for line in lines for name in CONTACTS)
    return {each["person"]: each["name"] for each in known if each}


def _line(entry: Entry, language: Language, eyes: Eyes, names: Mapping[str, str]) -> EntryView:
    actor, to = entry.actor, entry.value("person")
    if entry.service == "notifications" and not any(e.name == "person" for e in entry.personal):
        to = OFFICE  # no person, and nothing to be erased
    shown = actor if entry.by or eyes.sees_who(actor) else ""
    why = eyes.sees_why(entry)
    return EntryView(
        at=entry.at,
        type=entry.type,
        by=shown,
        who=names.get(shown, ""),
        seq=entry.seq,
        service=entry.service,
        summary=_said(text_of(entry), language),
        why=_reasons(entry, language) if why else [],
        facts=dict(entry.facts) if why or eyes.technical else {},
        template=entry.facts.get("template"),
        to=Somebody(id=to, name=names.get(to, "")) if to and eyes.sees_who(to) else None,
        hash=entry.hash if eyes.technical else None,
    )


def _reasons(entry: Entry, language: Language) -> list[str]:
    said = [entry.value(name) for name in WORDS]
    points = (entry.value("points") or {}).values()
    found = (each[language] if isinstance(each, Mapping) else each for each in points)
    return [each for each in (*said, *found) if each]
