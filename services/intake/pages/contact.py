"""Whom an application is written to, and the team that acts in it; for applicants and officers."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from chassis.auth import Principal
from chassis.pages import LONGEST, Turn
from chassis.process import Invalid, Refused, Text
from chassis.site.filled import EMPTY, Filled, flat
from chassis.site.page import Site
from chassis.site.posted import Form
from services.intake import queries
from services.intake.api.access import opened
from services.intake.api.contact import NewContact, given, written_to
from services.intake.domain.application import Application
from services.intake.domain.reading import required
from services.intake.pages.guests import Applicant, Filer, home_of
from services.intake.pages.office import status_of
from services.intake.service import Intake

WRITTEN_TO: Final = Text("Dane do kontaktu zmieniono.", "The contact is changed.")
GIVEN: Final = Text(
    "Od teraz wniosek prowadzi cały zespół.", "From now on the whole team runs the application."
)


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False)
    _add_contact(routes, service, site)
    _add_team(routes, service, site)
    return routes


def _add_contact(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/sprawy/{id}/kontakt")
    async def contact(request: Request, id: str, who: Filer) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        told = {**flat({"contact": found.form.contact.model_dump()}), "person": found.owner.person}
        return await show(request, found, who, EMPTY.begin(told))

    @routes.post("/sprawy/{id}/kontakt")
    async def write_to(request: Request, id: str, who: Filer, form: Form) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        typed = {
            name.removeprefix("contact."): value
            for name, value in form.fields().items()
            if name.startswith("contact.")
        }
        said = NewContact(contact=typed, person=form.text("person")[:100] or None)
        try:
            await written_to(service, id, said, who, form.cause)
        except Refused as error:
            filled = Filled(form.fields()).refused(error)
            return await show(request, found, who, filled, status_of(error))
        return site.go(home_of(found, who), WRITTEN_TO, request)

    async def show(
        request: Request, found: Application, who: Principal, form: Filled, status: int = 200
    ) -> Response:
        team = None if found.team is None else (await service.teams.get(found.team)).state
        people = [(each.contact.person, each.contact.name) for each in team.members] if team else []
        said: dict[str, Any] = {"application": found, "people": people, "form": form}
        back = home_of(found, who)
        return site.page(request, "case-contact.html", status=status, back=back, **said)


def _add_team(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/wnioski/{id}/zespol")
    async def ask(request: Request, id: str, who: Applicant) -> Response:  # noqa: A002
        """What it means, before it is done."""
        return await show(request, (await opened(service, id, who)).state, who, EMPTY)

    @routes.post("/wnioski/{id}/zespol")
    async def give(request: Request, id: str, who: Applicant, form: Form) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        try:
            if not form.text("team"):
                raise Invalid((required("team"),))
            await given(service, id, form.text("team")[:100], who, form.cause)
        except Refused as error:
            filled = Filled(form.fields()).refused(error)
            return await show(request, found, who, filled, status_of(error))
        return site.go(home_of(found, who), GIVEN, request)

    async def show(
        request: Request, found: Application, who: Principal, form: Filled, status: int = 200
    ) -> Response:
        teams = (await queries.joined(service.teams, who.person, Turn(LONGEST))).items
        said: dict[str, Any] = {"application": found, "teams": teams, "form": form}
        back = home_of(found, who)
        return site.page(request, "application-team.html", status=status, back=back, **said)
