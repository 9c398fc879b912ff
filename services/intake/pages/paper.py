"""An application that came on paper: a draft with its day of receipt, typed in part by part."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from chassis.http import request_id_for
from chassis.pages import Turn
from chassis.process import Invalid, Refused, Text
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form as Sent
from contracts.workdays import Day
from services.intake import queries
from services.intake.api.access import owner_of
from services.intake.domain.calendar import local_date
from services.intake.domain.call import State
from services.intake.domain.commands import SaveDraft
from services.intake.domain.form import Form
from services.intake.domain.validation import complaints
from services.intake.pages.office import Officer, body, status_of
from services.intake.service import Intake

MOST_CALLS: Final = 50
SAID: Final = ("received_on", "licence_number")
"""What is typed here; the rest may be missing yet."""

BEGUN: Final = Text(
    "Zapisano. Wpisz teraz wniosek, część po części.",
    "Saved. Now type the application in, part by part.",
)


class Letter(BaseModel):
    """What came by post."""

    call: str = Field(max_length=100)
    received_on: Day
    licence_number: str | None = Field(default=None, max_length=300)


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/pulpit/papier", include_in_schema=False)

    async def page(request: Request, form: Filled, status: int = 200) -> Response:
        found = await queries.all_calls(service.calls, {}, Turn(MOST_CALLS))
        calls = [each for each in found.items if each.state in {State.OPEN, State.CLOSED}]
        choices = [(each.id, f"{each.number} – {each.title}") for each in calls]
        return site.page(request, "paper.html", status=status, form=form, calls=choices)

    @routes.get("")
    async def ask(request: Request, _: Officer) -> Response:
        today = local_date(service.clock.now()).isoformat()
        return await page(request, EMPTY.begin({"received_on": today}))

    @routes.post("")
    async def begin(request: Request, who: Officer, form: Sent) -> Response:
        try:
            letter = body(Letter, form)
            call = (await service.calls.get(letter.call)).state
            typed = Form(
                kind="renewal" if letter.licence_number else "new",
                licence_number=letter.licence_number,
                channel="paper",
                received_on=letter.received_on,
            )
            today = local_date(service.clock.now())
            wrong = [e for e in complaints(typed, call.procedure, today) if e.field in SAID]
            if wrong:
                raise Invalid(tuple(wrong))
            id_ = request_id_for(form.cause, "application")
            owner = owner_of(id_, typed, who)
            await service.change(id_, SaveDraft(id_, owner, typed, call, who.person), form.cause)
        except Refused as error:
            return await page(request, Filled(form.fields()).refused(error), status_of(error))
        return site.go(f"/wnioski/{id_}", BEGUN, request)

    return routes
