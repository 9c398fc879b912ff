"""A licence that was in force before this system ran begins its life here in the middle."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from chassis.process import Decision
from contracts.licensing import LicenceImported
from contracts.values import Term
from services.licensing.domain import calendar, search
from services.licensing.domain.commands import BringIn
from services.licensing.domain.draft import said
from services.licensing.domain.licence import Held, Licence, State, reminders, window

_NAMESPACE: Final = uuid.UUID("8a4b1d62-5a0e-5d1c-8f5e-3c0b7a9d2e41")


def id_of(what: str) -> str:
    """An id made of the thing itself, so that the same one brought in twice is one."""
    return str(uuid.uuid5(_NAMESPACE, what))


def bring_in(_: None, command: BringIn, now: dt.datetime) -> Decision[Licence]:
    """In force, with its term as the first one known here; intake is told, nobody gets a mail.

    Reminders whose day is over are not sent: they would all go out on the day of the import.
    """
    id_ = id_of(command.number)
    term = Held(
        no=1,
        start=command.start,
        end=command.end,
        signed_on=command.start,
        form="paper",
        case=id_,
        number="",
        items=command.items,
    )
    licence = Licence(
        state=State.ACTIVE,
        id=id_,
        number=command.number,
        entity=command.entity,
        contact=command.contact,
        office=command.office,
        rules=command.rules,
        terms=(term,),
        reminded=min(_passed(command, now), default=None),
        ends=term.end,
    )
    indexed = search.indexed(licence, command.start)
    return Decision(indexed, (_imported(indexed, term, now),))


def _passed(command: BringIn, now: dt.datetime) -> list[int]:
    reminders = command.rules.reminder_days
    return [days for days in reminders if calendar.reminder_at(command.end, days) <= now]


def _imported(licence: Licence, term: Held, now: dt.datetime) -> LicenceImported:
    opens, closes = window(licence.rules, term.end)
    return LicenceImported(
        **said(licence, term.case, now, "rule:import"),
        term=Term(no=term.no, start=term.start, end=term.end),
        items=term.items,
        entity=licence.entity,
        opens_renewal=opens,
        closes_renewal=closes,
        timers=reminders(licence),
    )
