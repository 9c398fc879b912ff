"""Calls as anybody may look at them: when, for whom, and what is needed."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import public
from chassis.pages import Turned
from chassis.site.page import Site
from chassis.site.visitor import visitor
from services.intake import queries
from services.intake.domain.call import Call, State, takes
from services.intake.pages.words import ATTACHMENTS, TYPES, categories, voivodeships
from services.intake.service import Intake


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(
        prefix="/nabory", include_in_schema=False, dependencies=[Depends(public), Depends(visitor)]
    )

    @routes.get("")
    async def calls(request: Request, turn: Turned) -> Response:
        first: list[Call] = []
        if turn.after is None:
            found = await queries.all_calls(service.calls, {"state": State.OPEN.value}, turn)
            first = found.items
        # Every call by its index; a page of the others is shorter where open ones stand among them.
        page = await queries.all_calls(service.calls, {}, turn)
        others = [each for each in page.items if each.state is not State.OPEN]
        lists = {"first": first, "others": others}
        return site.page(request, "calls.html", lists=lists, next=page.next, after=turn.after)

    @routes.get("/{id}")
    async def call(id: str, request: Request) -> Response:  # noqa: A002
        found = (await service.calls.get(id)).state
        rules = found.procedure
        return site.page(
            request,
            "call.html",
            call=found,
            takes=takes(found, service.clock.now()),
            voivodeship=dict(voivodeships())[rules.voivodeship],
            types=[TYPES[code] for code in rules.entity_types],
            categories=[name for _, name in categories(rules.categories)],
            attachments=ATTACHMENTS,
        )

    return routes
