"""What a later verdict makes of a licence: on appeal items are added, a correction may take some.

Each verdict is whole, so the newest one counts, whatever came first. The agreement is about what
the application is granted, so a signed term follows the verdict without another signature.
"""

from __future__ import annotations

import datetime as dt

from chassis.process import Decision, Refused, Text, go, ignore, refuse, stay
from contracts.base import Subject
from contracts.licensing import CaseProgressed, LicenceAmended
from contracts.values import Item, Term
from services.licensing.domain import calendar, measures, renewal, search
from services.licensing.domain.commands import Amend, Revoke
from services.licensing.domain.draft import drafted, said, waiting
from services.licensing.domain.licence import (
    Agreement,
    Held,
    Licence,
    State,
    agreement,
    case_of,
    granted,
    window,
)


def _found(licence: Licence, command: Amend) -> Agreement | Held | None:
    """Where the application stands: in the agreement that waits, or in a term."""
    case = case_of(command.verdict)
    if licence.next is not None and licence.next.case == case:
        return licence.next
    return next((term for term in reversed(licence.terms) if term.case == case), None)


def is_old(licence: Licence, command: Amend, _: dt.datetime) -> bool:
    """Whether a newer verdict of the application has been followed."""
    case, seq = case_of(command.verdict), command.verdict.seq
    found = _found(licence, command)
    refusals = (each.seq for each in licence.refused if each.case == case)
    return max(refusals, default=-1) >= seq or (found is not None and found.seq >= seq)


def is_closed(licence: Licence, command: Amend, _: dt.datetime) -> bool:
    """Whether its agreement was withdrawn or not signed in time, beside a licence that lives on."""
    return _found(licence, command) is None and case_of(command.verdict) in licence.closed


def is_waiting(licence: Licence, command: Amend, _: dt.datetime) -> bool:
    """Whether the agreement that waits is about this application."""
    return isinstance(_found(licence, command), Agreement)


def is_past(licence: Licence, command: Amend, _: dt.datetime) -> bool:
    """Whether a later term has followed the one of this application."""
    found = _found(licence, command)
    return isinstance(found, Held) and found.no < len(licence.terms)


def is_held(licence: Licence, command: Amend, _: dt.datetime) -> bool:
    """Whether the last term is of this application."""
    return isinstance(_found(licence, command), Held)


def grants_nothing(_: Licence, command: Amend, __: dt.datetime) -> bool:
    """Whether nothing is left of what was granted."""
    return not granted(command.verdict)


def is_waiting_for_nothing(licence: Licence, command: Amend, now: dt.datetime) -> bool:
    """Whether the agreement that waits is about nothing any more."""
    return is_waiting(licence, command, now) and grants_nothing(licence, command, now)


def is_held_for_nothing(licence: Licence, command: Amend, now: dt.datetime) -> bool:
    """Whether the last term is about nothing any more."""
    return is_held(licence, command, now) and grants_nothing(licence, command, now)


def adds_nothing(licence: Licence, command: Amend, _: dt.datetime) -> bool:
    """Whether every item that is granted was granted before."""
    found = _found(licence, command)
    had = {item.id for item in found.items} if found is not None else set()
    return {item.id for item in granted(command.verdict)} <= had


def is_waiting_with_number(licence: Licence, command: Amend, now: dt.datetime) -> bool:
    """Whether the agreement that waited has its number, which it keeps."""
    return licence.number is not None and is_waiting(licence, command, now)


def redraw(licence: Licence, command: Amend, now: dt.datetime) -> Decision[Licence]:
    """The agreement is drawn up anew, with its time to sign; the same items are left as they are.

    Nobody is told before it has a number.
    """
    ready = agreement(command.verdict, now)
    if licence.next is not None and licence.next.items == ready.items:
        return Decision(_with_next(licence, waiting(licence).model_copy(update=_seq(command))))
    drawn = _with_next(licence, ready)
    return Decision(drawn, (drafted(drawn, ready, now),) if drawn.number else ())


def void(licence: Licence, command: Amend, now: dt.datetime) -> Decision[Licence]:
    """There is nothing to sign; the applicant hears of the correction itself."""
    empty = waiting(licence).model_copy(update={"items": (), **_seq(command)})
    return Decision(_with_next(licence, empty), (_voided(licence, command, now),))


def void_next(licence: Licence, command: Amend, now: dt.datetime) -> Decision[Licence]:
    """The renewal is refused now; the present term runs on and its reminders start again."""
    told = _voided(licence, command, now)
    case, seq = case_of(command.verdict), command.verdict.seq
    return Decision(renewal.refused(licence.but(next=None), case, seq), (told,))


