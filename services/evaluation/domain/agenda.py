"""A case stands on one agenda at a time: the case itself says on which, in one write."""

from __future__ import annotations

import datetime as dt

from chassis.process import Decision, Refused, Text
from contracts.evaluation import CasesLeft
from services.evaluation.domain import announce
from services.evaluation.domain.case import Case
from services.evaluation.domain.commands import PutOnAgenda

TAKEN = Text(
    "Ta sprawa jest już w porządku obrad innego posiedzenia.",
    "This case is already on the agenda of another sitting.",
)


def free_for(case: Case, sitting: str, free: str | None) -> bool:
    """Whether the sitting may take the case up: it has it, or no other has (any more)."""
    return case.sitting in {None, sitting, free}


def put_on(case: Case, command: PutOnAgenda, now: dt.datetime) -> Decision[Case]:
    """Of two sittings that take it up at the same moment one is refused."""
    if not free_for(case, command.sitting, command.free):
        raise Refused("already-on-agenda", TAKEN, number=case.number, sitting=case.sitting)
    if (case.sitting, case.held) == (command.sitting, command.held):
        return Decision(case)
    taken = case.but(sitting=command.sitting, held=command.held)
    return Decision(taken, (announce.progressed(taken, command.by, now, "on-agenda"),))


def is_on(case: Case, event: CasesLeft, _: dt.datetime) -> bool:
    """Whether this is the sitting that has it on its agenda."""
    return case.sitting == event.subject.id


def take_off(case: Case, event: CasesLeft, now: dt.datetime) -> Decision[Case]:
    """The sitting is over and has not resolved it: it waits for the next one."""
    left = case.but(sitting=None, held=None)
    return Decision(left, (announce.progressed(left, event.by, now, "off-agenda"),))
