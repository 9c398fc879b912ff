"""Doors for the members of the chapter."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Depends
from pydantic import Field

from chassis.auth import Principal, allow
from chassis.http import idempotency
from chassis.pages import Page, Turned
from services.evaluation import queries
from services.evaluation.domain import decide_member
from services.evaluation.domain.chapter.members import (
    Amend,
    Appoint,
    Dismiss,
    MemberProfile,
    MemberState,
)
from services.evaluation.service import Evaluation
from services.evaluation.views_chapter import MemberLine

Officer = Annotated[Principal, Depends(allow("officer"))]
Reader = Annotated[Principal, Depends(allow("officer", "chapter", "director"))]
Cause = Annotated[str, Depends(idempotency)]

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


class AmendedMember(MemberProfile):
    """A member's profile whose person is named by the path."""

    person: str = Field(default="")


def routes(api: APIRouter, service: Evaluation) -> None:
    """The routes of members."""
    members = service.members

    @api.post("/members", status_code=201)
    async def appoint(
        profile: Annotated[MemberProfile, A_MEMBER], cause: Cause, _: Officer
    ) -> MemberLine:
        """Let a person sit in the chapter."""
        command = partial(decide_member, Appoint(profile), service.clock.now())
        return MemberLine.of((await members.change(profile.person, command, cause)).state)

    @api.put("/members/{person}")
    async def amend(
        person: str, body: Annotated[AmendedMember, A_MEMBER], _: Officer
    ) -> MemberLine:
        """Replace what is said about a member."""
        profile = MemberProfile(**{**body.model_dump(), "person": person})
        command = partial(decide_member, Amend(profile), service.clock.now())
        return MemberLine.of((await members.change(person, command)).state)

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
