"""The rules of evaluation. Pure: no I/O, no clock."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chassis import process
from chassis.process import Decision
from services.evaluation.domain import access, standing
from services.evaluation.domain.case import Case, State
from services.evaluation.domain.chapter.members import MEMBER_RULES, Member
from services.evaluation.domain.chapter.rules import SITTING_RULES
from services.evaluation.domain.chapter.sitting import Sitting, SittingState
from services.evaluation.domain.experts import EXPERT_RULES, Expert
from services.evaluation.domain.panel import due, wanted
from services.evaluation.domain.rules import RULES

__all__ = [
    "RULES",
    "SITTING_RULES",
    "Case",
    "Expert",
    "Member",
    "Sitting",
    "SittingState",
    "State",
    "decide",
    "decide_expert",
    "decide_member",
    "decide_sitting",
    "due",
    "wanted",
]


def decide(command: Any, now: dt.datetime, case: Case | None) -> Decision[Case]:
    """What a command does to a case, when the person may give it."""
    access.of_case(command, case)
    return standing.told(process.decide(RULES, command, now, case))


def decide_expert(command: Any, now: dt.datetime, expert: Expert | None) -> Decision[Expert]:
    """What a command does to an expert."""
    return process.decide(EXPERT_RULES, command, now, expert)


def decide_member(command: Any, now: dt.datetime, member: Member | None) -> Decision[Member]:
    """What a command does to a member of the chapter."""
    return process.decide(MEMBER_RULES, command, now, member)


def decide_sitting(command: Any, now: dt.datetime, sitting: Sitting | None) -> Decision[Sitting]:
    """What a command does to a sitting, when the person may give it."""
    access.of_sitting(command, sitting)
    return process.decide(SITTING_RULES, command, now, sitting)
