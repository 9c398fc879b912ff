"""Where a case stands: what it waits for, on whom, until when, and what time will do to it.

It is computed of the whole case, and every message that changes it tells it whole. So the case file
follows the newest message of a case, however many seats each have a time of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from chassis.process import Decision
from contracts.base import Event
from contracts.evaluation import CaseProgressed, Standing
from contracts.values import Timer
from services.evaluation.domain.calendar import end_of_day
from services.evaluation.domain.case import Case, State

PANEL: Final = (State.WAITING_FOR_EXPERT, State.IN_PANEL, State.THIRD_EXPERT)
WAITS: Final = {
    State.WAITING_FOR_EXPERT: ("experts", "officer"),
    State.IN_PANEL: ("scores", "expert"),
    State.THIRD_EXPERT: ("scores", "expert"),
    State.CHAPTER: ("vote", "chapter"),
    State.AWAITING_CONFIRMATION: ("confirmation", "director"),
}


def told(made: Decision[Case]) -> Decision[Case]:
    """The decision, whose messages tell where the case stands after it."""
    standing = of(made.state)
    if standing is None:
        return made
    return Decision(made.state, tuple(_telling(each, standing) for each in made.messages))


def of(case: Case) -> Standing | None:
    """Where the case stands; a decision and a withdrawal speak for themselves."""
    if case.state not in WAITS:
        return None
    waits_for, on = WAITS[case.state]
    if case.state is State.THIRD_EXPERT and case.vacancies:  # until the tick that is due at once
        waits_for, on = "panel", "system"
    in_panel = "evaluation" if case.appeal is None else "appeal"
    return Standing(
        state=in_panel if case.state in PANEL else case.state.value,
        waits_for=waits_for,
        on=on,
        until=case.held if waits_for == "vote" else _first_card(case, waits_for),
        timers=tuple(dict.fromkeys(_timers(case))),
    )


def _first_card(case: Case, waits_for: str) -> dt.datetime | None:
    deadlines = (seat.deadline for seat in case.open_seats if waits_for == "scores")
    return min(deadlines, default=None)


def _timers(case: Case) -> Iterator[Timer]:
    for seat in case.open_seats:
        if seat.remind_at is not None:
            yield Timer(what="reminder", at=seat.remind_at)
        if not seat.late_told:
            yield Timer(what="reassignment", at=seat.deadline)
    if case.state is State.CHAPTER and case.held is not None:
        yield Timer(what="sitting", at=case.held)
    if case.appeal is not None:
        yield Timer(what="decision-due", at=end_of_day(case.appeal.decide_by))


def _telling(message: Event, standing: Standing) -> Event:
    if isinstance(message, CaseProgressed):
        return message.model_copy(update=dict(standing))
    if "standing" in type(message).model_fields:
        return message.model_copy(update={"standing": standing})
    return message
