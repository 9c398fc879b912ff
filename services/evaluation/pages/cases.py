"""A case as the office sees it: its panel, the cards that are in, and who scores instead."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import Principal
from chassis.pages import Turned
from chassis.process import Forbidden, Refused, Text, Unknown
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form
from chassis.site.visitor import guest
from contracts.words import category
from services.evaluation import decisions, panels, queries
from services.evaluation.api import Reassignment
from services.evaluation.domain import Case, State
from services.evaluation.domain.commands import Reassign
from services.evaluation.domain.experts import Profile
from services.evaluation.pages.card import names_of
from services.evaluation.pages.reading import read
from services.evaluation.service import Evaluation
from services.evaluation.views import ApplicationView, CaseView
from services.evaluation.work import Task

Office = Annotated[Principal, Depends(guest("officer", "director"))]
Judges = Annotated[Principal, Depends(guest("officer", "director", "chapter"))]
Officer = Annotated[Principal, Depends(guest("officer"))]

REASSIGNED: Final = Text("Zadanie ma teraz ktoś inny.", "Somebody else has the task now.")
SHOWN: Final = tuple(each for each in State if each not in {State.EXPECTED, State.TOMBSTONE})


def router(service: Evaluation, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False)
    cases = service.cases

    @routes.get("/oceny")
    async def listed(
        request: Request, turn: Turned, _: Office, stan: State = State.IN_PANEL
    ) -> Response:
        found = await queries.cases_in(cases, stan, turn)
        return site.page(request, "cases.html", found=found, state=stan, states=SHOWN)

    @routes.get("/oceny/{case}")
    async def shown(case: str, request: Request, who: Judges) -> Response:
        found = await decisions.seen(service, case, who)
        return await _page(service, site, request, found, who)

    @routes.post("/oceny/{case}/zmiana")
    async def reassign(case: str, request: Request, form: Form, who: Officer) -> Response:
        """Take a task from an expert and give it to another."""
        seat = Task(f"{case}.{form.text('seat')}").seat
        said = {"reason": form.text("reason"), "person": form.text("person") or None}
        try:
            body = read(Reassignment, said)
            command = Reassign(seat, who.person, body.reason, body.person)
            await panels.reassign(service, case, command, form.cause)
        except (Forbidden, Unknown):
            raise
        except Refused as error:
            again = Filled(form.fields()).refused(error)
            return await _page(service, site, request, (await cases.get(case)).state, who, again)
        return site.go(f"/oceny/{case}", REASSIGNED, request)

    return routes


async def _page(
    service: Evaluation,
    site: Site,
    request: Request,
    case: Case,
    who: Principal,
    form: Filled = EMPTY,
) -> Response:
    """The case; to an officer with the experts who know what is to be scored."""
    return site.page(
        request,
        "case.html",
        status=form.status,
        case=CaseView.for_(case, who.person),
        called=category,
        names=names_of(case) if case.dossier else {},
        application=ApplicationView.of(case) if case.dossier and case.before_chapter else None,
        experts=await _others(service, case) if who.has("officer") and case.open_seats else [],
        form=form,
    )


async def _others(service: Evaluation, case: Case) -> list[Profile]:
    """Experts who know some seat's categories and have no seat here; the case itself says more."""
    needed = {seat.category for seat in case.open_seats}
    found = [await queries.competent(service.experts, case.file.needed(each)) for each in needed]
    able = {expert.person: expert for experts in found for expert in experts}
    return [each for each in able.values() if each.person not in case.persons]
