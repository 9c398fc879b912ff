"""The life of a licence as one table, and the next moment that matters to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from chassis import process
from chassis.process import Decision, Rules, go, ignore, refuse, stay
from services.licensing.domain import (
    amending,
    calendar,
    contact,
    measures,
    renewal,
    search,
    signature,
    timing,
    withdrawal,
)
from services.licensing.domain.bringing import bring_in
from services.licensing.domain.commands import (
    Amend,
    BringIn,
    DrawUp,
    DrawUpNext,
    EndRenewal,
    FollowContact,
    GiveNumber,
    NoteRenewal,
    RefuseRenewal,
    Reinstate,
    Revoke,
    Sign,
    Surrender,
    Suspend,
    TimeArrived,
    Withdraw,
)
from services.licensing.domain.draft import begin, give_number, keep_number
from services.licensing.domain.licence import Licence, State, record_by, reminders_left, reminds

RESUME_AFTER = dt.timedelta(seconds=10)
"""A draft without a number that old was left by a crash."""

DRAWN_BEFORE = ignore("a licence is drawn up once for an application")
BROUGHT_BEFORE = ignore("brought in before: what has become of it since stays")
NUMBERED = ignore("it has its number")
NOTHING_DUE = ignore("nothing is due")
NOTHING_TO_RENEW = ignore("no term to renew: the application itself will be refused")

NOTE = (
    ignore("filed by a stranger, who cannot stop the reminders", when=renewal.is_strangers),
    ignore("this application is decided: the message is late", when=renewal.is_over),
    ignore("filed after the window: not a renewal in time", when=renewal.is_too_late),
    stay(renewal.note),
)
NEXT = (
    ignore("drawn up before, or ended before", when=renewal.is_decided),
    refuse(renewal.another_waits, when=renewal.has_another),
    refuse(renewal.not_theirs, when=renewal.is_foreign),
    stay(renewal.draw_up_next),
)
END = (
    ignore("this application is decided", when=renewal.is_over),
    stay(renewal.end),
)
REFUSE_NEXT = (
    ignore("this application is decided", when=renewal.is_over),
    stay(renewal.refuse),
)
WITHDRAW_NEXT = (
    refuse(withdrawal.signed_already, when=withdrawal.is_signed),
    stay(withdrawal.void_next, when=withdrawal.is_waiting),
    *END,
)
SIGN_NEXT = (
    refuse(signature.nothing_to_sign, when=signature.has_nothing),
    go(State.ACTIVE, signature.renew),
)


def _ended_early(state: State) -> Rules:
    """Over for good: late messages change nothing, a verdict needs a person."""
    return {
        (state, DrawUp): DRAWN_BEFORE,
        (state, BringIn): BROUGHT_BEFORE,
        (state, GiveNumber): NUMBERED,
        (state, NoteRenewal): NOTHING_TO_RENEW,
        (state, DrawUpNext): (
            ignore("drawn up before, or ended before", when=renewal.is_over),
            refuse(measures.ended_early),
        ),
        (state, RefuseRenewal): NOTHING_TO_RENEW,
        (state, EndRenewal): NOTHING_TO_RENEW,
        (state, Amend): amending.ENDED,
        (state, Withdraw): (
            refuse(withdrawal.signed_already, when=withdrawal.is_signed),
            ignore("nothing is left to sign"),
        ),
        (state, TimeArrived): NOTHING_DUE,
    }


TERM_OVER = refuse(measures.term_over, when=timing.is_over)
REVOKE = (TERM_OVER, go(State.REVOKED, measures.revoke))
SURRENDER = (TERM_OVER, go(State.SURRENDERED, measures.surrender))

RULES: Rules = {
    (None, DrawUp): go(State.DRAFTED, begin),
    (None, BringIn): go(State.ACTIVE, bring_in),
    (State.ACTIVE, BringIn): BROUGHT_BEFORE,
    (State.SUSPENDED, BringIn): BROUGHT_BEFORE,
    (State.EXPIRED, BringIn): BROUGHT_BEFORE,
    (State.DRAFTED, DrawUp): DRAWN_BEFORE,
    (State.DRAFTED, GiveNumber): go(State.AWAITING_SIGNATURE, give_number),
    (State.DRAFTED, Withdraw): (
        go(State.LAPSED, when=withdrawal.is_waiting),
        NOTHING_TO_RENEW,
    ),
    (State.DRAFTED, Amend): amending.UNSIGNED,
    (State.DRAFTED, TimeArrived): ignore("the service gives the number"),
    (State.AWAITING_SIGNATURE, DrawUp): DRAWN_BEFORE,
    (State.AWAITING_SIGNATURE, GiveNumber): NUMBERED,
    (State.AWAITING_SIGNATURE, Sign): go(State.ACTIVE, signature.activate),
    (State.AWAITING_SIGNATURE, NoteRenewal): NOTHING_TO_RENEW,
    (State.AWAITING_SIGNATURE, RefuseRenewal): NOTHING_TO_RENEW,
    (State.AWAITING_SIGNATURE, EndRenewal): NOTHING_TO_RENEW,
    (State.AWAITING_SIGNATURE, Amend): amending.UNSIGNED,
    (State.AWAITING_SIGNATURE, Withdraw): (
        go(State.LAPSED, withdrawal.void, when=withdrawal.is_waiting),
        NOTHING_TO_RENEW,
    ),
    (State.AWAITING_SIGNATURE, TimeArrived): (
        go(State.LAPSED, timing.lapse, when=timing.is_unsigned),
        NOTHING_DUE,
    ),
    (State.ACTIVE, DrawUp): DRAWN_BEFORE,
    (State.ACTIVE, GiveNumber): NUMBERED,
    (State.ACTIVE, NoteRenewal): NOTE,
    (State.ACTIVE, DrawUpNext): NEXT,
    (State.ACTIVE, RefuseRenewal): REFUSE_NEXT,
    (State.ACTIVE, EndRenewal): END,
    (State.ACTIVE, Amend): amending.SIGNED,
    (State.ACTIVE, Withdraw): WITHDRAW_NEXT,
    (State.ACTIVE, Sign): SIGN_NEXT,
    (State.ACTIVE, TimeArrived): (
        go(State.EXPIRED, timing.expire, when=timing.is_over),
        stay(timing.lapse_next, when=timing.is_unsigned),
        stay(timing.remind, when=timing.is_reminder),
        stay(timing.index_anew, when=timing.is_new_term),
        NOTHING_DUE,
    ),
    (State.ACTIVE, Suspend): (TERM_OVER, go(State.SUSPENDED, measures.suspend)),
    (State.ACTIVE, Revoke): REVOKE,
    (State.ACTIVE, Surrender): SURRENDER,
    # A renewal goes its way while the licence is suspended, up to the agreement. That waits: it is
    # neither signed nor lost, and the time to sign it begins anew when the suspension is over.
    (State.SUSPENDED, DrawUp): DRAWN_BEFORE,
    (State.SUSPENDED, GiveNumber): NUMBERED,
    (State.SUSPENDED, NoteRenewal): NOTE,
    (State.SUSPENDED, DrawUpNext): NEXT,
    (State.SUSPENDED, RefuseRenewal): REFUSE_NEXT,
    (State.SUSPENDED, EndRenewal): END,
    (State.SUSPENDED, Amend): amending.SIGNED,
    (State.SUSPENDED, Withdraw): WITHDRAW_NEXT,
    (State.SUSPENDED, Sign): (
        refuse(signature.nothing_to_sign, when=signature.has_nothing),
        refuse(measures.not_while_suspended),
    ),
    (State.SUSPENDED, Reinstate): (TERM_OVER, go(State.ACTIVE, measures.reinstate)),
    (State.SUSPENDED, Revoke): REVOKE,
    (State.SUSPENDED, Surrender): SURRENDER,
    (State.SUSPENDED, TimeArrived): (
        go(State.EXPIRED, measures.expire, when=timing.is_over),
        stay(timing.index_anew, when=timing.is_new_term),
        ignore("reminders rest while it is suspended"),
    ),
    (State.EXPIRED, DrawUp): DRAWN_BEFORE,
    (State.EXPIRED, GiveNumber): NUMBERED,
    (State.EXPIRED, NoteRenewal): NOTE,
    (State.EXPIRED, DrawUpNext): NEXT,
    (State.EXPIRED, RefuseRenewal): REFUSE_NEXT,
    (State.EXPIRED, EndRenewal): END,
    (State.EXPIRED, Amend): amending.EXPIRED,
    (State.EXPIRED, Withdraw): WITHDRAW_NEXT,
    (State.EXPIRED, Sign): SIGN_NEXT,
    (State.EXPIRED, TimeArrived): (
        stay(timing.lapse_next, when=timing.is_unsigned),
        NOTHING_DUE,
    ),
    (State.LAPSED, DrawUp): DRAWN_BEFORE,
    (State.LAPSED, GiveNumber): stay(keep_number),
    (State.LAPSED, NoteRenewal): NOTHING_TO_RENEW,
    (State.LAPSED, RefuseRenewal): NOTHING_TO_RENEW,
    (State.LAPSED, EndRenewal): NOTHING_TO_RENEW,
    (State.LAPSED, Amend): amending.LAPSED,
    (State.LAPSED, Withdraw): ignore("nothing is left to sign"),
    (State.LAPSED, TimeArrived): NOTHING_DUE,
    **{(state, FollowContact): stay(contact.follow) for state in State},
    **_ended_early(State.REVOKED),
    **_ended_early(State.SURRENDERED),
}


def decide(command: object, now: dt.datetime, licence: Licence | None) -> Decision[Licence]:
    """What the command leads to. See `chassis.process.decide`."""
    return process.decide(RULES, command, now, licence)


def due(licence: Licence) -> dt.datetime | None:
    """The next moment of anything: the number, a reminder, the lapse, a next term, the end."""
    return min(_moments(licence), default=None)


def _moments(licence: Licence) -> Iterator[dt.datetime]:
    if licence.state is State.DRAFTED and licence.next:
        yield licence.next.drawn_at + RESUME_AFTER
    elif licence.state not in (State.LAPSED, State.SUSPENDED) and licence.next:
        yield calendar.start_of(calendar.after(record_by(licence.next)))
    if licence.state in (State.ACTIVE, State.SUSPENDED):
        end = licence.terms[-1].end
        yield calendar.start_of(calendar.after(end))
        if (change := search.changes_on(licence)) is not None:
            yield calendar.start_of(change)
        if reminds(licence):
            yield from (calendar.reminder_at(end, days) for days in reminders_left(licence))
