"""What else an officer does with a case: note a delivery, decide an appeal."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from chassis.process import Refused, Text
from chassis.site.filled import Filled
from chassis.site.page import Site
from chassis.site.posted import Form
from services.intake.api.access import opened
from services.intake.api.appeals import Delivery, Ruling, delivered, ruled
from services.intake.pages.office import WORDS, Officer, body, status_of
from services.intake.service import Intake

NOTED: Final = Text("Dzień doręczenia zapisano.", "The day of delivery is recorded.")
DECIDED: Final = Text("Odwołanie rozpatrzono.", "The appeal is decided.")


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/sprawy/{id}", include_in_schema=False)
    _add_delivery(routes, service, site)
    _add_appeal(routes, service, site)
    return routes


def _add_delivery(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/doreczenie")
    async def asked(request: Request, id: str, who: Officer) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        return site.page(request, "case-delivery.html", application=found)

    @routes.post("/doreczenie")
    async def note(request: Request, id: str, who: Officer, form: Form) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        try:
            await delivered(service, found, who, body(Delivery, form), form.cause)
        except Refused as error:
            more: dict[str, Any] = {"form": Filled(form.fields()).refused(error)}
            status = status_of(error)
            return site.page(
                request, "case-delivery.html", status=status, application=found, **more
            )
        return site.go(f"/sprawy/{id}", NOTED, request)


def _add_appeal(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/odwolanie")
    async def appealed(request: Request, id: str, who: Officer) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        return site.page(request, "case-appeal.html", application=found, **WORDS)

    @routes.post("/odwolanie")
    async def rule(request: Request, id: str, who: Officer, form: Form) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        try:
            await ruled(service, found, who, body(Ruling, form), form.cause)
        except Refused as error:
            filled = Filled(form.fields()).refused(error)
            more: dict[str, Any] = {"application": found, "form": filled, **WORDS}
            return site.page(request, "case-appeal.html", status=status_of(error), **more)
        return site.go(f"/sprawy/{id}", DECIDED, request)
