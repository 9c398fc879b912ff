"""The formal check: the officer's decision, the correction round, and its lapse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from chassis.process import Decision, Guard, Invalid, Refused, Text
from services.intake.domain import announcements as announce
from services.intake.domain import calendar, post
from services.intake.domain.application import Application
from services.intake.domain.call import Call
from services.intake.domain.commands import Attach, Correct, DecideFormally, TimeArrived
from services.intake.domain.corrections import merge
from services.intake.domain.form import Form
from services.intake.domain.reading import read, wrong
from services.intake.domain.suggestions import (
    AUTOMATIC,
    accepts_by_rule,
    decided,
    plain,
    suggestions,
)
from services.intake.domain.validation import complete

Made = Decision[Application]

LAPSED: Final = "rule:formal.correction_days"

BEFORE: Final = wrong(
    "received_on",
    "before-request",
    "Ta data jest sprzed wezwania.",
    "This date is before the request.",
)


def outcome(wanted: str) -> Guard:
    """The guard of one outcome of the officer's decision."""

    def chosen(_: Application, command: DecideFormally, __: dt.datetime) -> bool:
        return command.outcome == wanted

    return chosen


def _decided(application: Application, command: DecideFormally, now: dt.datetime) -> Application:
    if command.duplicates is not None:
        application = application.but(duplicates=command.duplicates)
    points = decided(application, command, calendar.local_date(now))
    with_points: Application = application.but(points=points, checked_by=command.by)
    return with_points


def accept(application: Application, command: DecideFormally, now: dt.datetime) -> Made:
    """All eleven points are a yes."""
    after = _decided(application, command, now)
    accepted = announce.accepted(after, command.call, now, command.by, command.people)
    return Decision(after, (accepted,))


def reject(application: Application, command: DecideFormally, now: dt.datetime) -> Made:
    """There are defects that are not to be corrected."""
    after = _rejected(_decided(application, command, now), command.call, now)
    return Decision(after, (announce.rejected(after, command.call, now, command.by),))


def _rejected(application: Application, call: Call, now: dt.datetime) -> Application:
    """The time to appeal begins."""
    until = calendar.last_day(now, call.procedure.formal.appeal_days)
    rejected: Application = application.but(decided_at=now, appeal_until=until)
    return rejected


def ask(application: Application, command: DecideFormally, now: dt.datetime) -> Made:
    """Ask once to correct the defects; silence ends in a rejection, on paper some days later."""
    after = _decided(application, command, now)
    formal = command.call.procedure.formal
    deadline = calendar.deadline(now, formal.correction_days)
    reminder = calendar.days_before(deadline, formal.correction_reminder_days)
    on_paper = application.form.channel == "paper"
    lapses = calendar.working_days_after(deadline, formal.post_days) if on_paper else None
    asked = announce.defects(after.points)
    as_seen = plain(asked, after, command.call, calendar.local_date(now))
    after = after.but(
        asked=asked,
        asked_at=now,
        plain=as_seen,
        deadline=deadline,
        lapses=lapses,
        reminder=reminder,
    )
    return Decision(after, (announce.correction_requested(after, command.call, now, command.by),))


def asked_before(application: Application, command: DecideFormally, _: dt.datetime) -> bool:
    """Whether a second correction is asked for."""
    return command.outcome == "correct" and bool(application.asked)


def only_once(_: Application, __: DecideFormally, ___: dt.datetime) -> Refused:
    """Say that it may not be."""
    said = ("O uzupełnienie można poprosić tylko raz.", "A correction may be asked for only once.")
    return Refused("corrected-once", Text(*said))


def _open_fields(application: Application) -> frozenset[str]:
    return frozenset(path for point in application.asked for path in point.fields)


def merged(application: Application, correction: Mapping[str, Any]) -> Form:
    """The form with the corrected parts put in.

    Raises:
        Invalid: Naming every field that is wrong or was not questioned.
    """
    sent = application.form.model_dump(mode="json")
    return read(Form, merge(sent, correction, _open_fields(application)))


