"""Calls, for the office: the list, a new one, changing it, another end, giving one up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from chassis.http import request_id_for
from chassis.process import FieldError, Invalid, Refused, Text
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form, Posted
from services.intake import queries
from services.intake.api.calls import (
    Closure,
    Extension,
    Opening,
    last_of,
    opening,
)
from services.intake.domain.calendar import local_date
from services.intake.domain.call import Call, Cancel, Close, Extend, Replan, State
from services.intake.domain.reading import wrong
from services.intake.pages.office import Desk, Label, Officer, body, further, status_of, turn, typed
from services.intake.pages.rules import Part, in_words
from services.intake.procedures import read_procedure
from services.intake.service import Intake
from services.intake.settings import Settings

CALL_STATES: Final = {
    State.PLANNED: Label(Text("zaplanowany", "planned"), "warn"),
    State.OPEN: Label(Text("otwarty", "open"), "good"),
    State.CLOSED: Label(Text("zamknięty", "closed"), ""),
    State.CANCELLED: Label(Text("odwołany", "cancelled"), "bad"),
}
LABELS: Final = {
    "number": Text("Numer", "Number"),
    "title": Text("Tytuł", "Title"),
    "opens": Text("Początek", "Opens"),
    "closes": Text("Koniec", "Closes"),
    "procedure": Text("Procedura", "Procedure"),
}
MISTAKEN: Final = (
    "Ta procedura ma błędy. Są wypisane wyżej, z numerami wierszy.",
    "This procedure is mistaken. See above, with the lines.",
)
EARLIER: Final = "earlier"
"""The end in the form that closes a call; the one that extends it has "closes"."""

OPENED: Final = Text("Nabór zapisano.", "The call is recorded.")
CHANGED: Final = Text("Zmiany zapisano.", "The changes are recorded.")
EXTENDED: Final = Text("Nabór przedłużono.", "The call is extended.")
CLOSED: Final = Text("Koniec naboru zapisano.", "The end of the call is recorded.")
CANCELLED: Final = Text("Nabór odwołano.", "The call is cancelled.")


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/pulpit/nabory", include_in_schema=False)
    _add_opening(routes, service, site)
    _add_changing(routes, service, site)
    _add_one(routes, service, site)
    return routes


def _add_opening(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("")
    async def calls(request: Request, _: Desk, after: str | None = None) -> Response:
        page = await queries.all_calls(service.calls, {}, turn(after))
        said: dict[str, Any] = {
            "calls": page.items,
            "next": further(request, page),
            "call_states": CALL_STATES,
        }
        return site.page(request, "calls-desk.html", **said)

    @routes.get("/nowy")
    async def blank(request: Request, _: Officer) -> Response:
        today = local_date(service.clock.now()).isoformat()
        return site.page(
            request, "call-new.html", **_choices(service), form=EMPTY.begin({"opens": today})
        )

    @routes.post("/nowy")
    async def announce(request: Request, who: Officer, form: Form) -> Response:
        try:
            plan = body(Opening, form)
            id_ = request_id_for(form.cause, "call")
            command = opening(id_, plan, who, service.settings)
            await service.change_call(id_, command, form.cause)
        except Refused as error:
            return _again(request, service, site, form, error)
        return site.go(f"/pulpit/nabory/{id_}", OPENED, request)


def _add_changing(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/{id}/zmiana")
    async def begun(request: Request, id: str, _: Officer) -> Response:  # noqa: A002
        call = (await service.calls.get(id)).state
        if call.state is not State.PLANNED:
            return site.go(f"/pulpit/nabory/{id}")
        said = {**_choices(service), "form": EMPTY.begin(_as_typed(call)), "call": call}
        return site.page(request, "call-new.html", **said)

    @routes.post("/{id}/zmiana")
    async def change(request: Request, id: str, who: Officer, form: Form) -> Response:  # noqa: A002
        call = (await service.calls.get(id)).state
        try:
            plan = _with_hours(body(Opening, form), call)
            command = Replan(opening(id, plan, who, service.settings))
            await service.change_call(id, command, form.cause)
        except Refused as error:
            return _again(request, service, site, form, error, call=call)
        return site.go(f"/pulpit/nabory/{id}", CHANGED, request)


def _as_typed(call: Call) -> dict[str, str]:
    """The form as it would have been filled in."""
    return {
        "number": call.number,
        "title": call.title,
        "opens": local_date(call.opens).isoformat(),
        "closes": "" if call.closes is None else local_date(call.closes).isoformat(),
        "procedure": call.procedure_name,
    }


def _with_hours(plan: Opening, call: Call) -> Opening:
    """A day that stays as it was keeps its hour, which the form does not show."""
    days = {"opens": call.opens, "closes": call.closes}
    kept = {
        name: moment
        for name, moment in days.items()
        if moment is not None and getattr(plan, name) == local_date(moment)
    }
    return plan.model_copy(update=kept)


def _again(
    request: Request, service: Intake, site: Site, form: Posted, error: Refused, **more: Any
) -> Response:
    """The form of a call with what is wrong in it."""
    status, (filled, mistakes) = status_of(error), _told(form.fields(), error)
    said = {**_choices(service), "form": filled, "mistakes": mistakes, "labels": LABELS, **more}
    return site.page(request, "call-new.html", status=status, **said)


def _choices(service: Intake) -> dict[str, Any]:
    """The procedures that the office keeps, and what stands in each."""
    names = sorted(path.stem for path in service.settings.procedures.glob("*.toml"))
    return {
        "procedures": [(name, name) for name in names],
        "rules": dict(_read(service.settings, names)),
        "mistakes": (),
    }


def _read(settings: Settings, names: list[str]) -> Iterator[tuple[str, tuple[Part, ...]]]:
    """Those with which a call can be opened; what is wrong with another is told when it is."""
    for name in names:
        with suppress(Invalid):
            yield name, in_words(read_procedure(settings, name))


def _told(fields: dict[str, str], error: Refused) -> tuple[Filled, tuple[FieldError, ...]]:
    """The form with what is wrong in it, and the mistakes of the procedure's own file."""
    if not isinstance(error, Invalid):
        return Filled(fields).refused(error), ()
    own = tuple(each for each in error.errors if each.field in LABELS and each.line is None)
    mistakes = tuple(each for each in error.errors if each not in own)
    if mistakes:
        own = (*own, wrong("procedure", "mistaken", *MISTAKEN))
    return Filled(fields, own), mistakes


