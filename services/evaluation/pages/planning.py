"""A new sitting: when, where, who leads it, and which cases it takes up."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import Principal
from chassis.http import request_id_for
from chassis.pages import Turn
from chassis.process import Invalid, Refused, Text
from chassis.site.filled import Filled
from chassis.site.page import Site
from chassis.site.posted import Form, Posted
from chassis.site.visitor import guest
from services.evaluation import agenda, queries
from services.evaluation.chapter import Planned, planned
from services.evaluation.domain import State
from services.evaluation.pages.reading import moment, read
from services.evaluation.service import Evaluation

Officer = Annotated[Principal, Depends(guest("officer"))]

ALL: Final = Turn(100)
LABELS: Final = {
    "held": Text("Dzień i godzina", "Day and time"),
    "place": Text("Miejsce", "Place"),
    "chair": Text("Przewodniczy", "In the chair"),
    "cases": Text("Porządek obrad", "Agenda"),
}
PLANNED: Final = Text(
    "Posiedzenie zaplanowane. Nikt jeszcze o nim nie wie: zwołaj je, gdy wszystko się zgadza.",
    "The sitting is planned. Nobody knows of it yet: call it once everything is right.",
)


def router(service: Evaluation, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/posiedzenia/nowe")
    async def empty(request: Request, _: Officer) -> Response:
        return await _page(service, site, request, None, None)

    @routes.post("/posiedzenia/nowe")
    async def plan(request: Request, form: Form, who: Officer) -> Response:
        """Write the sitting down; the same form sent twice plans one."""
        try:
            command = await planned(service, request_id_for(form.cause, "sitting"), _read(form))
            sitting = await agenda.plan(service, command, who.person, form.cause)
        except Refused as error:
            return await _page(service, site, request, form, error)
        return site.go(f"/posiedzenia/{sitting.id}", PLANNED, request)

    return routes


def _read(form: Posted) -> Planned:
    said: dict[str, Any] = {name: form.text(name) for name in ("place", "chair")}
    held, cases = moment(form.text("held")), form.texts("cases")
    return read(Planned, {**said, "held": held, "cases": cases})


async def _page(
    service: Evaluation, site: Site, request: Request, form: Posted | None, error: Refused | None
) -> Response:
    """The form; of what waits for a vote only what no other sitting has."""
    members = await queries.seated_members(service.members)
    waiting = await queries.cases_in(service.cases, State.CHAPTER, ALL)
    coming = await queries.sittings(service.sittings, queries.COMING, ALL, queries.FIRST_HELD)
    taken = {matter.case for sitting in coming.items for matter in sitting.agenda}
    filled = Filled(form.fields() if form else {})
    filled = filled.refused(_whole(error)) if error else filled
    return site.page(
        request,
        "sitting-new.html",
        status=filled.status,
        labels=LABELS,
        members=members,
        cases=[case for case in waiting.items if case.id not in taken],
        more=waiting.next is not None,
        chosen=set(form.texts("cases")) if form else set(),
        form=filled,
    )


def _whole(error: Refused) -> Refused:
    """The page has one place for all cases."""
    if not isinstance(error, Invalid):
        return error
    found = {each.field.partition(".")[0]: each for each in reversed(error.errors)}
    return Invalid(tuple(each._replace(field=name) for name, each in found.items()))