def _merged(application: Application, command: Correct, now: dt.datetime) -> Application:
    form = merged(application, command.form)
    _same_licence(application.form, form)
    complete(form, command.call.procedure, calendar.local_date(now))
    read = form.declarations.rodo and (application.notice or command.notice)
    corrected: Application = application.but(
        form=form, duplicates=command.duplicates, notice=read or ""
    )
    return corrected


def _same_licence(sent: Form, corrected: Form) -> None:
    """Whose licence a renewal is about was judged when it was sent, so that stays."""
    if "renewal" not in (sent.kind, corrected.kind):
        return
    text = (
        "Tego nie można zmienić we wniosku o przedłużenie.",
        "A renewal keeps this as it was sent.",
    )
    changed = {
        "licence_number": sent.licence_number != corrected.licence_number,
        "entity.nip": sent.entity.nip != corrected.entity.nip,
    }
    if any(changed.values()):
        raise Invalid(tuple(wrong(name, "not-changed", *text) for name in changed if changed[name]))


def correct(application: Application, command: Correct, now: dt.datetime) -> Made:
    """Put the correction in; an officer looks at it again."""
    after = _merged(application, command, now).but(deadline=None, lapses=None, reminder=None)
    return Decision(after, (announce.corrected(after, now, command.by),))


def correct_and_accept(application: Application, command: Correct, now: dt.datetime) -> Made:
    """Put the correction in and accept by rule."""
    made = correct(application, command, now)
    points = suggestions(made.state, command.call, calendar.local_date(now))
    accepted = announce.accepted(made.state, command.call, now, AUTOMATIC, command.people)
    return Decision(made.state.but(points=points), (*made.messages, accepted))


def in_time_and_sure(application: Application, command: Correct, now: dt.datetime) -> bool:
    """In time, all is a sure yes now, and no officer saw what the system cannot see."""
    return (
        in_time(application, command, now)
        and application.plain
        and accepts_by_rule(_merged(application, command, now), command.call, now)
    )


def in_time(application: Application, command: Correct, now: dt.datetime) -> bool:
    """Whether the deadline was not over at the moment that counts."""
    came = post.counts_at(command.received_on, application.asked_at, now, BEFORE)
    return application.deadline is not None and not calendar.passed(application.deadline, came)


def too_late(application: Application, _: Correct, __: dt.datetime) -> Refused:
    """Say when it was."""
    until = calendar.local_date(application.deadline) if application.deadline else None
    text = Text("Termin na uzupełnienie minął.", "The time to correct is over.")
    return Refused("correction-late", text, deadline=until.isoformat() if until else None)


def attachments_asked(application: Application, command: Attach, now: dt.datetime) -> bool:
    """Whether this file was asked for and may still come."""
    asked = {"attachments", f"attachments.{command.kind}"} & _open_fields(application)
    return bool(asked) and not _over(application, now)


def lapsed(application: Application, _: TimeArrived, now: dt.datetime) -> bool:
    """Whether silence is a rejection by now."""
    return _over(application, now)


def _over(application: Application, now: dt.datetime) -> bool:
    until = application.waits_until()
    return until is not None and calendar.passed(until, now)


def lapse(application: Application, command: TimeArrived, now: dt.datetime) -> Made:
    """Nothing came in time; the defects asked for are the reasons."""
    after = _rejected(application, command.call, now)
    return Decision(after, (announce.rejected(after, command.call, now, LAPSED),))


def reminds(application: Application, _: TimeArrived, now: dt.datetime) -> bool:
    """Whether to remind now."""
    return application.reminder is not None and now >= application.reminder


def remind(application: Application, command: TimeArrived, now: dt.datetime) -> Made:
    """Little time is left."""
    told = announce.correction_due(application, command.call, now)
    return Decision(application.but(reminder=None), (told,))
