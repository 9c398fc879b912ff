"""Calls: open, extend, close, and the public list."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from chassis.auth import Principal, public
from chassis.http import request_id_for
from chassis.openapi import example
from chassis.pages import Page, Turned
from contracts.workdays import within
from services.intake import queries
from services.intake.api.access import Cause, Officer
from services.intake.api.views import CallView, call_view
from services.intake.domain.calendar import end_of_day, start_of_day
from services.intake.domain.call import Cancel, Close, Extend, OpenCall, Replan, State
from services.intake.procedures import read_procedure
from services.intake.service import Intake
from services.intake.settings import Settings

Moment = Annotated[
    AwareDatetime | dt.date, Field(union_mode="left_to_right"), AfterValidator(within)
]
"""A moment, or a day: the first second of the day it opens, the last of the day it closes."""


class Opening(BaseModel):
    """A new call. ``procedure`` names one of the files the office keeps."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(
            number="1/2026",
            title="Nabór wiosenny",
            opens="2026-03-02",
            closes="2026-03-31",
            procedure="zakup-prospoleczny",
        ),
    )

    number: str = Field(max_length=50)
    title: str = Field(max_length=300)
    opens: Moment
    closes: Moment | None = None
    procedure: str = Field(max_length=100, pattern=r"^[a-z0-9-]+$")


class Extension(BaseModel):
    """The new end."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=example(closes="2026-04-15"))

    closes: Moment


class Closure(BaseModel):
    """The new end; now, when none is given."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=example(closes="2026-03-20"))

    closes: Moment | None = None


def first_of(moment: dt.datetime | dt.date) -> dt.datetime:
    """The moment itself, or the first second of the day in Warsaw."""
    return moment if isinstance(moment, dt.datetime) else start_of_day(moment)


def last_of(moment: dt.datetime | dt.date) -> dt.datetime:
    """The moment itself, or the last second of the day in Warsaw."""
    return moment if isinstance(moment, dt.datetime) else end_of_day(moment)


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api/calls", tags=["calls"])
    _add_public(routes, service)
    _add_opening(routes, service)
    _add_ending(routes, service)
    return routes


def opening(id_: str, body: Opening, who: Principal, settings: Settings) -> OpenCall:
    """What opens such a call.

    Raises:
        Invalid: There is no such procedure, or it is mistaken.
    """
    return OpenCall(
        id=id_,
        number=body.number,
        title=body.title,
        opens=first_of(body.opens),
        closes=None if body.closes is None else last_of(body.closes),
        procedure_name=body.procedure,
        procedure=read_procedure(settings, body.procedure),
        by=who.person,
    )


def _add_opening(routes: APIRouter, service: Intake) -> None:
    @routes.post("", status_code=201)
    async def open_call(body: Opening, who: Officer, cause: Cause) -> CallView:
        """Open a call, now or on its day."""
        command = opening(request_id_for(cause, "call"), body, who, service.settings)
        return call_view((await service.change_call(command.id, command, cause)).state)

    @routes.put("/{id}")
    async def replan(id: str, body: Opening, who: Officer, cause: Cause) -> CallView:  # noqa: A002
        """Change a call that has not opened yet; nobody has been told of it."""
        command = Replan(opening(id, body, who, service.settings))
        return call_view((await service.change_call(id, command, cause)).state)

    @routes.post("/{id}/cancellation")
    async def cancel(id: str, _: Officer, cause: Cause) -> CallView:  # noqa: A002
        """Give up a call that has not opened yet."""
        return call_view((await service.change_call(id, Cancel(), cause)).state)


def _add_ending(routes: APIRouter, service: Intake) -> None:
    @routes.post("/{id}/extension")
    async def extend(id: str, body: Extension, who: Officer, cause: Cause) -> CallView:  # noqa: A002
        """Move the end to a later moment; subscribers and people with drafts are told."""
        command = Extend(last_of(body.closes), who.person)
        return call_view((await service.change_call(id, command, cause)).state)

    @routes.post("/{id}/closure")
    async def close(
        id: str,  # noqa: A002
        who: Officer,
        cause: Cause,
        body: Closure | None = None,
    ) -> CallView:
        """End the call early; subscribers and people with drafts are told."""
        closes = None if body is None or body.closes is None else last_of(body.closes)
        return call_view((await service.change_call(id, Close(closes, who.person), cause)).state)


def _add_public(routes: APIRouter, service: Intake) -> None:
    @routes.get("", dependencies=[Depends(public)])
    async def calls(
        turn: Turned,
        state: State | None = None,
        voivodeship: Annotated[str | None, Query(max_length=50)] = None,
    ) -> Page[CallView]:
        """Calls, of one state or voivodeship if asked for, the newest first."""
        where = {"state": state, "procedure.voivodeship": voivodeship}
        return (await queries.all_calls(service.calls, where, turn)).of(call_view)

    @routes.get("/{id}", dependencies=[Depends(public)])
    async def call(id: str) -> CallView:  # noqa: A002
        """One call."""
        return call_view((await service.calls.get(id)).state)
