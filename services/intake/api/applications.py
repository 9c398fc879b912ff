"""Applications: begin, go on, look."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import Principal
from chassis.http import request_id_for
from chassis.openapi import example
from chassis.pages import Page, Turned
from chassis.repository import ABSENT
from contracts.values import ApplicationKind
from services.intake import queries
from services.intake.api.access import (
    Cause,
    Filer,
    Reader,
    acting,
    in_team,
    opened,
    owner_of,
    theirs,
)
from services.intake.api.examples import FORM
from services.intake.api.views import Brief, Full, brief, full
from services.intake.domain.application import State
from services.intake.domain.calendar import local_date
from services.intake.domain.commands import Delete, EditDraft, File, SaveDraft
from services.intake.domain.form import Form
from services.intake.domain.progress import progress
from services.intake.domain.reading import read
from services.intake.domain.suggestions import suggestions
from services.intake.domain.validation import right_channel
from services.intake.service import Intake

Wanted = Annotated[str | None, Query(max_length=100)]


class Application(BaseModel):
    """A form, complete or not. With ``submit`` it is sent in at once.

    ``team``: the members of this team act in it as the sender does.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=example(call="2f1b", form=FORM, submit=False)
    )

    call: str = Field(max_length=100)
    form: dict[str, Any]
    team: str | None = Field(default=None, max_length=100)
    submit: bool = False


class Draft(BaseModel):
    """The form as typed so far."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=example(form=FORM))

    form: dict[str, Any]


def _read(form: dict[str, Any], who: Principal) -> Form:
    typed = read(Form, form)
    right_channel(typed, officer=who.has("officer"))
    return typed


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api/applications", tags=["applications"])
    _add_writing(routes, service)
    _add_reading(routes, service)
    return routes


def _add_writing(routes: APIRouter, service: Intake) -> None:
    @routes.post("", status_code=201)
    async def begin(body: Application, who: Filer, cause: Cause) -> Brief:
        """Save a first draft, or create and send in one go."""
        form = _read(body.form, who)
        call = (await service.calls.get(body.call)).state
        application = request_id_for(cause, "application")
        owner = owner_of(application, form, who)
        if body.team is not None:
            await in_team(service, body.team, who)
        if not body.submit:
            draft = SaveDraft(application, owner, form, call, who.person, body.team)
            return brief((await service.change(application, draft, cause)).state)
        licence = await service.licence(form.licence_number, application)
        read, by = await service.notices.acknowledged(), who.person
        command = File(application, owner, form, call, licence, by, body.team, read)
        sent = await service.change(application, command, cause, ABSENT)
        return brief((await service.number(sent, call)).state)

    @routes.put("/{id}")
    async def edit(id: str, body: Draft, who: Filer, cause: Cause) -> Brief:  # noqa: A002
        """Replace the draft."""
        await acting(service, id, who)
        return brief((await service.change(id, EditDraft(_read(body.form, who)), cause)).state)

    @routes.delete("/{id}", status_code=204)
    async def delete(id: str, who: Filer, cause: Cause) -> None:  # noqa: A002
        """Delete a draft, with its files."""
        await acting(service, id, who)
        await service.delete(id, Delete(who.person), cause)


def _add_reading(routes: APIRouter, service: Intake) -> None:
    @routes.get("/{id}")
    async def application(id: str, who: Reader) -> Full:  # noqa: A002
        """One application with the system's suggestions on the eleven points."""
        found = await service.looked_up((await opened(service, id, who)).state)
        call = await service.call_of(found)
        today = local_date(service.clock.now())
        points = suggestions(found, call, today)
        return full(found, points, progress(found, call, today), who.language)

    @routes.get("")
    async def applications(
        who: Reader,
        turn: Turned,
        state: State | None = None,
        call: Wanted = None,
        kind: ApplicationKind | None = None,
        nip: Wanted = None,
    ) -> Page[Brief]:
        """A page: for the office all applications, for others their own and their teams'."""
        whose = await theirs(service, who)
        where = {
            "state": state,
            "call": call,
            "form.kind": kind,
            "form.entity.nip": nip,
        }
        return (await queries.listed(service.applications, where, turn, whose)).of(brief)
