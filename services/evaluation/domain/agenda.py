"""A case stands on one agenda at a time: the case itself says on which, in one write."""

from __future__ import annotations

import datetime as dt

from chassis.process import Decision, Refused, Text
from services.evaluation.domain.case import Case
from services.evaluation.domain.commands import PutOnAgenda

TAKEN = Text(
    "Ta sprawa jest już w porządku obrad innego posiedzenia.",
    "This case is already on the agenda of another sitting.",
)


def free_for(case: Case, sitting: str, free: str | None) -> bool:
    """Whether the sitting may take the case up: it has it, or no other has (any more)."""
    return case.sitting in {None, sitting, free}


def put_on(case: Case, command: PutOnAgenda, _: dt.datetime) -> Decision[Case]:
    """Of two sittings that take it up at the same moment one is refused."""
    if not free_for(case, command.sitting, command.free):
        raise Refused("already-on-agenda", TAKEN, number=case.number, sitting=case.sitting)
    return Decision(case.but(sitting=command.sitting))
