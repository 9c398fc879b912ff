"""Doors for experts: their own queue, declaration, claim, lease, card."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import Principal, allow
from chassis.http import idempotency
from chassis.openapi import example
from chassis.pages import Page, Turned
from services.evaluation import panels, queries, work
from services.evaluation.domain.commands import Declare
from services.evaluation.service import Evaluation
from services.evaluation.views import Claimed, TaskLine
from services.evaluation.work import Task

Expert = Annotated[Principal, Depends(allow("expert"))]
Cause = Annotated[str, Depends(idempotency)]


class Declaration(BaseModel):
    """Whether there is a conflict of interest; the ground as in art. 24 KPA."""

    model_config = ConfigDict(json_schema_extra=example(conflict=False))

    conflict: bool
    ground: str = Field(default="", max_length=500)


class Session(BaseModel):
    """Which session opens the task: a name the page makes up and keeps."""

    model_config = ConfigDict(json_schema_extra=example(session="karta-przegladarki-1"))

    session: str = Field(min_length=1, max_length=100)


class Token(BaseModel):
    """What claiming gave."""

    model_config = ConfigDict(json_schema_extra=example(token="nqK1"))  # noqa: S106

    token: str = Field(max_length=100)


class ScoreBody(BaseModel):
    """Points for one criterion, as typed; the domain says what is wrong with them."""

    criterion: str
    points: Any = None
    justification: str = Field(default="", max_length=5000)


class ItemBody(BaseModel):
    """Scores of one item."""

    item: str
    scores: list[ScoreBody] = Field(max_length=50)


class CardBody(Token):
    """A score card."""

    model_config = ConfigDict(
        json_schema_extra=example(
            token="nqK1",  # noqa: S106
            items=[
                {
                    "item": "i-1",
                    "scores": [{"criterion": "quality", "points": 25, "justification": "Atesty."}],
                }
            ],
        )
    )

    items: list[ItemBody] = Field(max_length=100)


def router(service: Evaluation) -> APIRouter:
    """The experts' routes."""
    api = APIRouter(prefix="/api/tasks", tags=["tasks"])
    _queue(api, service)
    _claiming(api, service)
    _scoring(api, service)
    return api


def _queue(api: APIRouter, service: Evaluation) -> None:
    @api.get("")
    async def queue(
        who: Expert, turn: Turned, state: Literal["open", "done"] = "open"
    ) -> Page[TaskLine]:
        """The expert's own tasks."""
        return await queries.queue(
            service.cases,
            who.person,
            open_=state == "open",
            real_now=service.clock.real(),
            turn=turn,
        )

    @api.post("/{task}/declaration")
    async def declare(task: str, body: Declaration, cause: Cause, who: Expert) -> TaskLine:
        """Declare before the contents open; a conflict replaces the expert at once."""
        here = Task(task)
        command = Declare(here.seat, who.person, body.conflict, body.ground)
        case = (await panels.declare(service, here.case, command, cause)).state
        return TaskLine.of(case, here.of(case))


def _claiming(api: APIRouter, service: Evaluation) -> None:
    @api.post("/{task}/claim")
    async def claim(task: str, body: Session, cause: Cause, who: Expert) -> Claimed:
        """Open the task in this session."""
        return Claimed.of(*await work.claim(service, Task(task), who.person, body.session, cause))

    @api.post("/{task}/lease")
    async def keep(task: str, body: Token, cause: Cause, who: Expert) -> TaskLine:
        """The card is still open."""
        return TaskLine.of(*await work.keep(service, Task(task), who.person, body.token, cause))

    @api.post("/{task}/release")
    async def release(task: str, body: Token, cause: Cause, who: Expert) -> TaskLine:
        """Put the task back into one's own queue."""
        return TaskLine.of(*await work.release(service, Task(task), who.person, body.token, cause))


def _scoring(api: APIRouter, service: Evaluation) -> None:
    @api.put("/{task}/draft")
    async def draft(task: str, body: CardBody, who: Expert) -> TaskLine:
        """Put aside what is typed of the card so far, wrong or right; the lease goes on."""
        items = [item.model_dump() for item in body.items]
        return TaskLine.of(*await work.draft(service, Task(task), who.person, body.token, items))

    @api.post("/{task}/card")
    async def submit(task: str, body: CardBody, cause: Cause, who: Expert) -> TaskLine:
        """Hand in the card; it is locked from here on."""
        items = [item.model_dump() for item in body.items]
        person, token = who.person, body.token
        return TaskLine.of(*await work.submit(service, Task(task), person, token, items, cause))
