"""The rules of evaluation. Pure: no I/O, no clock."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chassis import process
from chassis.process import Decision
from services.evaluation.domain.case import Case, State
from services.evaluation.domain.experts import EXPERT_RULES, Expert
from services.evaluation.domain.panel import due, wanted
from services.evaluation.domain.rules import RULES

__all__ = ["RULES", "Case", "Expert", "State", "decide", "decide_expert", "due", "wanted"]


def decide(command: Any, now: dt.datetime, case: Case | None) -> Decision[Case]:
    """What a command does to a case."""
    return process.decide(RULES, command, now, case)


def decide_expert(command: Any, now: dt.datetime, expert: Expert | None) -> Decision[Expert]:
    """What a command does to an expert."""
    return process.decide(EXPERT_RULES, command, now, expert)
