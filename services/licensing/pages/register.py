"""The public register as pages: search, one licence, the towns, and the open data described."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, Final, cast, get_args

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import public
from chassis.pages import Turn
from chassis.site.page import Site
from chassis.site.visitor import visitor
from services.licensing import queries
from services.licensing.api import Shown, asked_for
from services.licensing.domain.licence import Licence
from services.licensing.numbers import dashed, following, slashed
from services.licensing.pages.words import WORDS
from services.licensing.service import Licensing
from services.licensing.views import RegisterEntry

SHOWN: Final = 20
TOWNS: Final = 300
FIELDS: Final = ("entity", "item", "town", "category", "state")
LONGEST: Final = 200
"""Letters of a question; more are cut off, as nobody types them by mistake."""


def router(service: Licensing, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(public), Depends(visitor)])
    _add_lists(routes, service, site)
    _add_one(routes, service, site)
    return routes


def _add_lists(routes: APIRouter, service: Licensing, site: Site) -> None:
    @routes.get("/rejestr")
    async def search(request: Request, after: str | None = None) -> Response:
        today = service.today()
        asked = {name: request.query_params.get(name, "") for name in ("q", *FIELDS)}
        page = await queries.register(service, _wanted(request), Turn(SHOWN, after))
        return site.page(
            request,
            "register.html",
            entries=[RegisterEntry.of(licence, today) for licence in page.items],
            next_page=following(request, page.next),
            asked=asked,
            more=any(asked[name] for name in FIELDS),
            shown=get_args(Shown),
            **_said(),
        )

    @routes.get("/rejestr/miejscowosci")
    async def towns(request: Request, after: str = "") -> Response:
        every = await queries.towns(service)
        first = bisect_right(every, queries.in_polish(after), key=queries.in_polish) if after else 0
        part = every[first : first + TOWNS]
        place = part[-1] if first + TOWNS < len(every) else None
        return site.page(request, "towns.html", towns=part, next_page=following(request, place))

    @routes.get("/dane")
    async def open_data(request: Request) -> Response:
        return site.page(request, "open-data.html")


def _add_one(routes: APIRouter, service: Licensing, site: Site) -> None:
    @routes.get("/rejestr/{number}")
    async def one(number: str, request: Request) -> Response:
        licence = await queries.registered(service, slashed(number))
        entry = RegisterEntry.of(licence, service.today())
        said = {"entry": entry, "ended": ended(licence)}
        return site.page(request, "register-entry.html", **said, **_said())


def _wanted(request: Request) -> queries.Question:
    """What the form of the page asks for; an empty field, or a state of no name, asks nothing."""
    said = {name: request.query_params.get(name, "")[:LONGEST] for name in ("q", *FIELDS)}
    state = said.pop("state")
    return asked_for(**said, state=cast("Shown", state) if state in get_args(Shown) else None)


def _said() -> dict[str, Any]:
    return {**WORDS, "dashed": dashed}


def ended(licence: Licence) -> Any:
    """When the office or the licensee did the last thing to it; None when neither ever did."""
    return licence.measures[-1].at if licence.measures else None
