"""The start page: what the mark is, which calls are open, and a way in for everybody."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import ROLES, public
from chassis.pages import Turn
from chassis.site.page import Site
from chassis.site.visitor import visitor
from services.intake import queries
from services.intake.domain.call import State
from services.intake.service import Intake

SHOWN = 5
"""Open calls on the start page; the rest is one click away."""


def router(service: Intake, site: Site) -> APIRouter:
    """The route."""
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(public), Depends(visitor)])

    @routes.get("/")
    async def start(request: Request) -> Response:
        found = await queries.all_calls(service.calls, {"state": State.OPEN.value}, Turn(SHOWN))
        tried = ROLES if service.settings.dev_tokens else ()
        return site.page(request, "start.html", calls=found.items, roles=tried)

    return routes
