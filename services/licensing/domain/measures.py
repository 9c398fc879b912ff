"""What the office may do to a licence in force, and how a licensee gives one up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chassis.process import Decision, Refused, Text
from contracts.licensing import (
    LicenceReinstated,
    LicenceRevoked,
    LicenceSurrendered,
    LicenceSuspended,
)
from services.licensing.domain import calendar, timing
from services.licensing.domain.commands import (
    Amend,
    DrawUpNext,
    Reinstate,
    Revoke,
    Sign,
    Surrender,
    Suspend,
    TimeArrived,
)
from services.licensing.domain.draft import said
from services.licensing.domain.licence import Licence, Measure, lapse, reminders

Command = Suspend | Reinstate | Revoke | Surrender


def suspend(licence: Licence, command: Suspend, now: dt.datetime) -> Decision[Licence]:
    """No right to the mark from here on; the term runs on, its reminders rest."""
    measure = Measure(kind="suspended", at=now, by=command.by, reason=command.reason)
    told = LicenceSuspended(**_told(licence, command, now), end=licence.terms[-1].end)
    return Decision(_noted(licence, measure), (told,))


def reinstate(licence: Licence, command: Reinstate, now: dt.datetime) -> Decision[Licence]:
    """The right is back until the end of the term, and an agreement that waited can be signed."""
    measure = Measure(kind="reinstated", at=now, by=command.by, reason=command.reason)
    back = _signable(_noted(licence, measure), now)
    told = LicenceReinstated(
        **_told(licence, command, now),
        end=licence.terms[-1].end,
        sign_by=back.next.sign_by if back.next else None,
        timers=reminders(licence) if back.next is None else (lapse(back.next),),
    )
    return Decision(back, (told,))


def revoke(licence: Licence, command: Revoke, now: dt.datetime) -> Decision[Licence]:
    """The licence is over for good, and an agreement that waited with it."""
    measure = Measure(kind="revoked", at=now, by=command.by, reason=command.reason)
    told = LicenceRevoked(**_told(licence, command, now))
    return Decision(_ended(_noted(licence, measure)), (told,))


def surrender(licence: Licence, command: Surrender, now: dt.datetime) -> Decision[Licence]:
    """As a revocation, at the licensee's wish."""
    measure = Measure(kind="surrendered", at=now, by=command.by, reason=command.reason)
    author = () if command.by == licence.contact.person else (command.by,)
    told = LicenceSurrendered(**_told(licence, command, now), named=author)
    return Decision(_ended(_noted(licence, measure)), (told,))


def expire(licence: Licence, command: TimeArrived, now: dt.datetime) -> Decision[Licence]:
    """The suspension ends with the term; an agreement that waited can be signed from here on."""
    return Decision(_signable(licence, now), timing.expire(licence, command, now).messages)


def term_over(licence: Licence, _command: Command, _now: dt.datetime) -> Refused:
    """There is no right left that could be taken or given back."""
    end = licence.terms[-1].end
    text = Text(
        f"Okres licencji skończył się {end:%d.%m.%Y}.", f"The term ended on {end.isoformat()}."
    )
    return Refused("term-over", text, end=end.isoformat())


def not_while_suspended(_licence: Licence, _command: Sign, _now: dt.datetime) -> Refused:
    """A next term is not signed while the present one is suspended."""
    text = Text(
        "Licencja jest zawieszona. Umowę można podpisać po jej przywróceniu.",
        "The licence is suspended. The agreement can be signed once it is reinstated.",
    )
    return Refused("licence-suspended", text)


def ended_early(_licence: Licence, _command: DrawUpNext | Amend, _now: dt.datetime) -> Refused:
    """A renewal was granted for what is no longer there: a person has to look at it."""
    text = Text(
        "Licencja jest cofnięta albo podmiot się jej zrzekł. Nie można jej przedłużyć.",
        "The licence was revoked or surrendered. It cannot be renewed.",
    )
    return Refused("licence-ended", text)


def _noted(licence: Licence, measure: Measure) -> Licence:
    noted: Licence = licence.but(measures=(*licence.measures, measure))
    return noted


def _signable(licence: Licence, now: dt.datetime) -> Licence:
    """The time to sign begins anew: nobody could sign while the licence was suspended."""
    if licence.next is None:
        return licence
    days = licence.next.rules.sign_within_days
    sign_by = calendar.deadline(calendar.day_of(now), days)
    again: Licence = licence.but(next=licence.next.model_copy(update={"sign_by": sign_by}))
    return again


def _ended(licence: Licence) -> Licence:
    void = () if licence.next is None else (licence.next.case,)
    ended: Licence = licence.but(next=None, filed=(), closed=(*licence.closed, *void))
    return ended


def _told(licence: Licence, command: Command, now: dt.datetime) -> dict[str, Any]:
    return {
        **said(licence, licence.terms[-1].case, now, command.by),
        "reason": command.reason,
    }
