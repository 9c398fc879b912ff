"""Calls, for the office: the list, a new one, a later or an earlier end, giving one up."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from chassis.http import request_id_for
from chassis.process import FieldError, Invalid, Refused, Text
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form
from services.intake import queries
from services.intake.api.calls import Closure, Extension, Opening, last_of, opening
from services.intake.domain.calendar import local_date
from services.intake.domain.call import Call, Cancel, Close, Extend, State
from services.intake.domain.reading import wrong
from services.intake.pages.office import Desk, Label, Officer, body, further, status_of, turn
from services.intake.service import Intake

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
OPENED: Final = Text("Nabór zapisano.", "The call is recorded.")
EXTENDED: Final = Text("Nabór przedłużono.", "The call is extended.")
CLOSED: Final = Text("Koniec naboru zapisano.", "The end of the call is recorded.")
CANCELLED: Final = Text("Nabór odwołano.", "The call is cancelled.")


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/pulpit/nabory", include_in_schema=False)
    _add_opening(routes, service, site)
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
            status, (filled, mistakes) = status_of(error), _told(form.fields(), error)
            said: dict[str, Any] = {"form": filled, "mistakes": mistakes, "labels": LABELS}
            return site.page(request, "call-new.html", status=status, **_choices(service) | said)
        return site.go(f"/pulpit/nabory/{id_}", OPENED, request)


def _choices(service: Intake) -> dict[str, Any]:
    """The procedures that the office keeps."""
    names = sorted(path.stem for path in service.settings.procedures.glob("*.toml"))
    return {"procedures": [(name, name) for name in names], "mistakes": ()}


def _told(fields: dict[str, str], error: Refused) -> tuple[Filled, tuple[FieldError, ...]]:
    """The form with what is wrong in it, and the mistakes of the procedure's own file."""
    if not isinstance(error, Invalid):
        return Filled(fields).refused(error), ()
    own = tuple(each for each in error.errors if each.field in LABELS and each.line is None)
    mistakes = tuple(each for each in error.errors if each not in own)
    if mistakes:
        own = (*own, wrong("procedure", "mistaken", *MISTAKEN))
    return Filled(fields, own), mistakes


def _add_one(routes: APIRouter, service: Intake, site: Site) -> None:
    def page(request: Request, call: Call, form: Filled = EMPTY, status: int = 200) -> Response:
        said = {"call": call, "form": form, "call_states": CALL_STATES}
        return site.page(request, "call-desk.html", status=status, **said)

    async def act(request: Request, id_: str, form: Form, command: Any, done: Text) -> Response:
        try:
            await service.change_call(id_, command(), form.cause)
        except Refused as error:
            status = status_of(error)
            call = (await service.calls.get(id_)).state
            return page(request, call, Filled(form.fields()).refused(error), status)
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
            closes = body(Closure, form).closes
            return Close(None if closes is None else last_of(closes), who.person)

        return await act(request, id, form, command, CLOSED)

    @routes.post("/{id}/odwolanie")
    async def cancel(request: Request, id: str, _: Officer, form: Form) -> Response:  # noqa: A002
        return await act(request, id, form, Cancel, CANCELLED)
