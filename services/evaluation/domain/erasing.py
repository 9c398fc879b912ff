"""What is left of people here who are erased: their ids, what was decided and when.

Cards, verdicts and resolutions stay as they are: they judge the item, and the case rests on them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from chassis.process import Decision
from contracts.base import Subject
from contracts.erasure import ERASED
from contracts.evaluation import ExpertChanged
from services.evaluation.domain.case import Case, Seat
from services.evaluation.domain.chapter.members import Member, MemberProfile, MemberState
from services.evaluation.domain.chapter.sitting import Sitting
from services.evaluation.domain.experts import Expert, ExpertState, Profile

NOWHERE: Final = "erased@invalid"
"""An address that is none (RFC 2606), where a profile must have one."""


def case(found: Case, persons: Collection[str]) -> Decision[Case]:
    """The applicant's name and words go, and those of experts who stepped down."""
    dossier, asked, appeal = found.dossier, found.withdrawal, found.appeal
    applicant = _applicant(found) in persons
    if dossier is not None and applicant:
        dossier = dossier.but(contact=dossier.contact.erased(persons), materials=None)
    if asked is not None and (applicant or asked.by in persons):
        asked = asked.but(reason=ERASED)
    if appeal is not None and (applicant or appeal.by in persons):
        appeal = appeal.but(grounds=ERASED)
    return Decision(
        found.but(
            dossier=dossier,
            contact=found.contact and found.contact.erased(persons),
            withdrawal=asked,
            appeal=appeal,
            seats=tuple(_seat(seat, persons) for seat in found.seats),
        )
    )


def _applicant(found: Case) -> str:
    contact = found.contact or (found.dossier.contact if found.dossier else None)
    return contact.person if contact else ""


def _seat(seat: Seat, persons: Collection[str]) -> Seat:
    if seat.expert.person not in persons:
        return seat
    ground = ERASED if seat.ground else ""
    return seat.but(expert=seat.expert.erased(persons), ground=ground, draft=())


def expert(found: Expert, now: dt.datetime) -> Decision[Expert]:
    """Off the list; cases that wait for their card see it by the message and find somebody else."""
    person = found.profile.person
    left = Expert(state=ExpertState.REMOVED, profile=Profile(**_unnamed(person)))
    if found.state is ExpertState.REMOVED:
        return Decision(left)
    subject = Subject(kind="person", id=person)
    return Decision(left, (ExpertChanged(subject=subject, at=now, by="rule:erasure"),))


def member(found: Member) -> Decision[Member]:
    """Out of the chapter."""
    unnamed = MemberProfile(**_unnamed(found.profile.person))
    return Decision(Member(state=MemberState.DISMISSED, profile=unnamed))


def _unnamed(person: str) -> dict[str, str]:
    return {"person": person, "name": ERASED, "email": NOWHERE}


def sitting(found: Sitting, persons: Collection[str]) -> Decision[Sitting]:
    """Who sat and how they voted stays by the id; why they stepped aside goes."""
    members = tuple(each.erased(persons) for each in found.members)
    exclusions = tuple(
        each.but(ground=ERASED) if each.member in persons else each for each in found.exclusions
    )
    return Decision(found.but(members=members, exclusions=exclusions))
