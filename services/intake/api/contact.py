"""Who is written to about an application, and who acts in it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import Principal
from chassis.openapi import example
from services.intake.api.access import Applicant, Cause, Filer, in_team, member, opened
from services.intake.api.examples import FORM
from services.intake.api.views import Brief, brief
from services.intake.domain.application import Application
from services.intake.domain.contact import ChangeContact, JoinTeam
from services.intake.domain.form import Contact
from services.intake.domain.reading import read
from services.intake.service import Intake


class NewContact(BaseModel):
    """The whole contact as in the form; ``person`` when another member of the team is meant."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=example(contact=FORM["contact"], person="anna")
    )

    contact: dict[str, Any]
    person: str | None = Field(default=None, max_length=100)


class NewTeam(BaseModel):
    """The team whose members are to act in it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=example(team="5a1c"))

    team: str = Field(max_length=100)


async def written_to(
    service: Intake,
    id: str,  # noqa: A002
    said: NewContact,
    who: Principal,
    cause: str,
) -> Application:
    """The application, with another contact.

    Raises:
        Unknown: There is none.
        Forbidden: It is somebody else's.
        Invalid: A wrong contact, or a person who is not in its team.
    """
    application = (await opened(service, id, who)).state
    contact = read(Contact, said.contact, "contact")
    person = None if said.person is None else await member(service, application, said.person)
    command = ChangeContact(contact, person, who.person)
    return (await service.change(id, command, cause)).state


async def given(
    service: Intake,
    id: str,  # noqa: A002
    team: str,
    who: Principal,
    cause: str,
) -> Application:
    """The application, with a team of one's own that acts in it.

    Raises:
        Unknown: There is none, or no such team.
        Forbidden: One of them is somebody else's.
        Refused: It belongs to another team.
    """
    await opened(service, id, who)
    people = (await in_team(service, team, who)).state.people
    return (await service.change(id, JoinTeam(team, who.person, people), cause)).state


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api/applications/{id}", tags=["applications"])

    @routes.put("/contact")
    async def change(id: str, body: NewContact, who: Filer, cause: Cause) -> Brief:  # noqa: A002
        """Write elsewhere from now on: about the case, its licence and what follows from them."""
        return brief(await written_to(service, id, body, who, cause))

    @routes.put("/team")
    async def join(id: str, body: NewTeam, who: Applicant, cause: Cause) -> Brief:  # noqa: A002
        """Let the members of one's team act in it, and for the licence it leads to; for good."""
        return brief(await given(service, id, body.team, who, cause))

    return routes
