"""Teams: several people who act for one entity."""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import Principal
from chassis.http import request_id_for
from chassis.openapi import example
from chassis.pages import Page, Turned
from contracts.base import Language
from services.intake import queries
from services.intake.api.access import Applicant, Cause, contact_of, in_team
from services.intake.domain.team import Decline, Found, Invite, Join, Remove, Team, Uninvite
from services.intake.service import Intake


class Founding(BaseModel):
    """A team by its name, mostly the entity's."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=example(name="Spółdzielnia Socjalna „Przykład”")
    )

    name: str = Field(max_length=300)


class Asking(BaseModel):
    """Whom to ask in, and the language of the mail."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=example(email="jan@przyklad.example")
    )

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


class Waiting(BaseModel):
    """What a person who is invited sees of the team."""

    team: str
    name: str


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


async def begun(service: Intake, name: str, who: Principal, cause: str) -> Team:
    """A new team of one."""
    command = Found(request_id_for(cause, "team"), name, contact_of(who))
    return (await service.change_team(command.id, command, cause)).state


async def invited(
    service: Intake,
    id: str,  # noqa: A002
    who: Principal,
    asking: Asking,
    cause: str,
) -> Team:
    """The team, with somebody asked in.

    Raises:
        Unknown: There is none.
        Refused: The person may not, or too many mails were caused lately.
    """
    days = dt.timedelta(days=service.settings.team_invitation_days)
    command = Invite(
        id=request_id_for(cause, "invitation"),
        email=asking.email,
        language=asking.language,
        by=who.person,
        until=service.clock.now() + days,
        office=service.people.office,
    )
    return (await service.invite(id, command, cause)).state


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api", tags=["teams"])
    _add_looking(routes, service)
    _add_members(routes, service)
    _add_invitations(routes, service)
    return routes


def _add_looking(routes: APIRouter, service: Intake) -> None:
    @routes.get("/teams")
    async def teams(who: Applicant, turn: Turned) -> Page[TeamView]:
        """The teams one is in."""
        now = service.clock.now()
        page = await queries.joined(service.teams, who.person, turn)
        return page.of(lambda team: view(team, now))

    @routes.get("/teams/{id}")
    async def team(id: str, who: Applicant) -> TeamView:  # noqa: A002
        """One team, for its members."""
        return view((await in_team(service, id, who)).state, service.clock.now())

    @routes.get("/invitations")
    async def invitations(who: Applicant, turn: Turned) -> Page[Waiting]:
        """The teams that ask in whoever has the address one is signed in with."""
        page = await queries.inviting(service.teams, who.email, turn)
        return page.of(lambda team: Waiting(team=team.id, name=team.name))


def _add_members(routes: APIRouter, service: Intake) -> None:
    @routes.post("/teams", status_code=201)
    async def found(body: Founding, who: Applicant, cause: Cause) -> TeamView:
        """Begin a team; others come in by invitation only."""
        founded = await begun(service, body.name, who, cause)
        return view(founded, service.clock.now())

    @routes.post("/teams/{id}/members")
    async def join(id: str, who: Applicant, cause: Cause) -> TeamView:  # noqa: A002
        """Accept an invitation to the address one is signed in with."""
        joined = await service.change_team(id, Join(contact_of(who)), cause)
        return view(joined.state, service.clock.now())

    @routes.delete("/teams/{id}/members/{person}", status_code=204)
    async def remove(id: str, person: str, who: Applicant, cause: Cause) -> None:  # noqa: A002
        """Take a member out, or leave; the last one stays."""
        await service.change_team(id, Remove(person, who.person), cause)


def _add_invitations(routes: APIRouter, service: Intake) -> None:
    @routes.post("/teams/{id}/invitations")
    async def invite(id: str, body: Asking, who: Applicant, cause: Cause) -> TeamView:  # noqa: A002
        """Ask somebody in by e-mail; asked again, the time runs anew."""
        asked = await invited(service, id, who, body, cause)
        return view(asked, service.clock.now())

    @routes.delete("/teams/{id}/invitations/{invitation}", status_code=204)
    async def uninvite(id: str, invitation: str, who: Applicant, cause: Cause) -> None:  # noqa: A002
        """Take an invitation back."""
        await service.change_team(id, Uninvite(invitation, who.person), cause)

    @routes.delete("/invitations/{team}", status_code=204)
    async def decline(team: str, who: Applicant, cause: Cause) -> None:
        """Say no to a team; that it asks no more is fine."""
        await service.change_team(team, Decline(who.email), cause)
