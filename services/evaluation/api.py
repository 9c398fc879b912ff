"""Doors for the office: experts, cases, the director's confirmation."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import Principal, allow
from chassis.http import idempotency
from chassis.openapi import example
from chassis.pages import Page, Turned
from services.evaluation import decisions, panels, queries
from services.evaluation.domain import State, decide_expert
from services.evaluation.domain.commands import Amendment, CorrectDecision, Reassign
from services.evaluation.domain.experts import Amend, Enrol, Profile, Remove
from services.evaluation.service import Evaluation
from services.evaluation.views import CaseLine, CaseView, ExpertLine
from services.evaluation.work import Task

Officer = Annotated[Principal, Depends(allow("officer"))]
Office = Annotated[Principal, Depends(allow("officer", "director"))]
Judges = Annotated[Principal, Depends(allow("officer", "director", "chapter"))]
Director = Annotated[Principal, Depends(allow("director"))]
Cause = Annotated[str, Depends(idempotency)]


AN_EXPERT = Body(
    examples=[
        {
            "person": "expert-1",
            "name": "Jan Kowalski",
            "email": "jan@uczelnia.example",
            "language": "pl",
            "competences": ["gastronomia"],
        }
    ]
)


class Amended(Profile):
    """A profile whose person is named by the path."""

    person: str = Field(default="")


class Reassignment(BaseModel):
    """Why a task goes to somebody else, and to whom; the next in turn when nobody is named."""

    model_config = ConfigDict(json_schema_extra=example(reason="Choroba.", person="expert-3"))

    reason: str = Field(default="", max_length=500)
    person: str | None = Field(default=None, max_length=100)


class AmendmentBody(BaseModel):
    """What is put right about one item; what is left out stays."""

    granted: bool | None = None
    reason: str | None = Field(default=None, max_length=2000)


class CorrectionBody(BaseModel):
    """What the mistake is, and what changes, by the id of the item."""

    model_config = ConfigDict(
        json_schema_extra=example(
            reason="Pomylono dwa produkty.",
            items={"i-2": {"granted": False, "reason": "Brak atestu."}},
        )
    )

    reason: str = Field(default="", max_length=2000)
    items: dict[str, AmendmentBody] = Field(default={}, max_length=100)


def router(service: Evaluation) -> APIRouter:
    """The office's routes."""
    api = APIRouter(prefix="/api", tags=["cases and experts"])
    _experts(api, service)
    _cases(api, service)
    return api


def _experts(api: APIRouter, service: Evaluation) -> None:
    experts = service.experts

    @api.post("/experts", status_code=201)
    async def enrol(
        profile: Annotated[Profile, AN_EXPERT], cause: Cause, who: Officer
    ) -> ExpertLine:
        """Put a person on the list; cases that wait for an expert look again."""
        command = partial(decide_expert, Enrol(profile, who.person), service.clock.now())
        return ExpertLine.of(await experts.change(profile.person, command, cause))

    @api.put("/experts/{person}")
    async def amend(person: str, body: Annotated[Amended, AN_EXPERT], who: Officer) -> ExpertLine:
        """Replace what is said about an expert; a tie that shows now ends what they score."""
        profile = Profile(**{**body.model_dump(), "person": person})
        command = partial(decide_expert, Amend(profile, who.person), service.clock.now())
        return ExpertLine.of(await experts.change(person, command))

    @api.post("/experts/{person}/removal")
    async def remove(person: str, cause: Cause, who: Officer) -> ExpertLine:
        """Take a person off the list; what they had to score goes to somebody else."""
        command = partial(decide_expert, Remove(who.person), service.clock.now())
        return ExpertLine.of(await experts.change(person, command, cause))

    @api.get("/experts")
    async def listed(
        _: Officer,
        turn: Turned,
        category: Annotated[str | None, Query(max_length=50)] = None,
        q: Annotated[str, Query(max_length=200, description="Beginnings of names.")] = "",
    ) -> Page[ExpertLine]:
        """The list of experts, by their ids."""
        return await queries.experts(experts, category, turn, q)


def _cases(api: APIRouter, service: Evaluation) -> None:
    cases = service.cases

    @api.get("/cases")
    async def listed(_: Office, turn: Turned, state: State | None = None) -> Page[CaseLine]:
        """Cases, of one state if asked for."""
        return await queries.cases_in(cases, state, turn)

    @api.get("/cases/{case}")
    async def shown(case: str, who: Judges) -> CaseView:
        """One case with its panel and cards; the chapter reads those it is to vote on."""
        return CaseView.for_(await decisions.seen(service, case, who), who.person)

    @api.post("/tasks/{task}/reassignment")
    async def reassign(task: str, body: Reassignment, cause: Cause, who: Officer) -> CaseView:
        """Take a task from an expert and give it to another."""
        here = Task(task)
        command = Reassign(here.seat, who.person, body.reason, body.person)
        made = await panels.reassign(service, here.case, command, cause)
        return CaseView.for_(made.state, who.person)

    @api.post("/cases/{case}/correction")
    async def correct(case: str, body: CorrectionBody, cause: Cause, who: Director) -> CaseView:
        """Put an obvious mistake of a decision right; the case is not decided again."""
        items = {item: Amendment(each.granted, each.reason) for item, each in body.items.items()}
        correction = CorrectDecision(who.person, body.reason, items)
        corrected = await decisions.correct(service, case, correction, cause)
        return CaseView.for_(corrected, who.person)

    @api.post("/cases/{case}/confirmation")
    async def confirm(case: str, cause: Cause, who: Director) -> CaseLine:
        """Confirm the verdict."""
        return CaseLine.of(await decisions.confirm(service, case, who.person, cause))
