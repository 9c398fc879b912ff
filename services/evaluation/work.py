"""What experts do with their tasks, the same at every door: the API's and the pages'."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from chassis.pages import LONGEST, Turn
from chassis.process import Forbidden, Unknown
from services.evaluation import queries
from services.evaluation.domain import Case, decide
from services.evaluation.domain.case import Claim, Seat
from services.evaluation.domain.commands import (
    ClaimTask,
    KeepDraft,
    KeepLease,
    ReleaseTask,
    SubmitCard,
)
from services.evaluation.domain.holding import lost
from services.evaluation.service import Evaluation
from services.evaluation.views import TaskLine

Typed = Sequence[Mapping[str, Any]]


class Task:
    """The two halves of a task's id.

    Raises:
        Unknown: Not of the form ``<case>.<seat>``.
    """

    def __init__(self, task: str) -> None:
        self.case, _, seat = task.rpartition(".")
        if not (self.case and seat.isascii() and seat.isdigit()):
            raise Unknown("task")
        self.seat = int(seat[:6])

    def of(self, case: Case) -> Seat:
        """The seat of this task in its case.

        Raises:
            Unknown: There is none.
        """
        found = next((seat for seat in case.seats if seat.no == self.seat), None)
        if found is None:
            raise Unknown("task")
        return found


async def waiting(service: Evaluation, person: str) -> tuple[list[TaskLine], bool]:
    """What somebody has to do, the nearest deadline first, and whether there is even more.

    Of one day the applications go by their numbers.
    """
    page = await queries.queue(
        service.cases, person, open_=True, real_now=service.clock.real(), turn=Turn(LONGEST)
    )
    return sorted(page.items, key=lambda line: (line.deadline, line.number)), page.next is not None


async def mine(service: Evaluation, task: Task, person: str) -> tuple[Case, Seat]:
    """The task as it is, for whoever it belongs to.

    Raises:
        Unknown: There is no such task.
        Forbidden: It is somebody else's.
    """
    case = (await service.cases.get(task.case)).state
    seat = task.of(case)
    if seat.expert.person != person:
        raise Forbidden
    return case, seat


async def claim(
    service: Evaluation, task: Task, person: str, session: str, cause: str | None = None
) -> tuple[Case, Seat, Claim]:
    """Open the task in this session."""
    token, now = secrets.token_urlsafe(18), service.clock.real()
    command = ClaimTask(task.seat, person, session, token, now, service.lease)
    case, seat = await _change(service, task, command, cause)
    if seat.claim is None:  # a claim sent again after it was released is like any other lost one
        raise lost(None)
    return case, seat, seat.claim


async def keep(
    service: Evaluation, task: Task, person: str, token: str, cause: str | None = None
) -> tuple[Case, Seat]:
    """The card is still open."""
    command = KeepLease(task.seat, person, token, service.clock.real(), service.lease)
    return await _change(service, task, command, cause)


async def draft(
    service: Evaluation, task: Task, person: str, token: str, items: Typed
) -> tuple[Case, Seat]:
    """Put aside what is typed so far; the same twice is the same draft, so it needs no cause."""
    now = service.clock.real()
    command = KeepDraft(task.seat, person, token, tuple(items), now, service.lease)
    return await _change(service, task, command, None)


async def release(
    service: Evaluation, task: Task, person: str, token: str, cause: str
) -> tuple[Case, Seat]:
    """Put the task back into one's own queue."""
    return await _change(service, task, ReleaseTask(task.seat, person, token), cause)


async def submit(
    service: Evaluation, task: Task, person: str, token: str, items: Typed, cause: str
) -> tuple[Case, Seat]:
    """Hand in the card; it is locked from here on."""
    command = SubmitCard(task.seat, person, token, tuple(items))
    return await _change(service, task, command, cause)


async def _change(
    service: Evaluation, task: Task, command: Any, cause: str | None
) -> tuple[Case, Seat]:
    decision = partial(decide, command, service.clock.now())
    case = (await service.cases.change(task.case, decision, cause)).state
    return case, task.of(case)
