"""Who is written to about a case may change at any time; the newest word counts."""

from __future__ import annotations

import datetime as dt

from chassis.process import Decision
from contracts.intake import ContactChanged
from services.evaluation.domain.case import Case, State


def expect(_: None, event: ContactChanged, __: dt.datetime) -> Decision[Case]:
    """Keep it for the case, which it has overtaken."""
    id_ = event.case or event.subject.id
    case = Case(
        state=State.EXPECTED,
        id=id_,
        number=event.number or "",
        contact=event.new,
        contact_seq=event.seq,
    )
    return Decision(case)


def follow(case: Case, event: ContactChanged, _: dt.datetime) -> Decision[Case]:
    """Whatever is told from here on goes to the new contact."""
    dossier = case.dossier and case.dossier.but(contact=event.new)
    return Decision(case.but(dossier=dossier, contact=event.new, contact_seq=event.seq))


def is_older(case: Case, event: ContactChanged, _: dt.datetime) -> bool:
    """Whether a newer one came first."""
    return event.seq <= case.contact_seq
