"""Teams: several people who act for one entity."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import Principal, allow
from chassis.http import request_id_for
from contracts.base import Language
from services.intake import queries
from services.intake.api.access import Cause, contact_of, in_team
from services.intake.api.calls import read_procedure
from services.intake.domain.team import Found, Invite, Join, Remove, Team, Uninvite
from services.intake.service import Intake

Person = Annotated[Principal, Depends(allow("applicant"))]


class Founding(BaseModel):
    """A team by its name, mostly the entity's."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=300)


class Asking(BaseModel):
    """Whom to ask in, and the language of the mail."""

    model_config = ConfigDict(extra="forbid")

    email: str = Field(max_length=300)
    language: Language = "pl"


class MemberView(BaseModel):
    """A member as the others see them."""

    person: str
    name: str
    email: str
    since: dt.datetime


class InvitationView(BaseModel):
    """An invitation that waits."""

    id: str
    email: str
    until: dt.datetime


class TeamView(BaseModel):
    """A team as its members see it."""

    id: str
    name: str
    members: list[MemberView]
    invitations: list[InvitationView]


class Teams(BaseModel):
    """The teams a person is in."""

    items: list[TeamView]


class Waiting(BaseModel):
    """What a person who is invited sees of the team."""

    team: str
    name: str
    until: dt.datetime


class Invitations(BaseModel):
    """What waits for a person."""

    items: list[Waiting]


def view(team: Team, now: dt.datetime) -> TeamView:
    """The team, without invitations that are over."""
    return TeamView(
        id=team.id,
        name=team.name,
        members=[
            MemberView(
                since=each.since, **each.contact.model_dump(include={"person", "name", "email"})
            )
            for each in team.members
        ],
        invitations=[
            InvitationView(id=each.id, email=each.email, until=each.until)
            for each in team.invitations
            if now < each.until
        ],
    )


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api", tags=["teams"])
    _add_looking(routes, service)
    _add_members(routes, service)
    _add_invitations(routes, service)
    return routes


def _add_looking(routes: APIRouter, service: Intake) -> None:
    @routes.get("/teams")
    async def teams(who: Person) -> Teams:
        """The teams one is in."""
        found = await queries.teams_of(service.teams, who.person)
        return Teams(items=[view(team, service.clock.now()) for team in found])

    @routes.get("/teams/{id}")
    async def team(id: str, who: Person) -> TeamView:  # noqa: A002
        """One team, for its members."""
        return view((await in_team(service, id, who)).state, service.clock.now())

    @routes.get("/invitations")
    async def invitations(who: Person) -> Invitations:
        """What waits for the address one is signed in with."""
        now, found = service.clock.now(), await queries.inviting(service.teams, who.email)
        waiting = [(team, team.invitation(who.email, now)) for team in found]
        return Invitations(
            items=[
                Waiting(team=team.id, name=team.name, until=invitation.until)
                for team, invitation in waiting
                if invitation is not None
            ]
        )


def _add_members(routes: APIRouter, service: Intake) -> None:
    @routes.post("/teams", status_code=201)
    async def found(body: Founding, who: Person, cause: Cause) -> TeamView:
        """Begin a team; others come in by invitation only."""
        command = Found(request_id_for(cause, "team"), body.name, contact_of(who))
        founded = await service.change_team(command.id, command, cause)
        return view(founded.state, service.clock.now())

    @routes.post("/teams/{id}/members")
    async def join(id: str, who: Person, cause: Cause) -> TeamView:  # noqa: A002
        """Accept an invitation to the address one is signed in with."""
        joined = await service.change_team(id, Join(contact_of(who)), cause)
        return view(joined.state, service.clock.now())

    @routes.delete("/teams/{id}/members/{person}", status_code=204)
    async def remove(id: str, person: str, who: Person, cause: Cause) -> None:  # noqa: A002
        """Take a member out, or leave; the last one stays."""
        await service.change_team(id, Remove(person, who.person), cause)


def _add_invitations(routes: APIRouter, service: Intake) -> None:
    @routes.post("/teams/{id}/invitations")
    async def invite(id: str, body: Asking, who: Person, cause: Cause) -> TeamView:  # noqa: A002
        """Ask somebody in by e-mail; asked again, the time runs anew."""
        now, settings = service.clock.now(), service.settings
        command = Invite(
            id=request_id_for(cause, "invitation"),
            email=body.email,
            language=body.language,
            by=who.person,
            until=now + dt.timedelta(days=settings.invitation_days),
            office=read_procedure(settings, settings.own_procedure).office,
        )
        return view((await service.change_team(id, command, cause)).state, now)

    @routes.delete("/teams/{id}/invitations/{invitation}", status_code=204)
    async def uninvite(id: str, invitation: str, who: Person, cause: Cause) -> None:  # noqa: A002
        """Take an invitation back."""
        await service.change_team(id, Uninvite(invitation, who.person), cause)
