"""The steps of an application: submission, formal check, correction, withdrawal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import Principal
from chassis.openapi import example
from chassis.process import Invalid
from chassis.repository import Stored
from contracts.values import Point
from contracts.workdays import Day
from services.intake.api.access import (
    Cause,
    Filer,
    Officer,
    acting,
    correcting,
    opened,
    withdrawing,
)
from services.intake.api.views import Brief, brief
from services.intake.domain.application import Application, State
from services.intake.domain.commands import Correct, DecideFormally, Submit, Withdraw
from services.intake.domain.formal import merged
from services.intake.service import Intake

Outcome = Literal["accept", "correct", "reject"]


class FormalDecision(BaseModel):
    """What the officer decides. Points left out are as the system suggests."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(
            points=[{"code": "seat", "verdict": "yes", "reason": "Lublin."}], outcome="accept"
        ),
    )

    points: tuple[Point, ...] = Field(default=(), max_length=20)
    outcome: Outcome


class Correction(BaseModel):
    """The corrected parts of the form only; see `domain.corrections.merge`.

    An officer who types in a letter adds the day it came.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(
            form={"activity": {"social": "Uczymy zawodu osoby długotrwale bezrobotne."}}
        ),
    )

    form: dict[str, Any]
    received_on: Day | None = None


class Withdrawal(BaseModel):
    """Why, if the applicant wants to say."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=example(reason="Rezygnujemy."))

    reason: str = Field(default="", max_length=2_000)


async def submitted(
    service: Intake,
    id: str,  # noqa: A002
    who: Principal,
    cause: str,
) -> Stored[Application]:
    """Send a draft in, as whoever may fill it in; sent twice, it keeps its number."""
    found = await acting(service, id, who)
    call = await service.call_of(found.state)
    licence = await service.licence(found.state.licence_number(), id)
    read = await service.notices.acknowledged()
    sent = await service.change(id, Submit(call, licence, who.person, read), cause)
    return await service.number(sent, call)


async def withdrawn(
    service: Intake,
    id: str,  # noqa: A002
    who: Principal,
    reason: str,
    cause: str,
) -> Stored[Application]:
    """Take it back, or ask evaluation for it, as whoever may."""
    found = await withdrawing(service, id, who, reason)
    call = await service.call_of(found.state)
    if found.state.state is State.SUBMITTED:
        await service.number(found, call)
    return await service.change(id, Withdraw(reason, call, who.person), cause)


async def decided(
    service: Intake,
    application: Application,
    who: Principal,
    said: tuple[tuple[Point, ...], Outcome],
    cause: str,
) -> Stored[Application]:
    """Decide the formal check by what there is now; said are the officer's points and the outcome.

    Raises:
        Invalid: What was said does not go together with the points as they are.
    """
    points, outcome = said
    call = await service.call_of(application)
    people = await service.acting(application)
    others = await service.duplicates(application)
    command = DecideFormally(points, outcome, call, who.person, people, others)
    return await service.change(application.id, command, cause)


async def corrected(
    service: Intake,
    id: str,  # noqa: A002
    who: Principal,
    said: tuple[Mapping[str, Any], dt.date | None],
    cause: str,
) -> Stored[Application]:
    """Send the correction in, as whoever may; said are the parts and, for a letter, its day."""
    form, received_on = said
    found = await correcting(service, id, who, received_on)
    call = await service.call_of(found.state)
    others = await _duplicates(service, found.state, form)
    people = await service.acting(found.state)
    read = await service.notices.acknowledged()
    command = Correct(form, call, who.person, others, received_on, people, read)
    return await service.change(id, command, cause)


async def _duplicates(
    service: Intake, application: Application, correction: Mapping[str, Any]
) -> tuple[str, ...]:
    """Of the form as it will be: the correction may take a questioned item out, or name another."""
    try:
        after = application.but(form=merged(application, correction))
    except Invalid:  # it is refused, or was made by the same request before
        return ()
    return await service.duplicates(after)


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api/applications/{id}", tags=["applications"])
    _add_sending(routes, service)
    _add_checking(routes, service)
    return routes


def _add_sending(routes: APIRouter, service: Intake) -> None:
    @routes.post("/submission")
    async def submit(id: str, who: Filer, cause: Cause) -> Brief:  # noqa: A002
        """Send the draft in; sent twice, it keeps its number."""
        return brief((await submitted(service, id, who, cause)).state)

    @routes.post("/withdrawal")
    async def withdraw(id: str, body: Withdrawal, who: Filer, cause: Cause) -> Brief:  # noqa: A002
        """Take it back; once accepted, evaluation is asked and may answer that it is too late."""
        return brief((await withdrawn(service, id, who, body.reason, cause)).state)


def _add_checking(routes: APIRouter, service: Intake) -> None:
    @routes.post("/formal-decision")
    async def decide(id: str, body: FormalDecision, who: Officer, cause: Cause) -> Brief:  # noqa: A002
        """Accept, ask for a correction, or reject."""
        found = (await opened(service, id, who)).state
        said = (body.points, body.outcome)
        return brief((await decided(service, found, who, said, cause)).state)

    @routes.post("/correction")
    async def correct(id: str, body: Correction, who: Filer, cause: Cause) -> Brief:  # noqa: A002
        """Send the correction in."""
        said = (body.form, body.received_on)
        return brief((await corrected(service, id, who, said, cause)).state)
