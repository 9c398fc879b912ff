"""What waits for the director: many decisions confirmed at once, one put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import Principal
from chassis.pages import Turn, Turned
from chassis.process import FieldError, Forbidden, Invalid, Refused, Text, Unknown
from chassis.site.filled import Filled
from chassis.site.page import Site
from chassis.site.posted import Form, Posted
from chassis.site.visitor import guest
from services.evaluation import decisions, queries
from services.evaluation.api import CorrectionBody
from services.evaluation.domain import State
from services.evaluation.domain.commands import Amendment, CorrectDecision
from services.evaluation.pages.reading import read
from services.evaluation.service import Evaluation
from services.evaluation.views import CaseLine

Director = Annotated[Principal, Depends(guest("director"))]

AT_ONCE: Final = 100
WAITING: Final = "/posiedzenia/decyzje"
NOTHING: Final = Text("Zaznacz co najmniej jedną decyzję.", "Tick at least one decision.")
CORRECTED: Final = Text("Decyzja sprostowana.", "The decision is corrected.")


def router(service: Evaluation, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False)
    _add_confirming(routes, service, site)
    _add_correcting(routes, service, site)
    return routes


def _add_confirming(routes: APIRouter, service: Evaluation, site: Site) -> None:
    async def page(
        request: Request,
        turn: Turn,
        form: Filled | None = None,
        left: Sequence[tuple[str, Text]] = (),
    ) -> Response:
        found = await queries.cases_in(service.cases, State.AWAITING_CONFIRMATION, turn)
        status = 422 if form else 409 if left else 200
        said = {"found": found, "form": form or Filled(), "left": left}
        return site.page(request, "decisions.html", status=status, **said)

    @routes.get(WAITING)
    async def waiting(request: Request, turn: Turned, _: Director) -> Response:
        return await page(request, turn)

    @routes.post(WAITING)
    async def confirm(request: Request, form: Form, who: Director) -> Response:
        """Each under the same rules as alone; what is refused is told, the others are done."""
        cases = form.texts("cases")[:AT_ONCE]
        if not cases:
            wrong = Invalid((FieldError("cases", "required", NOTHING),))
            return await page(request, Turn(), Filled().refused(wrong))
        left = [each for each in [await _confirmed(service, c, form, who) for c in cases] if each]
        if left:
            return await page(request, Turn(), None, left)
        no = len(cases)
        done = Text(f"Zatwierdzone decyzje: {no}.", f"Decisions confirmed: {no}.")
        return site.go(WAITING, done, request)


async def _confirmed(
    service: Evaluation, case: str, form: Posted, who: Principal
) -> tuple[str, Text] | None:
    """Confirm one; the number of the case and why not, where it is refused."""
    try:
        await decisions.confirm(service, case, who.person, form.cause)
    except Refused as error:
        found = await service.cases.find(case)
        return (found.state.number if found else case), error.text
    return None


def _add_correcting(routes: APIRouter, service: Evaluation, site: Site) -> None:
    place = "/oceny/{case}/sprostowanie"

    @routes.get(place)
    async def shown(case: str, request: Request, _: Director) -> Response:
        found = (await service.cases.get(case)).state
        return site.page(request, "correction.html", case=CaseLine.of(found))

    @routes.post(place)
    async def correct(case: str, request: Request, form: Form, who: Director) -> Response:
        """Put an obvious mistake right."""
        found = (await service.cases.get(case)).state
        try:
            body = _read(form, [made.item.id for made in found.verdicts])
            items = {
                item: Amendment(each.granted, each.reason) for item, each in body.items.items()
            }
            command = CorrectDecision(who.person, body.reason, items)
            await decisions.correct(service, case, command, form.cause)
        except (Forbidden, Unknown):
            raise
        except Refused as error:
            again = Filled(form.fields()).refused(error)
            said = {"case": CaseLine.of(found), "form": again}
            return site.page(request, "correction.html", status=again.status, **said)
        return site.go(f"/oceny/{case}", CORRECTED, request)


def _read(form: Posted, items: Sequence[str]) -> CorrectionBody:
    """What changes; an item of which nothing is said stays as it is."""
    changed = {}
    for item in items:
        granted, reason = form.text(f"items.{item}.granted"), form.text(f"items.{item}.reason")
        if granted or reason:
            changed[item] = {"granted": granted or None, "reason": reason or None}
    return read(CorrectionBody, {"reason": form.text("reason"), "items": changed})
