"""Who is written to about an application, and who acts in it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from chassis.openapi import example
from services.intake.api.access import Applicant, Cause, Filer, in_team, member, opened
from services.intake.api.examples import FORM
from services.intake.api.views import Brief, brief
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


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api/applications/{id}", tags=["applications"])

    @routes.put("/contact")
    async def change(id: str, body: NewContact, who: Filer, cause: Cause) -> Brief:  # noqa: A002
        """Write elsewhere from now on: about the case, its licence and what follows from them."""
        application = (await opened(service, id, who)).state
        contact = read(Contact, body.contact, "contact")
        person = None if body.person is None else await member(service, application, body.person)
        command = ChangeContact(contact, person, who.person)
        return brief((await service.change(id, command, cause)).state)

    @routes.put("/team")
    async def join(id: str, body: NewTeam, who: Applicant, cause: Cause) -> Brief:  # noqa: A002
        """Let the members of one's team act in it, and for the licence it leads to; for good."""
        await opened(service, id, who)
        await in_team(service, body.team, who)
        return brief((await service.change(id, JoinTeam(body.team, who.person), cause)).state)

    return routes
