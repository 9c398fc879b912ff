"""The formal check: the application on one side, the eleven points on the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, get_args

from fastapi import APIRouter, Request, Response

from chassis.process import Invalid, Refused, Text
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form, Posted
from contracts.values import Point
from services.intake.api.access import opened
from services.intake.api.steps import Outcome, decided
from services.intake.domain.application import UNCHECKED, Application
from services.intake.domain.calendar import local_date
from services.intake.domain.call import Call
from services.intake.domain.reading import wrong
from services.intake.domain.suggestions import suggestions
from services.intake.pages.office import WORDS, Desk, Officer, status_of
from services.intake.service import Intake

OUTCOMES: Final = get_args(Outcome)
DONE: Final = {
    "accept": Text("Wniosek przyjęto do oceny.", "The application is accepted."),
    "correct": Text("Wezwanie do uzupełnienia wysłano.", "The call to correct is sent."),
    "reject": Text("Wniosek odrzucono.", "The application is rejected."),
}
NO_OUTCOME: Final = ("Wybierz, co zrobić z wnioskiem.", "Choose what to do.")


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/sprawy/{id}/ocena", include_in_schema=False)

    async def page(request: Request, found: Application, form: Filled, status: int) -> Response:
        call = await service.call_of(found)
        points = _points(service, await service.looked_up(found), call)
        begun = {f"points.{no}.verdict": each.verdict for no, each in enumerate(points)}
        said = {"application": found, "call": call, "points": points, "form": form.begin(begun)}
        open_ = found.state in UNCHECKED
        return site.page(request, "check.html", status=status, open=open_, **said, **WORDS)

    @routes.get("")
    async def check(request: Request, id: str, who: Desk) -> Response:  # noqa: A002
        return await page(request, (await opened(service, id, who)).state, EMPTY, 200)

    @routes.post("")
    async def decide(request: Request, id: str, who: Officer, form: Form) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        outcome: Any = form.text("outcome")
        try:
            if outcome not in OUTCOMES:
                raise Invalid((wrong("outcome", "missing", *NO_OUTCOME),))
            call, known = await service.call_of(found), await service.looked_up(found)
            said = (_said(form, _points(service, known, call)), outcome)
            await decided(service, found, who, said, form.cause)
        except Refused as error:
            filled = Filled(form.fields()).refused(error)
            return await page(request, found, filled, status_of(error))
        return site.go(f"/sprawy/{id}", DONE[outcome], request)

    return routes


def _points(service: Intake, application: Application, call: Call) -> tuple[Point, ...]:
    """What the system suggests; of a check that is over, what was decided."""
    if application.state not in UNCHECKED and application.points:
        return application.points
    return suggestions(application, call, local_date(service.clock.now()))


def _said(form: Posted, suggested: Sequence[Point]) -> tuple[Point, ...]:
    """All eleven points. Where the officer says nothing else than was shown, the suggestion."""
    found = []
    for no, point in enumerate(suggested):
        shown = form.text(f"points.{no}.shown") or point.verdict
        verdict: Any = form.text(f"points.{no}.verdict") or shown
        reason = form.text(f"points.{no}.reason")
        if verdict not in WORDS["verdicts"]:
            verdict = shown
        same = verdict == shown and not reason
        found.append(point if same else Point(code=point.code, verdict=verdict, reason=reason))
    return tuple(found)
