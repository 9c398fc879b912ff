"""The day on which a letter with a decision was delivered: the time to appeal is counted from it.

Source: art. 129 § 2 KPA, by analogy. Of a decision by e-mail that is the day of sending.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from chassis.process import Decision
from services.intake.domain import announcements as announce
from services.intake.domain import calendar, post
from services.intake.domain.appeal import NoteDelivery
from services.intake.domain.application import Application, State
from services.intake.domain.call import Call
from services.intake.domain.reading import wrong

BEFORE: Final = wrong(
    "delivered_on",
    "before-decision",
    "Ta data jest sprzed decyzji.",
    "This date is before the decision.",
)


def days(application: Application, call: Call) -> int:
    """How many days there are to appeal, by the rules for who decided."""
    rules = call.procedure
    formally = application.state is State.REJECTED
    return rules.formal.appeal_days if formally else rules.evaluation.appeal_days


def is_noted(application: Application, command: NoteDelivery, _: dt.datetime) -> bool:
    """Whether it is known already."""
    return application.delivered_on == command.day


def note(
    application: Application, command: NoteDelivery, now: dt.datetime
) -> Decision[Application]:
    """Keep the day and count the time to appeal, if there is any, from it.

    Raises:
        Invalid: The day is still to come, or before the decision.
    """
    post.possible(command.day, application.decided_at, now, BEFORE)
    until = application.appeal_until
    if until is not None:
        begun = calendar.start_of_day(command.day)
        until = calendar.last_day(begun, days(application, command.call))
    noted = application.but(delivered_on=command.day, appeal_until=until)
    return Decision(noted, (announce.delivered(noted, command.day, now, command.by),))
