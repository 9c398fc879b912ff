"""What is asked of a case as a whole, the same at every door: the API's and the pages'."""

from __future__ import annotations

from functools import partial

from chassis.auth import Principal
from chassis.process import Forbidden
from services.evaluation.domain import Case, decide
from services.evaluation.domain.commands import Confirm, CorrectDecision
from services.evaluation.service import Evaluation


async def seen(service: Evaluation, case: str, who: Principal) -> Case:
    """The case, for the office; the chapter reads those that it is to vote on.

    Raises:
        Unknown: There is no such case.
        Forbidden: It is not before the chapter.
    """
    found = (await service.cases.get(case)).state
    if not found.before_chapter and not who.roles & {"officer", "director"}:
        raise Forbidden
    return found


async def confirm(service: Evaluation, case: str, by: str, cause: str) -> Case:
    """Confirm the verdict."""
    command = partial(decide, Confirm(by), service.clock.now())
    return (await service.cases.change(case, command, cause)).state


async def correct(service: Evaluation, case: str, command: CorrectDecision, cause: str) -> Case:
    """Put an obvious mistake of a decision right; the case is not decided again."""
    decision = partial(decide, command, service.clock.now())
    return (await service.cases.change(case, decision, cause)).state
