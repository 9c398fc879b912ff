"""Licences for who holds them and for the office: the lists, and one licence."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import Principal
from chassis.pages import Page, Turn
from chassis.site.page import Site
from chassis.site.visitor import guest
from services.licensing import queries
from services.licensing.access import reader
from services.licensing.domain.licence import (
    Licence,
    State,
    record_by,
    state_on,
    term_on,
    to_record,
    to_sign,
    window,
)
from services.licensing.mark import Mark
from services.licensing.numbers import dashed, following, of_number, slashed
from services.licensing.pages.register import ended
from services.licensing.pages.steps import offered
from services.licensing.pages.words import WORDS
from services.licensing.service import Licensing
from services.licensing.views import RegisterEntry

SHOWN: Final = 20
LONGEST: Final = 200

Holder = Annotated[Principal, Depends(guest("applicant", "officer"))]


def router(service: Licensing, site: Site, mark: Mark) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/licencje", include_in_schema=False)

    @routes.get("")
    async def several(request: Request, who: Holder, after: str | None = None) -> Response:
        if who.has("officer"):
            return await _office(service, site, request, Turn(SHOWN, after))
        page = await queries.mine(service, who.person, Turn(SHOWN, after))
        return site.page(request, "licences.html", **_listed(service, request, page))

    @routes.get("/{number}")
    async def one(number: str, request: Request, who: Holder) -> Response:
        licence = await of_number(service, number)
        await reader(service, licence, who)
        told = seen(licence, service.today())
        told["steps"] = offered(licence, who, service.clock.now())
        told["files"] = await mark.shown() if told["state"] is State.ACTIVE else []
        return site.page(request, "licence.html", office=who.has("officer"), **told, **WORDS)

    return routes


async def _office(service: Licensing, site: Site, request: Request, turn: Turn) -> Response:
    """Every licence, by state, or found by its number or by words."""
    asked = {name: request.query_params.get(name, "")[:LONGEST] for name in ("q", "state")}
    state = next((each for each in State if each == asked["state"]), None)
    numbered = asked["q"] and await service.id_of(slashed(asked["q"]))
    if numbered:
        return site.go(f"/licencje/{dashed(slashed(asked['q']))}")
    if asked["q"]:
        page = await queries.register(
            service, queries.Question({"q": asked["q"]}, None, state), turn
        )
    else:
        page = await queries.licences(service, state, turn)
    told = _listed(service, request, page)
    return site.page(request, "licences-office.html", asked=asked, every=State, **told)


def _listed(service: Licensing, request: Request, page: Page[Licence]) -> dict[str, Any]:
    today = service.today()
    shown = [seen(licence, today) for licence in page.items]
    return {"licences": shown, "next_page": following(request, page.next), **WORDS}


def seen(licence: Licence, today: dt.date) -> dict[str, Any]:
    """What a page says of a licence on a day, and what its holder should do next."""
    state, term = state_on(licence, today), term_on(licence, today)
    last = licence.terms[-1] if licence.terms else None
    renewal = window(licence.rules, last.end) if last and licence.next is None else None
    in_post = to_record(licence, today)
    alive = state in {State.ACTIVE, State.SUSPENDED, State.EXPIRED}
    return {
        "licence": licence,
        "entry": RegisterEntry.of(licence, today),
        "state": state,
        "number": dashed(licence.number or ""),
        "ended": ended(licence),
        "unsigned": to_sign(licence, today),
        "in_post": in_post and (in_post.sign_by, record_by(in_post)),
        "window": renewal,
        "renews": bool(
            alive and renewal and not licence.filed and renewal[0] <= today <= renewal[1]
        ),
        "coming": bool(alive and renewal and not licence.filed and today < renewal[0]),
        "terms": [each for each in licence.terms if term and each.no >= term.no],
    }
