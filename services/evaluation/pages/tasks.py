"""An expert's queue, and the declaration that comes before everything else."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import Principal
from chassis.pages import Turned
from chassis.process import IllegalState, Invalid, Text
from chassis.site.filled import Filled
from chassis.site.page import Site
from chassis.site.posted import Form, Posted
from chassis.site.visitor import guest
from services.evaluation import panels, queries, work
from services.evaluation.domain.calendar import passed
from services.evaluation.domain.commands import Declare
from services.evaluation.pages import card
from services.evaluation.pages.grounds import GROUNDS, ground_of
from services.evaluation.pages.reading import read
from services.evaluation.service import Evaluation
from services.evaluation.tasks import Declaration
from services.evaluation.views import TaskLine
from services.evaluation.work import Task, mine

Expert = Annotated[Principal, Depends(guest("expert"))]

STEPPED_DOWN: Final = Text(
    "Dziękujemy. Ocenę przejmie ktoś inny.", "Thank you. Somebody else will score it."
)


def router(service: Evaluation, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False)
    _add_lists(routes, service, site)
    _add_declaration(routes, service, site)
    card.add_routes(routes, service, site)
    return routes


def _add_lists(routes: APIRouter, service: Evaluation, site: Site) -> None:
    @routes.get("/zadania")
    async def queue(request: Request, who: Expert) -> Response:
        lines, more = await work.waiting(service, who.person)
        now = service.clock.now()
        late = {line.id for line in lines if passed(line.deadline, now)}
        return site.page(request, "tasks.html", lines=lines, late=late, more=more)

    @routes.get("/zadania/zrobione")
    async def done(request: Request, who: Expert, turn: Turned) -> Response:
        found = await queries.queue(
            service.cases, who.person, open_=False, real_now=service.clock.real(), turn=turn
        )
        return site.page(request, "tasks-done.html", found=found)


def _add_declaration(routes: APIRouter, service: Evaluation, site: Site) -> None:
    @routes.get("/zadania/{task}")
    async def shown(task: str, request: Request, who: Expert) -> Response:
        case, seat = await mine(service, Task(task), who.person)
        if seat.open and seat.declared == "none":
            line = TaskLine.of(case, seat)
            return site.page(request, "task-declare.html", task=line, grounds=GROUNDS)
        return card.page(service, site, request, (case, seat))

    @routes.post("/zadania/{task}/oswiadczenie")
    async def declare(task: str, request: Request, form: Form, who: Expert) -> Response:
        here = Task(task)
        try:
            command = _declared(here, who.person, form)
            declared = (await panels.declare(service, here.case, command, form.cause)).state
        except Invalid as error:
            found, seat = await mine(service, here, who.person)
            said = {"task": TaskLine.of(found, seat), "grounds": GROUNDS}
            filled = Filled(form.fields()).refused(error)
            return site.page(request, "task-declare.html", status=422, form=filled, **said)
        except IllegalState:  # the seat has gone to somebody else meanwhile
            return card.page(service, site, request, await mine(service, here, who.person))
        if command.conflict:
            return site.go("/zadania", STEPPED_DOWN, request)
        if not here.of(declared).open:
            return site.go(f"/zadania/{task}")  # the system found a tie, which is told there
        return await card.opened(service, site, request, here, who.person, form)


def _declared(here: Task, person: str, form: Posted) -> Declare:
    """What the form says.

    Raises:
        Invalid: The words are too long.
    """
    ground = ground_of(form.text("ground"), form.text("words"))
    said = read(Declaration, {"conflict": form.text("conflict") != "no", "ground": ground})
    return Declare(here.seat, person, said.conflict, said.ground)
