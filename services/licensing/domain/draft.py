"""How a licence begins: drawn up on a positive verdict, then numbered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chassis.process import Decision
from contracts.base import Subject
from contracts.licensing import LicenceDrafted
from services.licensing.domain import calendar
from services.licensing.domain.commands import DrawUp, GiveNumber
from services.licensing.domain.licence import (
    Agreement,
    Licence,
    State,
    agreement,
    case_of,
    lapse,
)


def begin(_: None, command: DrawUp, now: dt.datetime) -> Decision[Licence]:
    """A draft whose number is pending; nobody is told before it has one."""
    verdict = command.verdict
    licence = Licence(
        state=State.DRAFTED,
        id=case_of(verdict),
        entity=verdict.entity,
        contact=verdict.contact,
        office=verdict.office,
        rules=verdict.licence,
        next=agreement(verdict, now),
    )
    return Decision(licence)


def give_number(licence: Licence, command: GiveNumber, now: dt.datetime) -> Decision[Licence]:
    """The agreement is whole and goes to the licensee."""
    numbered: Licence = licence.but(number=command.number)
    return Decision(numbered, (drafted(numbered, waiting(numbered), now),))


def keep_number(licence: Licence, command: GiveNumber, _: dt.datetime) -> Decision[Licence]:
    """It was taken while the case was withdrawn: it stays with this licence and is nobody else's.

    The same number again changes nothing.
    """
    return Decision(licence.but(number=command.number))


def series(licence: Licence) -> str:
    """The series of the number, ``ZP-LUB/2026``: the year (Warsaw) in which it was drawn up."""
    return f"{licence.rules.prefix}/{calendar.day_of(waiting(licence).drawn_at).year}"


def numbered(licence: Licence, no: int) -> str:
    """The number as people read it, ``ZP-LUB/2026/0001``."""
    return f"{series(licence)}/{no:04d}"


def waiting(licence: Licence) -> Agreement:
    """The agreement to sign; only called where the state says that there is one."""
    if licence.next is None:
        raise ValueError("no agreement waits")
    return licence.next


def said(licence: Licence, case: str, now: dt.datetime, by: str) -> dict[str, Any]:
    """The common part of every event of a licence, with its number, contact and office."""
    return {
        "subject": Subject(kind="licence", id=licence.id),
        "case": case,
        "at": now,
        "by": by,
        "licence_number": licence.number,
        "contact": licence.contact,
        "office": licence.office,
    }


def said_of(licence: Licence, ready: Agreement, now: dt.datetime, by: str) -> dict[str, Any]:
    """The same of an agreement that waits: whom it names hears of it, the licensee not yet."""
    return {
        **said(licence, ready.case, now, by),
        "contact": ready.contact or licence.contact,
        "office": ready.office or licence.office,
    }


def drafted(licence: Licence, ready: Agreement, now: dt.datetime) -> LicenceDrafted:
    """Tells that an agreement waits for a signature."""
    return LicenceDrafted(
        **said_of(licence, ready, now, "rule:verdict"),
        number=ready.number,
        term_no=len(licence.terms) + 1,
        items=ready.items,
        sign_by=ready.sign_by,
        timers=(lapse(ready),),
    )
