"""Sittings of the chapter: to come and past, one with its agenda, called, held and closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import Principal
from chassis.pages import Turn, Turned
from chassis.process import FieldError, Forbidden, Invalid, Refused, Text, Unknown
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form, Posted
from chassis.site.visitor import guest
from services.evaluation import agenda, queries
from services.evaluation.domain import Sitting
from services.evaluation.domain.chapter.commands import Cancel, Close, Departure, Open
from services.evaluation.domain.chapter.sitting import Matter
from services.evaluation.pages import matters
from services.evaluation.pages.outcome import Outcome, outcomes
from services.evaluation.service import Evaluation

Reader = Annotated[Principal, Depends(guest("officer", "chapter", "director"))]
Leader = Annotated[Principal, Depends(guest("officer", "chapter"))]
Officer = Annotated[Principal, Depends(guest("officer"))]

ALL: Final = Turn(100)
LONGEST: Final = 2000
CALLED: Final = Text("Zaproszenia wysłane.", "The invitations are sent.")
CANCELLED: Final = Text("Posiedzenie odwołane.", "The sitting is cancelled.")
OPENED: Final = Text("Posiedzenie otwarte. Można głosować.", "The sitting is open. Please vote.")
CLOSED: Final = Text("Posiedzenie zamknięte, uchwały podjęte.", "Closed; resolutions are passed.")
TOO_LONG: Final = Text(f"Najwyżej {LONGEST} znaków.", f"At most {LONGEST} characters.")


def router(service: Evaluation, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False)
    _add_lists(routes, service, site)
    _add_calling(routes, service, site)
    _add_holding(routes, service, site)
    matters.add_routes(routes, service, site)
    return routes


def page(
    site: Site, request: Request, sitting: Sitting, who: Principal, form: Filled = EMPTY
) -> Response:
    """The sitting with its agenda, and what this person may do at it."""
    lines = [(matter, outcomes(sitting, matter)) for matter in sitting.agenda]
    return site.page(
        request,
        "sitting.html",
        status=form.status,
        sitting=sitting,
        lines=lines,
        officer=who.has("officer"),
        leads=who.has("officer") or who.person == sitting.chair,
        seated=sitting.seats(who.person),
        labels=dict(_labels(lines)),
        form=form,
    )


def _labels(lines: Iterable[tuple[Matter, Outcome]]) -> Iterator[tuple[str, Text]]:
    """What each reason is for, in the list of mistakes."""
    for matter, outcome in lines:
        for each in outcome.items:
            item = each.scored.item
            yield f"reasons.{matter.case}.{item.id}", Text(item.name, item.name)


def _add_lists(routes: APIRouter, service: Evaluation, site: Site) -> None:
    sittings = service.sittings

    @routes.get("/posiedzenia")
    async def coming(request: Request, _: Reader) -> Response:
        found = await queries.sittings(sittings, queries.COMING, ALL, queries.FIRST_HELD)
        return site.page(request, "sittings.html", found=found, past=False)

    @routes.get("/posiedzenia/minione")
    async def past(request: Request, _: Reader, turn: Turned) -> Response:
        found = await queries.sittings(sittings, queries.PAST, turn)
        return site.page(request, "sittings.html", found=found, past=True)

    @routes.get("/posiedzenia/{sitting}")
    async def shown(sitting: str, request: Request, who: Reader) -> Response:
        return page(site, request, (await sittings.get(sitting)).state, who)


def _acts(service: Evaluation, site: Site) -> Callable[..., Awaitable[Response]]:
    """Do something at a sitting, then show it; refused, it is shown with why."""

    async def acts(
        request: Request,
        sitting: str,
        form: Posted,
        who: Principal,
        doing: Awaitable[Sitting],
        done: Text,
    ) -> Response:
        try:
            await doing
        except (Forbidden, Unknown):
            raise
        except Refused as error:
            found = (await service.sittings.get(sitting)).state
            return page(site, request, found, who, Filled(form.fields()).refused(error))
        return site.go(f"/posiedzenia/{sitting}", done, request)

    return acts


def _add_calling(routes: APIRouter, service: Evaluation, site: Site) -> None:
    acts = _acts(service, site)

    @routes.post("/posiedzenia/{sitting}/zwolanie")
    async def call(sitting: str, request: Request, form: Form, who: Officer) -> Response:
        """Number the sitting and invite the chapter."""
        doing = agenda.call(service, sitting, who.person, form.cause)
        return await acts(request, sitting, form, who, doing, CALLED)

    @routes.post("/posiedzenia/{sitting}/odwolanie")
    async def cancel(sitting: str, request: Request, form: Form, who: Officer) -> Response:
        command = Cancel(who.person, form.text("reason"))
        doing = agenda.change(service, sitting, command, form.cause)
        return await acts(request, sitting, form, who, doing, CANCELLED)


def _add_holding(routes: APIRouter, service: Evaluation, site: Site) -> None:
    acts = _acts(service, site)

    @routes.post("/posiedzenia/{sitting}/otwarcie")
    async def open_(sitting: str, request: Request, form: Form, who: Leader) -> Response:
        command = Open(who.person, who.has("officer"))
        doing = agenda.change(service, sitting, command, form.cause)
        return await acts(request, sitting, form, who, doing, OPENED)

    @routes.post("/posiedzenia/{sitting}/zamkniecie")
    async def close(sitting: str, request: Request, form: Form, who: Leader) -> Response:
        """Count the votes and pass the resolutions."""
        doing = _closed(service, sitting, form, who)
        return await acts(request, sitting, form, who, doing, CLOSED)


async def _closed(service: Evaluation, sitting: str, form: Posted, who: Principal) -> Sitting:
    command = Close(who.person, who.has("officer"), tuple(_departures(form)))
    return await agenda.change(service, sitting, command, form.cause)


def _departures(form: Posted) -> Iterator[Departure]:
    """The reasons, each from a field that is named by case and item.

    Raises:
        Invalid: One is too long.
    """
    for name, words in form.fields().items():
        what, _, where = name.partition(".")
        case, _, item = where.partition(".")
        if what == "reasons" and words:
            if len(words) > LONGEST:
                raise Invalid((FieldError(name, "too-long", TOO_LONG),))
            yield Departure(case, item, words)
