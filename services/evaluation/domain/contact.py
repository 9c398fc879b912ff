"""Who is written to about a case, and who acts for its applicant, may change at any time."""

from __future__ import annotations

import datetime as dt

from chassis.process import Decision
from contracts.intake import ContactChanged, TeamChanged
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
    dossier = case.dossier and case.dossier.but(contact=event.new).without(event.exclude)
    return Decision(case.but(dossier=dossier, contact=event.new, contact_seq=event.seq))


def follow_team(case: Case, event: TeamChanged, _: dt.datetime) -> Decision[Case]:
    """Whoever has come in judges it no more, and whoever is gone did act for the applicant."""
    return Decision(case.but(dossier=case.file.without(event.members)))


def is_older(case: Case, event: ContactChanged, _: dt.datetime) -> bool:
    """Whether a newer one came first."""
    return event.seq <= case.contact_seq
