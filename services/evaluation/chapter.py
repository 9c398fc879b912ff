"""Doors for the chapter: its members, its sittings, its votes."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from chassis.auth import Principal, allow
from chassis.http import idempotency, request_id_for
from chassis.openapi import example
from chassis.pages import Page, Turned
from services.evaluation import queries
from services.evaluation.domain import SittingState, decide_member, decide_sitting
from services.evaluation.domain.calendar import WARSAW
from services.evaluation.domain.chapter.commands import (
    Call,
    CastVotes,
    Close,
    Departure,
    Exclude,
    Open,
    Plan,
)
from services.evaluation.domain.chapter.members import Appoint, Dismiss, MemberProfile, MemberState
from services.evaluation.domain.chapter.sitting import Ballot
from services.evaluation.service import Evaluation
from services.evaluation.views_chapter import MemberLine, SittingView

Officer = Annotated[Principal, Depends(allow("officer"))]
Voter = Annotated[Principal, Depends(allow("chapter"))]
Leader = Annotated[Principal, Depends(allow("officer", "chapter"))]
Reader = Annotated[Principal, Depends(allow("officer", "chapter", "director"))]
Cause = Annotated[str, Depends(idempotency)]
Id = Annotated[str, Field(min_length=1, max_length=100)]


A_MEMBER = Body(
    examples=[
        {
            "person": "member-1",
            "name": "Ewa Mazur",
            "email": "ewa@kapitula.example",
            "language": "pl",
        }
    ]
)


class Planned(BaseModel):
    """A sitting to plan; without ``members`` everybody who sits in the chapter is invited."""

    model_config = ConfigDict(
        json_schema_extra=example(
            held="2026-06-12T10:00:00+02:00",
            place="Lublin, sala 14",
            chair="member-1",
            cases=["2f1b"],
        )
    )

    held: AwareDatetime
    place: str = Field(min_length=1, max_length=300)
    chair: Id
    members: list[Id] | None = Field(default=None, max_length=100)
    cases: list[Id] = Field(max_length=200)


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
    _members(api, service)
    _agenda(api, service)
    _session(api, service)
    return api


def _members(api: APIRouter, service: Evaluation) -> None:
    members = service.members

    @api.post("/members", status_code=201)
    async def appoint(
        profile: Annotated[MemberProfile, A_MEMBER], cause: Cause, _: Officer
    ) -> MemberLine:
        """Let a person sit in the chapter."""
        command = partial(decide_member, Appoint(profile), service.clock.now())
        return MemberLine.of((await members.change(profile.person, command, cause)).state)

    @api.post("/members/{person}/dismissal")
    async def dismiss(person: str, cause: Cause, _: Officer) -> MemberLine:
        """The person no longer sits in the chapter."""
        command = partial(decide_member, Dismiss(), service.clock.now())
        return MemberLine.of((await members.change(person, command, cause)).state)

    @api.get("/members")
    async def listed(
        _: Reader, turn: Turned, state: MemberState = MemberState.SITTING
    ) -> Page[MemberLine]:
        """Those who sit in the chapter, or those who no longer do."""
        return await queries.members(members, state, turn)


def _agenda(api: APIRouter, service: Evaluation) -> None:
    sittings = service.sittings

    @api.post("/sittings", status_code=201)
    async def plan(body: Planned, cause: Cause, _: Officer) -> SittingView:
        """Set date, place, members and agenda; nobody is told yet."""
        command = await _plan(service, request_id_for(cause, "sitting"), body)
        return await _change(service, command.id, command, cause)

    @api.post("/sittings/{sitting}/call")
    async def call(sitting: str, cause: Cause, who: Officer) -> SittingView:
        """Number the sitting and invite its members."""
        found, now = (await sittings.get(sitting)).state, service.clock.now()
        # Asked first: no number is spent on a sitting that cannot be called.
        decide_sitting(Call("", who.person), now, found)
        year = found.held.astimezone(WARSAW).year
        no = await service.numbers.give(f"sittings/{found.office.region}/{year}", sitting)
        return await _change(service, sitting, Call(f"{no}/{year}", who.person), cause)

    @api.get("/sittings")
    async def listed(
        _: Reader, turn: Turned, state: SittingState | None = None
    ) -> Page[SittingView]:
        """Sittings, of one state if asked for; the one to be held last comes first."""
        return await queries.sittings(sittings, state, turn)

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
    decision = partial(decide_sitting, command, service.clock.now())
    return SittingView.of((await service.sittings.change(sitting, decision, cause)).state)


async def _plan(service: Evaluation, id_: str, body: Planned) -> Plan:
    """The command with what is known of everybody and everything it names."""
    seated = {
        member.person: member.contact for member in await queries.seated_members(service.members)
    }
    wanted = list(seated) if body.members is None else body.members
    found = {case: await service.cases.find(case) for case in body.cases}
    return Plan(
        id=id_,
        held=body.held.astimezone(dt.UTC),
        place=body.place,
        chair=body.chair,
        members={person: seated.get(person) for person in wanted},
        cases={case: stored.state if stored else None for case, stored in found.items()},
    )
