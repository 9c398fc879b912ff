"""The office's desk: today's work with counts, what waits, what expires, and search."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from chassis.process import Text, Unknown
from chassis.site.page import Site
from services.intake import queries_desk
from services.intake.domain.calendar import end_of_day, local_date
from services.intake.domain.identifiers import compact
from services.intake.pages.case import the_file
from services.intake.pages.office import WORDS, Desk, Officer, further, turn
from services.intake.service import Intake

SOON: Final = dt.timedelta(days=3)
"""Corrections that end within it are counted."""

EXPIRING: Final = dt.timedelta(days=60)
"""Licences that end within it are."""

ALL_CHECKED: Final = Text(
    "Wszystkie wnioski są ocenione formalnie.", "Every application is checked formally."
)

NUMBER: Final = re.compile(r"ZP/\d{4}/\d{6,}", re.IGNORECASE)
LICENCE: Final = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*[/-]\d{4}[/-]\d{4,}", re.IGNORECASE)
NIP: Final = re.compile(r"\d{10}")


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/pulpit", include_in_schema=False)
    _add_today(routes, service, site)
    _add_search(routes, service, site)
    return routes


def _ending(service: Intake) -> tuple[dt.date, dt.date]:
    today = local_date(service.clock.now())
    return today, today + EXPIRING


def _add_today(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("")
    async def today(request: Request, _: Desk) -> Response:
        now = service.clock.now()
        soon = end_of_day(local_date(now) + SOON)
        work = await queries_desk.work(
            service.applications, service.cases, service.licences, now, soon, _ending(service)
        )
        said: dict[str, Any] = {"work": work, "today": local_date(now), "most": queries_desk.MOST}
        return site.page(request, "today.html", **said)

    @routes.get("/nastepny")
    async def following(request: Request, _: Officer, po: str = "") -> Response:
        """The next application to check, after the one of this number; then from the beginning."""
        found = await queries_desk.to_check(service.applications, po[:50])
        if found is None:
            return site.go("/pulpit", ALL_CHECKED, request)
        return site.go(f"/sprawy/{found}/ocena")

    @routes.get("/sprawy")
    async def waiting(
        request: Request, _: Desk, czeka: str = "experts", after: str | None = None
    ) -> Response:
        if czeka not in queries_desk.WAITING:
            raise Unknown("list")
        page = await queries_desk.waiting(service.cases, czeka, turn(after))
        ids = [str(case["_id"]) for case in page.items]
        said: dict[str, Any] = {
            "cases": page.items,
            "entities": await queries_desk.entities(service.applications, ids),
            "waits_for": czeka,
            "next": further(request, page),
        }
        now = queries_desk.said(service.clock.now())
        return site.page(request, "waiting.html", now=now, **said, **WORDS)

    @routes.get("/licencje")
    async def expiring(request: Request, _: Desk, after: str | None = None) -> Response:
        page = await queries_desk.expiring(service.licences, _ending(service), turn(after))
        said: dict[str, Any] = {"licences": page.items, "next": further(request, page)}
        return site.page(request, "expiring.html", **said)


def _add_search(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/szukaj")
    async def search(request: Request, _: Desk, q: str = "", after: str | None = None) -> Response:
        """A number leads to its case, a NIP to its applications, words to the entities."""
        asked, filed = q.strip()[:200], service.applications
        if (case := await _numbered(service, asked)) is not None:
            return site.go(f"/sprawy/{case}")
        digits = compact(asked)
        if NIP.fullmatch(digits):
            page = await queries_desk.of_entity(filed, digits, turn(after))
        else:
            page = await queries_desk.named(filed, asked, turn(after))
        said: dict[str, Any] = {"found": page.items, "next": further(request, page)}
        return site.page(request, "search.html", sought=asked, **said, **WORDS)


async def _numbered(service: Intake, asked: str) -> str | None:
    """The case of the number that was typed, of a case or of a licence; none for other texts."""
    number, licence = NUMBER.fullmatch(asked), LICENCE.fullmatch(asked)
    if not number and not licence:
        return None
    try:
        if number:
            return str((await the_file(service, asked.upper(), ""))["_id"])
        prefix, year, no = re.split(r"[/-](?=\d{4}[/-]\d+$|\d+$)", asked.upper(), maxsplit=2)
        return str((await the_file(service, "", f"{prefix}/{year}/{no}"))["_id"])
    except Unknown:
        return None