def amend(licence: Licence, command: Amend, now: dt.datetime) -> Decision[Licence]:
    """The items of the last term are those of the verdict from here on."""
    *earlier, term = licence.terms
    items = granted(command.verdict)
    changed = term.model_copy(update={"items": items, **_seq(command)})
    after: Licence = licence.but(terms=(*earlier, changed))
    if items == term.items:
        return Decision(after)
    opens, closes = window(licence.rules, term.end)
    told = LicenceAmended(
        **said(licence, term.case, now, command.verdict.by),
        term=Term(no=term.no, start=term.start, end=term.end),
        items=items,
        joined=_without(items, term.items),
        left=_without(term.items, items),
        entity=licence.entity,
        opens_renewal=opens,
        closes_renewal=closes,
    )
    return Decision(search.indexed(after, calendar.day_of(now)), (told,))


def revoke(licence: Licence, command: Amend, now: dt.datetime) -> Decision[Licence]:
    """Nothing was rightly granted, so the whole licence goes, for the reason of the correction."""
    verdict = command.verdict
    *earlier, term = licence.terms
    heard = licence.but(terms=(*earlier, term.model_copy(update=_seq(command))))
    reason = getattr(verdict, "why", verdict.reasons)
    return measures.revoke(heard, Revoke(by=verdict.by, reason=reason), now)


def refuse_renewal(licence: Licence, command: Amend, _: dt.datetime) -> Decision[Licence]:
    """The verdict overtook an older one that had granted it, or nothing changes."""
    return Decision(renewal.refused(licence, case_of(command.verdict), command.verdict.seq))


def renewed_since(_licence: Licence, _command: Amend, _now: dt.datetime) -> Refused:
    """A later term has items of its own: a person has to look at it."""
    text = Text(
        "Ta licencja została już przedłużona. Zmianę zakresu trzeba rozpatrzyć osobno.",
        "This licence has been renewed since. The change has to be looked at by a person.",
    )
    return Refused("renewed-since", text)


def _with_next(licence: Licence, ready: Agreement) -> Licence:
    changed: Licence = licence.but(next=ready)
    return changed


def _seq(command: Amend) -> dict[str, int]:
    return {"seq": command.verdict.seq}


def _without(items: tuple[Item, ...], others: tuple[Item, ...]) -> tuple[Item, ...]:
    ids = {item.id for item in others}
    return tuple(item for item in items if item.id not in ids)


def _voided(licence: Licence, command: Amend, now: dt.datetime) -> CaseProgressed:
    return CaseProgressed(
        subject=Subject(kind="licence", id=licence.id),
        case=case_of(command.verdict),
        at=now,
        by=command.verdict.by,
        number=command.verdict.number,
        state="refused",
        waits_for="",
        on="nobody",
    )


OLD = ignore("a newer verdict has been followed", when=is_old)
UNSIGNED = (
    OLD,
    go(State.LAPSED, void, when=is_waiting_for_nothing),
    stay(redraw, when=is_waiting),
)
LAPSED = (
    OLD,
    ignore("nothing new to sign", when=adds_nothing),
    go(State.AWAITING_SIGNATURE, redraw, when=is_waiting_with_number),
    go(State.DRAFTED, redraw, when=is_waiting),
)
_BEFORE = (
    OLD,
    stay(void_next, when=is_waiting_for_nothing),
    stay(redraw, when=is_waiting),
    ignore("its agreement was withdrawn or not signed in time", when=is_closed),
    refuse(renewed_since, when=is_past),
)
_RENEWAL = (
    stay(refuse_renewal, when=grants_nothing),
    refuse(renewal.another_waits, when=renewal.has_another),
    refuse(renewal.not_theirs, when=renewal.is_foreign),
    stay(renewal.draw_up_next),
)
SIGNED = (
    *_BEFORE,
    go(State.REVOKED, revoke, when=is_held_for_nothing),
    stay(amend, when=is_held),
    *_RENEWAL,
)
EXPIRED = (
    *_BEFORE,
    ignore("no right is left to take", when=is_held_for_nothing),
    stay(amend, when=is_held),
    *_RENEWAL,
)
ENDED = (OLD, ignore("over for good", when=adds_nothing), refuse(measures.ended_early))
"""What a later verdict does, by where the licence is: one row of the table in `process` each."""