def _beside(fields: dict[str, str], error: Refused) -> Filled:
    """What is wrong, beside the date of the form that was sent: two on the page have one."""
    filled = Filled(fields).refused(error)
    if EARLIER not in fields:
        return filled
    return replace(filled, errors=tuple(e._replace(field=EARLIER) for e in filled.errors))


def _add_one(routes: APIRouter, service: Intake, site: Site) -> None:
    def page(request: Request, call: Call, form: Filled = EMPTY, status: int = 200) -> Response:
        said = {"call": call, "form": form, "call_states": CALL_STATES}
        said["rules"] = in_words(call.procedure)
        return site.page(request, "call-desk.html", status=status, **said)

    async def act(request: Request, id_: str, form: Form, command: Any, done: Text) -> Response:
        try:
            await service.change_call(id_, command(), form.cause)
        except Refused as error:
            status = status_of(error)
            call = (await service.calls.get(id_)).state
            return page(request, call, _beside(form.fields(), error), status)
        return site.go(f"/pulpit/nabory/{id_}", done, request)

    @routes.get("/{id}")
    async def one(request: Request, id: str, _: Desk) -> Response:  # noqa: A002
        return page(request, (await service.calls.get(id)).state)

    @routes.post("/{id}/przedluzenie")
    async def extend(request: Request, id: str, who: Officer, form: Form) -> Response:  # noqa: A002
        def command() -> Extend:
            return Extend(last_of(body(Extension, form).closes), who.person)

        return await act(request, id, form, command, EXTENDED)

    @routes.post("/{id}/zamkniecie")
    async def close(request: Request, id: str, who: Officer, form: Form) -> Response:  # noqa: A002
        def command() -> Close:
            closes = typed(Closure, {"closes": form.text(EARLIER)}).closes
            return Close(None if closes is None else last_of(closes), who.person)

        return await act(request, id, form, command, CLOSED)

    @routes.post("/{id}/odwolanie")
    async def cancel(request: Request, id: str, _: Officer, form: Form) -> Response:  # noqa: A002
        return await act(request, id, form, Cancel, CANCELLED)
