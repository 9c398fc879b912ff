"""The form, a section on each page: saved as it is typed, checked when it is to be sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from chassis.process import FieldError, Invalid, Refused, Text
from chassis.site.filled import Filled, flat
from chassis.site.page import Site
from chassis.site.posted import Form as Sent
from chassis.site.posted import Posted, nested
from services.intake.api.access import acting
from services.intake.domain.application import Application
from services.intake.domain.calendar import local_date
from services.intake.domain.commands import EditPart
from services.intake.domain.form import Form, Item
from services.intake.domain.progress import wanting
from services.intake.domain.reading import read
from services.intake.pages.answers import anchored, labels
from services.intake.pages.fields import FILES, FILING, ITEM, ITEMS, SECTIONS, Section
from services.intake.pages.guests import Filer, draft_only
from services.intake.pages.words import categories, entity_types
from services.intake.service import Intake

MOST_ITEMS: Final = 20
MOST_RECOMMENDATIONS: Final = 20
MISSING: Final = frozenset({"required", "attachments", "declarations"})
"""What is not there yet is no mistake until one wants to send."""
SAVED: Final = Text("Zapisano.", "Saved.")


def router(service: Intake, site: Site) -> APIRouter:
    """The routes; attachments have pages of their own."""
    routes = APIRouter(prefix="/wnioski/{id}", include_in_schema=False)
    for section in (FILING, *SECTIONS):
        if section != FILES:
            _add(routes, service, site, section)
    return routes


def _add(routes: APIRouter, service: Intake, site: Site, section: Section) -> None:
    @routes.get(f"/{section.path}")
    async def ask(id: str, request: Request, who: Filer, braki: str = "") -> Response:  # noqa: A002
        found = draft_only((await acting(service, id, who)).state, who)
        errors = await _errors(service, found, section, missing=bool(braki))
        filled = Filled(typed(found.form, site.language(request)), anchored(errors))
        return await _page(service, site, request, found, section, filled)

    @routes.post(f"/{section.path}")
    async def save(id: str, request: Request, who: Filer, form: Sent) -> Response:  # noqa: A002
        found = (await acting(service, id, who)).state
        raw = sorted_out(section, form)
        still = "hx-request" in request.headers
        if not still:
            draft_only(found, who)
        try:
            part = part_of(section, raw)
            # The same part sent again is the same part: no key is needed, and an old one hinders.
            found = (await service.change(id, EditPart(*part))).state
        except Refused as error:
            if still:
                return _status(site, request, labels(found.form), error)
            filled = Filled(flat(raw)).refused(error)
            return await _page(service, site, request, _with(found, raw), section, filled)
        if still:
            now = service.clock.real()
            return site.page(request, "section-saved.html", at=now, error=None, label=None)
        return await _on(service, site, request, found, section, form)


async def _on(
    service: Intake,
    site: Site,
    request: Request,
    found: Application,
    section: Section,
    form: Posted,
) -> Response:
    """Where to after saving: on; here again while something is wrong or one more is added."""
    here = f"/wnioski/{found.id}/{section.path}"
    if section == ITEMS and form.text("do"):
        return site.go(f"{here}#items.{max(0, len(found.form.items) - 1)}")
    if await _errors(service, found, section, missing=False):
        return site.go(here)
    return site.go(following(found, section), SAVED, request)


def following(found: Application, section: Section) -> str:
    """The page after this one: the next section, at the end what was typed."""
    if section not in SECTIONS or section == SECTIONS[-1]:
        return f"/wnioski/{found.id}/sprawdz"
    return f"/wnioski/{found.id}/{SECTIONS[SECTIONS.index(section) + 1].path}"


async def _errors(
    service: Intake, found: Application, section: Section, *, missing: bool
) -> tuple[FieldError, ...]:
    call = await service.call_of(found)
    errors = wanting(found, call, local_date(service.clock.now()))[section.code]
    return tuple(error for error in errors if missing or error.code not in MISSING)


async def _page(
    service: Intake,
    site: Site,
    request: Request,
    found: Application,
    section: Section,
    filled: Filled,
) -> Response:
    procedure = (await service.call_of(found)).procedure
    least = procedure.formal.recommendations_per_item
    return site.page(
        request,
        "section.html",
        status=filled.status if request.method == "POST" else 200,
        application=found,
        section=section,
        sections=SECTIONS,
        item_asks=ITEM,
        places=[_places(item, least) for item in found.form.items],
        types=entity_types(procedure.entity_types),
        categories=categories(procedure.categories),
        most=MOST_ITEMS,
        labels=labels(found.form),
        form=filled,
    )


def _places(item: Item, least: int) -> int:
    """How many recommendations may be typed: one more than there are, and as many as needed."""
    return min(max(least, len(item.recommendations) + 1), MOST_RECOMMENDATIONS)


def _status(site: Site, request: Request, named: Mapping[str, Text], error: Refused) -> Response:
    """The line under a form that is saved as it is typed, when it could not be."""
    first = error.errors[0] if isinstance(error, Invalid) else None
    text = error.text if first is None else first.text
    label = None if first is None else named.get(first.field)
    return site.page(request, "section-saved.html", at=None, error=text, label=label)


def typed(form: Form, language: str) -> dict[str, Any]:
    """The form as fields; amounts as they are written in the reader's language."""
    values = flat(form)
    for name in ("economy.total", "economy.own"):
        if language == "pl" and values.get(name) is not None:
            values[name] = str(values[name]).replace(".", ",")
    return values


def sorted_out(section: Section, form: Posted) -> dict[str, Any]:
    """What came in, as the form reads it: nothing for empty fields."""
    fields = {name: value for name, value in form.fields().items() if name != "do"}
    raw: dict[str, Any] = _full(nested(fields)) or {}
    if section == ITEMS:
        return {"items": _items(raw.get("items", []), form.text("do"))}
    if section == FILING:
        return {"received_on": raw.get("received_on")}
    return {section.code: raw.get(section.code, {})}


def _full(value: Any) -> Any:
    """Without what is empty; items keep their places."""
    if isinstance(value, dict):
        inner = {name: _full(each) for name, each in value.items()}
        return {name: each for name, each in inner.items() if each not in ("", None, {})} or None
    if isinstance(value, list):
        return [_full(each) or {} for each in value]
    return value


def _items(raw: list[dict[str, Any]], do: str) -> list[dict[str, Any]]:
    """The items, one more or one less if that was asked for."""
    what, _, no = do.partition(".")
    items = [
        {**item, "recommendations": [each for each in item.get("recommendations", []) if each]}
        for index, item in enumerate(raw)
        if (what, no) != ("remove", str(index))
    ]
    return [*items, {}] if what == "add" and len(items) < MOST_ITEMS else items


def part_of(section: Section, raw: Mapping[str, Any]) -> tuple[str, Any]:
    """The part of the form that a section is, and its value.

    Raises:
        Invalid: A field that cannot be read.
    """
    name = "received_on" if section == FILING else section.code
    return name, getattr(read(Form, raw), name)


def _with(found: Application, raw: Mapping[str, Any]) -> Application:
    """As many items as were typed, so that each has its place on the page."""
    if "items" not in raw:
        return found
    blank = tuple(Item() for _ in raw["items"][:MOST_ITEMS])
    shown: Application = found.but(form=found.form.model_copy(update={"items": blank}))
    return shown
