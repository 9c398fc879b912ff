"""Appeals: the delivery they are counted from, to file one, take it back, or decide one."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import Principal
from chassis.openapi import example
from chassis.repository import Stored
from contracts.workdays import Day
from services.intake.api.access import Cause, Filer, Officer, appealing, opened, withdrawing
from services.intake.api.views import Brief, brief
from services.intake.domain.appeal import DecideAppeal, FileAppeal, NoteDelivery, WithdrawAppeal
from services.intake.domain.application import Application
from services.intake.service import Intake


class Filing(BaseModel):
    """Why, if the applicant wants to say; an officer adds the day the letter came."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(grounds="Siedziba jest w Lublinie, odpis w załączeniu."),
    )

    grounds: str = Field(default="", max_length=10_000)
    received_on: Day | None = None


class Ruling(BaseModel):
    """What another officer decides, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(outcome="granted", reasons="Odpis potwierdza siedzibę."),
    )

    outcome: Literal["granted", "upheld"]
    reasons: str = Field(default="", max_length=10_000)


class TakingBack(BaseModel):
    """Why; needed only from an officer who records a letter."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=example(reason="Rezygnujemy."))

    reason: str = Field(default="", max_length=2_000)


class Delivery(BaseModel):
    """The day on which the letter with the decision was delivered."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=example(delivered_on="2026-03-18"))

    delivered_on: Day


async def delivered(
    service: Intake, application: Application, who: Principal, said: Delivery, cause: str
) -> Stored[Application]:
    """Note when the letter with the decision was delivered, as an officer."""
    command = NoteDelivery(said.delivered_on, await service.call_of(application), who.person)
    return await service.change(application.id, command, cause)


async def appealed(
    service: Intake,
    id: str,  # noqa: A002
    who: Principal,
    said: tuple[str, dt.date | None],
    cause: str,
) -> Stored[Application]:
    """Appeal, as whoever may; said are the grounds and, for a letter, the day it came."""
    grounds, received_on = said
    found = await appealing(service, id, who, received_on)
    call = await service.call_of(found.state)
    others = await service.duplicates(found.state)
    command = FileAppeal(grounds, received_on, call, who.person, others)
    return await service.appeal(found.state, command, cause)


async def ruled(
    service: Intake, application: Application, who: Principal, said: Ruling, cause: str
) -> Stored[Application]:
    """Decide an appeal against the formal rejection, as an officer."""
    call = await service.call_of(application)
    people = await service.acting(application)
    others = await service.duplicates(application)
    command = DecideAppeal(said.outcome, said.reasons, call, who.person, people, others)
    return await service.change(application.id, command, cause)


async def taken_back(
    service: Intake,
    id: str,  # noqa: A002
    who: Principal,
    reason: str,
    cause: str,
) -> Stored[Application]:
    """Take the appeal back, as whoever may."""
    found = await withdrawing(service, id, who, reason)
    command = WithdrawAppeal(await service.call_of(found.state), who.person)
    return await service.change(id, command, cause)


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api/applications/{id}", tags=["applications"])

    @routes.post("/delivery")
    async def deliver(id: str, body: Delivery, who: Officer, cause: Cause) -> Brief:  # noqa: A002
        """Note when the letter with the decision was delivered: the time to appeal counts anew."""
        found = (await opened(service, id, who)).state
        return brief((await delivered(service, found, who, body, cause)).state)

    @routes.post("/appeal")
    async def file(id: str, body: Filing, who: Filer, cause: Cause) -> Brief:  # noqa: A002
        """Appeal against the rejection or the refusal, once and in time."""
        filed = await appealed(service, id, who, (body.grounds, body.received_on), cause)
        return brief(filed.state)

    @routes.post("/appeal/withdrawal")
    async def take_back(id: str, body: TakingBack, who: Filer, cause: Cause) -> Brief:  # noqa: A002
        """Take the appeal back: the decision stands."""
        return brief((await taken_back(service, id, who, body.reason, cause)).state)

    @routes.post("/appeal/decision")
    async def decide(id: str, body: Ruling, who: Officer, cause: Cause) -> Brief:  # noqa: A002
        """Decide an appeal against the formal rejection, as another officer than decided before."""
        found = (await opened(service, id, who)).state
        return brief((await ruled(service, found, who, body, cause)).state)

    return routes
