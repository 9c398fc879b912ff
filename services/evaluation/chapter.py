"""Doors for the chapter: its members, its sittings, its votes."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import Principal, allow
from chassis.http import idempotency, request_id_for
from chassis.openapi import example
from chassis.pages import Page, Turned
from contracts.workdays import Instant
from services.evaluation import agenda, members, queries
from services.evaluation.domain import SittingState
from services.evaluation.domain.agenda import free_for
from services.evaluation.domain.chapter.commands import (
    Cancel,
    CastVotes,
    Close,
    Departure,
    Exclude,
    Open,
    Plan,
)
from services.evaluation.domain.chapter.sitting import Ballot
from services.evaluation.service import Evaluation
from services.evaluation.views_chapter import SittingView

Officer = Annotated[Principal, Depends(allow("officer"))]
Voter = Annotated[Principal, Depends(allow("chapter"))]
Leader = Annotated[Principal, Depends(allow("officer", "chapter"))]
Reader = Annotated[Principal, Depends(allow("officer", "chapter", "director"))]
Cause = Annotated[str, Depends(idempotency)]
Id = Annotated[str, Field(min_length=1, max_length=100)]


class Planned(BaseModel):
    """A sitting to plan; the whole chapter is invited to it."""

    model_config = ConfigDict(
        json_schema_extra=example(
            held="2026-06-12T10:00:00+02:00",
            place="Lublin, sala 14",
            chair="member-1",
            cases=["2f1b"],
        )
    )

    held: Instant
    place: str = Field(min_length=1, max_length=300)
    chair: Id
    cases: list[Id] = Field(max_length=200)


class Cancellation(BaseModel):
    """Why a sitting is not held; needed once its members are invited."""

    model_config = ConfigDict(json_schema_extra=example(reason="Awaria ogrzewania."))

    reason: str = Field(default="", max_length=500)


class Excluded(BaseModel):
    """Who is not to vote on a case; oneself when nobody is named."""

    model_config = ConfigDict(json_schema_extra=example(case="2f1b", ground="Kuzynka prezeski."))

    case: Id
    member: Id | None = None
    ground: str = Field(default="", max_length=500)


class Votes(BaseModel):
    """A member's votes on a case, by item."""

    model_config = ConfigDict(
        json_schema_extra=example(case="2f1b", votes={"i-1": "yes", "i-2": "no"})
    )

    case: Id
    votes: dict[Id, Ballot] = Field(min_length=1, max_length=100)


class Reason(BaseModel):
    """Why an item is decided otherwise than the experts scored it."""

    case: Id
    item: Id
    reason: str = Field(max_length=2000)


class Closure(BaseModel):
    """The reasons for every departure from the score."""

    model_config = ConfigDict(
        json_schema_extra=example(
            reasons=[{"case": "2f1b", "item": "i-2", "reason": "Brak atestu."}]
        )
    )

    reasons: list[Reason] = Field(default=[], max_length=500)


def router(service: Evaluation) -> APIRouter:
    """The chapter's routes."""
    api = APIRouter(prefix="/api", tags=["chapter"])
    members.routes(api, service)
    _agenda(api, service)
    _session(api, service)
    return api


def _agenda(api: APIRouter, service: Evaluation) -> None:
    sittings = service.sittings

    @api.post("/sittings", status_code=201)
    async def plan(body: Planned, cause: Cause, who: Officer) -> SittingView:
        """Set date, place, chair and agenda; nobody is told yet."""
        command = await planned(service, request_id_for(cause, "sitting"), body)
        return SittingView.of(await agenda.plan(service, command, who.person, cause))

    @api.post("/sittings/{sitting}/call")
    async def call(sitting: str, cause: Cause, who: Officer) -> SittingView:
        """Number the sitting and invite everybody who sits in the chapter now."""
        return SittingView.of(await agenda.call(service, sitting, who.person, cause))

    @api.post("/sittings/{sitting}/cancellation")
    async def cancel(sitting: str, body: Cancellation, cause: Cause, who: Officer) -> SittingView:
        """Call it off before it begins; who was invited is told, its cases are free again."""
        return await _change(service, sitting, Cancel(who.person, body.reason), cause)

    @api.get("/sittings")
    async def listed(
        _: Reader, turn: Turned, state: SittingState | None = None
    ) -> Page[SittingView]:
        """Sittings, of one state if asked for; the one to be held last comes first."""
        return await queries.sittings(sittings, () if state is None else (state,), turn)

    @api.get("/sittings/{sitting}")
    async def shown(sitting: str, _: Reader) -> SittingView:
        """One sitting with its agenda, votes and resolutions."""
        return SittingView.of((await sittings.get(sitting)).state)


def _session(api: APIRouter, service: Evaluation) -> None:
    @api.post("/sittings/{sitting}/opening")
    async def open_(sitting: str, cause: Cause, who: Leader) -> SittingView:
        """Begin; the chair does, or an officer."""
        command = Open(who.person, who.has("officer"))
        return await _change(service, sitting, command, cause)

    @api.post("/sittings/{sitting}/exclusions")
    async def exclude(sitting: str, body: Excluded, cause: Cause, who: Leader) -> SittingView:
        """Take a member off the vote on a case: oneself, or anybody for chair and officer."""
        member = body.member or who.person
        command = Exclude(body.case, member, body.ground, who.person, who.has("officer"))
        return await _change(service, sitting, command, cause)

    @api.post("/sittings/{sitting}/votes")
    async def vote(sitting: str, body: Votes, cause: Cause, who: Voter) -> SittingView:
        """Vote on items of one case."""
        command = CastVotes(body.case, who.person, body.votes)
        return await _change(service, sitting, command, cause)

    @api.post("/sittings/{sitting}/closure")
    async def close(sitting: str, body: Closure, cause: Cause, who: Leader) -> SittingView:
        """Count the votes and pass the resolutions; the chair does, or an officer."""
        departures = tuple(Departure(**each.model_dump()) for each in body.reasons)
        command = Close(who.person, who.has("officer"), departures)
        return await _change(service, sitting, command, cause)


async def _change(service: Evaluation, sitting: str, command: Any, cause: str) -> SittingView:
    return SittingView.of(await agenda.change(service, sitting, command, cause))


async def planned(service: Evaluation, id_: str, body: Planned) -> Plan:
    """The command with what is known of everybody and everything it names."""
    seated = await queries.seated_members(service.members)
    stored = {case: await service.cases.find(case) for case in body.cases}
    found = {case: each.state if each else None for case, each in stored.items()}
    return Plan(
        id=id_,
        held=body.held.astimezone(dt.UTC),
        place=body.place,
        chair=body.chair,
        members=tuple(member.contact for member in seated),
        cases=found,
        taken=frozenset(
            [
                case.id
                for case in found.values()
                if case and not free_for(case, id_, await agenda.let_go(service, case))
            ]
        ),
    )
