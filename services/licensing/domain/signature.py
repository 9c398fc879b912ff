"""What a recorded signature does: the first term, or the next one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chassis.process import Decision, FieldError, Invalid, Refused, Text
from contracts.licensing import LicenceActivated, LicenceRenewed
from contracts.values import Term
from services.licensing.domain import calendar, search
from services.licensing.domain.commands import Sign
from services.licensing.domain.draft import said, waiting
from services.licensing.domain.licence import Agreement, Held, Licence, record_by, reminders, window


def activate(licence: Licence, command: Sign, now: dt.datetime) -> Decision[Licence]:
    """The first term starts on the day of the signature."""
    ready = waiting(licence)
    signed_on = _day(ready, command, now)
    term = _term(licence, ready, command, start=signed_on, signed_on=signed_on)
    signed = _in_force(licence, ready, term, now)
    return Decision(signed, (LicenceActivated(**_told(signed, term, command, now)),))


def renew(licence: Licence, command: Sign, now: dt.datetime) -> Decision[Licence]:
    """Signed before the end, the next term follows at once; later, it starts with the signature.

    Nothing is backdated: there is no right to the mark in the days between.
    """
    ready = waiting(licence)
    signed_on = _day(ready, command, now)
    follows = calendar.after(licence.terms[-1].end)
    start = max(follows, signed_on)
    term = _term(licence, ready, command, start=start, signed_on=signed_on)
    signed = _in_force(licence, ready, term, now)
    told = _told(signed, term, command, now)
    return Decision(signed, (LicenceRenewed(**told, gap=start > follows),))


def has_nothing(licence: Licence, _command: Sign, _now: dt.datetime) -> bool:
    """Whether no agreement waits."""
    return licence.next is None


def nothing_to_sign(_licence: Licence, _command: Sign, _now: dt.datetime) -> Refused:
    """The licence is signed; no next term is drawn up."""
    text = Text(
        "Żadna umowa nie czeka na podpis. Podpis jest już zapisany.",
        "No agreement waits for a signature. The signature is recorded already.",
    )
    return Refused("nothing-to-sign", text)


def _day(ready: Agreement, command: Sign, now: dt.datetime) -> dt.date:
    """The day of the signature: after the drawing up, not to come, and within the time to sign.

    What was signed in time may come later, by post; see `record_by`.
    """
    today, last = calendar.day_of(now), ready.sign_by
    too_late = Text(
        f"Termin podpisania umowy minął {last:%d.%m.%Y}.",
        f"The time to sign the agreement ended on {last.isoformat()}.",
    )
    if today > record_by(ready):
        raise Refused("signed-too-late", too_late, sign_by=last.isoformat())
    signed_on = command.signed_on or today
    if signed_on > today:
        raise _wrong_day(
            "in-future", "Data podpisu jest w przyszłości.", "The signature is dated in the future."
        )
    if signed_on < calendar.day_of(ready.drawn_at):
        raise _wrong_day(
            "before-draft",
            "Data podpisu jest wcześniejsza niż umowa.",
            "The signature is dated before the agreement was drawn up.",
        )
    if signed_on > last:
        raise _wrong_day("too-late", *too_late)
    return signed_on


def _wrong_day(code: str, pl: str, en: str) -> Invalid:
    return Invalid((FieldError("signed_on", code, Text(pl, en)),))


def _term(
    licence: Licence, ready: Agreement, command: Sign, *, start: dt.date, signed_on: dt.date
) -> Held:
    return Held(
        no=len(licence.terms) + 1,
        start=start,
        end=calendar.last_day(start, ready.rules.years),
        signed_on=signed_on,
        form=command.form,
        case=ready.case,
        number=ready.number,
        items=ready.items,
        seq=ready.seq,
    )


def _in_force(licence: Licence, ready: Agreement, term: Held, now: dt.datetime) -> Licence:
    signed: Licence = licence.but(
        next=None,
        terms=(*licence.terms, term),
        entity=ready.entity,
        contact=ready.contact or licence.contact,
        contact_seq=ready.contact_seq,
        office=ready.office or licence.office,
        rules=ready.rules,
        reminded=None,
        ends=term.end,
    )
    return search.indexed(signed, calendar.day_of(now))


def _told(signed: Licence, term: Held, command: Sign, now: dt.datetime) -> dict[str, Any]:
    opens, closes = window(signed.rules, term.end)
    return {
        **said(signed, term.case, now, command.by),
        "term": Term(no=term.no, start=term.start, end=term.end),
        "items": term.items,
        "entity": signed.entity,
        "opens_renewal": opens,
        "closes_renewal": closes,
        "timers": reminders(signed),
    }
