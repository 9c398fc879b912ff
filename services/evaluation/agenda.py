"""Sittings and the cases on their agendas: each case names its sitting, one write for each.

The sitting is written first, so a claim always names one that exists. Calling it claims its cases
once more: after a crash in between nobody is invited to vote on a case that another sitting has.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from chassis.process import Refused
from services.evaluation import queries
from services.evaluation.domain import Case, Sitting, SittingState, decide, decide_sitting
from services.evaluation.domain.calendar import WARSAW
from services.evaluation.domain.chapter.commands import Call, Cancel, Plan
from services.evaluation.domain.commands import PutOnAgenda
from services.evaluation.service import Evaluation


async def change(service: Evaluation, sitting: str, command: Any, cause: str) -> Sitting:
    """Ask something of a sitting."""
    decision = partial(decide_sitting, command, service.clock.now())
    return (await service.sittings.change(sitting, decision, cause)).state


async def plan(service: Evaluation, command: Plan, by: str, cause: str) -> Sitting:
    """Write the sitting down and take its cases up.

    Raises:
        Refused: A field is wrong, or another sitting was planned with a case at the same moment;
            this one is cancelled then.
    """
    planned = await change(service, command.id, command, cause)
    if planned.state is SittingState.PLANNED:
        try:
            await claim(service, planned, by)
        except Refused:
            await change(service, planned.id, Cancel(by), f"refused/{cause}")
            raise
    return planned


async def call(service: Evaluation, sitting: str, by: str, cause: str) -> Sitting:
    """Number the sitting and invite the chapter as it is now."""
    found, now = (await service.sittings.get(sitting)).state, service.clock.now()
    command = Call("", by, tuple(await queries.seated_members(service.members)))
    # Asked first: no number is spent on a sitting that cannot be called.
    decide_sitting(command, now, found)
    stakes = {case.id: case.file.stake for case in await claim(service, found, by)}
    year = found.held.astimezone(WARSAW).year
    no = await service.numbers.give(f"sittings/{found.office.region}/{year}", sitting)
    numbered = replace(command, number=f"{no}/{year}", stakes=stakes)
    return await change(service, sitting, numbered, cause)


async def claim(service: Evaluation, sitting: Sitting, by: str) -> list[Case]:
    """Let each case of the agenda name this sitting; in one order, so that of two one goes on.

    Raises:
        Refused: A case is on another agenda.
    """
    claimed = []
    for case in sorted(matter.case for matter in sitting.agenda):
        found = (await service.cases.get(case)).state
        command = PutOnAgenda(sitting.id, sitting.held, by, await let_go(service, found))
        decision = partial(decide, command, service.clock.now())
        claimed.append((await service.cases.change(case, decision)).state)
    return claimed


async def let_go(service: Evaluation, case: Case) -> str | None:
    """The sitting that the case names, if it is over and has not resolved the case."""
    last = None if case.sitting is None else await service.sittings.find(case.sitting)
    return None if last is None or last.state.holds(case.id) else last.id
