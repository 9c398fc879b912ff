"""What time alone does to a licence: reminders, the lapse of an unsigned agreement, the end."""

from __future__ import annotations

import datetime as dt

from chassis.process import Decision
from contracts.licensing import LicenceExpired, LicenceExpiring, LicenceLapsed
from services.licensing.domain import calendar, search
from services.licensing.domain.commands import TimeArrived
from services.licensing.domain.draft import said, said_of, waiting
from services.licensing.domain.licence import Licence, record_by, reminders_left, reminds, window


def is_unsigned(licence: Licence, _: TimeArrived, now: dt.datetime) -> bool:
    """Whether the last day to record a signature is over."""
    return licence.next is not None and calendar.day_of(now) > record_by(licence.next)


def lapse(licence: Licence, _: TimeArrived, now: dt.datetime) -> Decision[Licence]:
    """The agreement is void; the licence keeps its number, which is never given again."""
    ready = waiting(licence)
    return Decision(
        licence,
        (
            LicenceLapsed(
                **said_of(licence, ready, now, "rule:sign-by"),
                number=ready.number,
                term_no=len(licence.terms) + 1,
            ),
        ),
    )


def lapse_next(licence: Licence, command: TimeArrived, now: dt.datetime) -> Decision[Licence]:
    """The next agreement is void; the present term runs on and its reminders start again."""
    told = lapse(licence, command, now).messages
    return Decision(licence.but(next=None, closed=(*licence.closed, waiting(licence).case)), told)


def is_over(licence: Licence, _: TimeArrived, now: dt.datetime) -> bool:
    """Whether the last day of the last term has passed."""
    return calendar.day_of(now) > licence.terms[-1].end


def expire(licence: Licence, _: TimeArrived, now: dt.datetime) -> Decision[Licence]:
    """The right to the mark is over."""
    term = licence.terms[-1]
    closes = window(licence.rules, term.end)[1]
    expired = LicenceExpired(
        **said(licence, term.case, now, "rule:expiry"),
        end=term.end,
        closes_renewal=closes,
    )
    return Decision(licence, (expired,))


def is_new_term(licence: Licence, _: TimeArrived, now: dt.datetime) -> bool:
    """Whether a next term has begun and the register still finds the items of the one before."""
    day = search.changes_on(licence)
    return day is not None and calendar.day_of(now) >= day


def index_anew(licence: Licence, _: TimeArrived, __: dt.datetime) -> Decision[Licence]:
    """Nobody has to be told: the next term was, when it was signed."""
    return Decision(search.indexed(licence, licence.terms[-1].start))


def is_reminder(licence: Licence, _: TimeArrived, now: dt.datetime) -> bool:
    """Whether the moment of a reminder not sent yet has come."""
    return reminds(licence) and bool(_missed(licence, now))


def remind(licence: Licence, _: TimeArrived, now: dt.datetime) -> Decision[Licence]:
    """One reminder for all that were missed, telling the days that are really left."""
    term = licence.terms[-1]
    expiring = LicenceExpiring(
        **said(licence, term.case, now, "rule:reminder"),
        end=term.end,
        days=(term.end - calendar.day_of(now)).days,
        link=f"/wnioski/nowy?licencja={licence.number}",
    )
    return Decision(licence.but(reminded=min(_missed(licence, now))), (expiring,))


def _missed(licence: Licence, now: dt.datetime) -> list[int]:
    end = licence.terms[-1].end
    return [d for d in reminders_left(licence) if calendar.reminder_at(end, d) <= now]
