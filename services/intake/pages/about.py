"""Personal data, one's own sessions, and the accessibility declaration."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import ROLES, Principal, public
from chassis.process import Text
from chassis.site.page import Site
from chassis.site.posted import Form
from chassis.site.visitor import RENEW, Visitor, forget, guest
from services.intake.api.notice import Version
from services.intake.api.sign_in import sessions_of
from services.intake.pages.sign_in import REFRESH
from services.intake.service import Intake

Anybody = Annotated[Principal, Depends(guest(*ROLES))]

DATA: Final = "/dane-osobowe"
ENDED: Final = Text("Sesja jest zakończona.", "The session has ended.")
ALL_ENDED: Final = Text("Wylogowano wszędzie.", "You are signed out everywhere.")
HELD: Final = (
    ("/dane-osobowe/moje-dane.json", Text("Konto i wnioski", "Account and applications")),
    ("/oceny/moje-dane.json", Text("Ocena wniosków", "Evaluation")),
    ("/licencje/moje-dane.json", Text("Licencje", "Licences")),
    ("/poczta/moje-dane.json", Text("Wysłane wiadomości", "Mails sent")),
)
"""Each service holds its own and gives it itself."""

_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False)
    _add_data(routes, service, site)
    _add_accessibility(routes, service, site)
    return routes


def _add_data(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get(DATA, dependencies=[Depends(public)])
    async def data(request: Request, who: Visitor, wersja: Version = None) -> Response:
        """What is told to everybody, and what whoever is signed in may take and end."""
        version = wersja or service.notices.version
        sections, recommenders = await service.notices.said(version)
        named = tuple(each for each in recommenders if each not in sections)
        sessions = [] if who is None else await sessions_of(service, who)
        return site.page(
            request,
            "personal-data.html",
            sections=sections,
            named=named,
            version=version,
            held=HELD,
            sessions=[(each, device_name(each.device)) for each in sessions],
        )

    @routes.post(f"{DATA}/sesje/{{session}}/koniec")
    async def end(session: str, request: Request, who: Anybody, _: Form) -> Response:
        """End one of one's own sessions."""
        await service.people.end(who.person, session, who.person)
        if session == who.session:
            return _out(site.go("/", ENDED, request))
        return site.go(DATA, ENDED, request)

    @routes.post(f"{DATA}/sesje/koniec")
    async def end_all(request: Request, who: Anybody, _: Form) -> Response:
        """End all of them."""
        await service.people.end(who.person, None, who.person)
        return _out(site.go("/", ALL_ENDED, request))


def _out(answer: Response) -> Response:
    forget(answer)
    forget(answer, REFRESH, RENEW)
    return answer


def device_name(agent: str) -> str:
    """A browser and a system as people call them, of what a browser says it is."""
    found = (
        next((name for mark, name in table if mark in agent), "") for table in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(each for each in found if each) or agent[:40]


def _add_accessibility(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/dostepnosc", dependencies=[Depends(public)])
    async def declaration(request: Request, _: Visitor) -> Response:
        """The accessibility declaration (Act of 4 April 2019, art. 10)."""
        told = service.settings
        return site.page(
            request,
            "accessibility.html",
            office=service.people.office,
            said=told.accessibility,
            address=told.public_url,
        )
