"""The office's list of applications: filters, batch acceptance, one call as CSV."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from chassis.pages import Turn
from chassis.process import Invalid, Refused, Text
from chassis.site.page import Site
from chassis.site.posted import Form
from chassis.spreadsheet import BOM, line
from contracts.base import Language
from contracts.values import Point
from services.intake import queries, queries_desk
from services.intake.api.access import opened
from services.intake.api.steps import decided
from services.intake.domain import words
from services.intake.domain.application import Application, State
from services.intake.domain.calendar import local_date
from services.intake.domain.call import Call
from services.intake.domain.suggestions import suggestions
from services.intake.pages.office import (
    CHANNELS,
    KINDS,
    ON_A_PAGE,
    STATES,
    WORDS,
    Desk,
    Officer,
    further,
    turn,
)
from services.intake.pages.words import TYPES
from services.intake.service import Intake

FILTERS: Final = tuple(state for state in State if state not in {State.DELETED, State.SUBMITTED})
CALLS: Final = 50
"""Of so many calls, the newest, one can be chosen."""

COLUMNS: Final[Mapping[Language, Sequence[str]]] = {
    "pl": (
        *("numer", "stan", "rodzaj", "kanał", "data_wpływu", "podmiot", "typ"),
        *("NIP", "REGON", "KRS", "miejscowość", "kontakt", "e-mail", "telefon"),
        "produkty_i_usługi",
    ),
    "en": (
        *("number", "state", "kind", "channel", "received", "entity", "type"),
        *("NIP", "REGON", "KRS", "town", "contact", "e-mail", "phone"),
        "products_and_services",
    ),
}


class Tried(NamedTuple):
    """One of a batch: what became of it; no reason for one that was accepted."""

    application: Application
    why: Text | None
    points: Sequence[Point] = ()


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/pulpit", include_in_schema=False)
    _add_list(routes, service, site)
    _add_batch(routes, service, site)
    _add_table(routes, service, site)
    return routes


def _add_list(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/wnioski")
    async def listed(
        request: Request,
        _: Desk,
        stan: str = "",
        nabor: str = "",
        after: str | None = None,
    ) -> Response:
        if stan == "odwolania":
            page = await queries_desk.to_decide(service.applications, turn(after))
        else:
            state = next((each for each in FILTERS if each == stan), None)
            page = await queries_desk.listed(service.applications, state, nabor, turn(after))
        calls = (await queries.all_calls(service.calls, {}, Turn(CALLS))).items
        rows = [(each, doubts) for each, doubts in await _rows(service, page.items, calls)]
        said: dict[str, Any] = {"rows": rows, "stan": stan, "nabor": nabor, "filters": FILTERS}
        return site.page(
            request, "received.html", calls=calls, next=further(request, page), **said, **WORDS
        )


async def _rows(
    service: Intake, found: Sequence[Application], calls: Sequence[Call]
) -> list[tuple[Application, Sequence[Point] | None]]:
    """Each with the points that are no sure yes; none where there is nothing to check."""
    known = {call.id: call for call in calls}
    missing = {each.call for each in found if each.state is State.FORMAL_CHECK} - known.keys()
    if missing:
        known |= await queries_desk.calls_of(service.calls, missing)
    return [(each, await _doubts(service, each, known)) for each in found]


async def _doubts(
    service: Intake, application: Application, calls: dict[str, Call]
) -> Sequence[Point] | None:
    if application.state is not State.FORMAL_CHECK:
        return None
    today = local_date(service.clock.now())
    looked_up = await service.looked_up(application)
    points = suggestions(looked_up, calls[application.call], today)
    return [point for point in points if point.verdict != "yes"]


def _add_batch(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.post("/wnioski")
    async def accept(request: Request, who: Officer, form: Form) -> Response:
        """Accept each that was chosen, as one alone is: by the same command, or not at all."""
        tried = []
        for id_ in dict.fromkeys(form.texts("wybrane")[:ON_A_PAGE]):
            found = (await opened(service, id_, who)).state
            try:
                await decided(service, found, who, ((), "accept"), form.cause)
            except Refused as error:
                call = await service.call_of(found)
                of_points = isinstance(error, Invalid)
                doubts = await _doubts(service, found, {call.id: call}) if of_points else ()
                tried.append(Tried(found, error.text, doubts or ()))
            else:
                tried.append(Tried(found, None))
        return site.page(request, "batch.html", tried=tried, **WORDS)


def _add_table(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/nabory/{id}.csv")
    async def table(request: Request, id: str, _: Desk) -> Response:  # noqa: A002
        """Every application of a call that was sent in, for a spreadsheet."""
        call = (await service.calls.get(id)).state
        name = "".join(c if c.isalnum() else "-" for c in call.number)
        headers = {"Content-Disposition": f'attachment; filename="nabor-{name}.csv"'}
        return StreamingResponse(
            _lines(service, id, site.language(request)),
            media_type="text/csv; charset=utf-8",
            headers=headers,
        )


async def _lines(service: Intake, call: str, language: Language) -> AsyncIterator[str]:
    yield BOM + line(COLUMNS[language])
    async for each in queries_desk.of_call(service.applications, call):
        yield line(_cells(each, language))


def _cells(application: Application, language: Language) -> Iterable[str]:
    def say(text: Text) -> str:
        return text.en if language == "en" else text.pl

    form, contact = application.form, application.contact()
    entity = form.entity
    yield application.number or ""
    yield say(STATES[application.state].text)
    yield from (say(KINDS[form.kind]), say(CHANNELS[form.channel]))
    yield from (
        str(application.received_on or ""),
        entity.name,
        say(words.said(TYPES, entity.type)),
    )
    yield from (entity.nip, entity.regon, entity.krs or "")
    yield from (entity.address.town, contact.name, contact.email, form.contact.phone)
    yield "; ".join(item.name for item in form.items)
