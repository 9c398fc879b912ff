"""What else an officer does with a case: decide an appeal, hand the contact over."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from chassis.process import Refused, Text
from chassis.site.filled import EMPTY, Filled, flat
from chassis.site.page import Site
from chassis.site.posted import Form
from services.intake.api.access import member, opened
from services.intake.api.appeals import Ruling
from services.intake.api.contact import NewContact
from services.intake.domain.appeal import DecideAppeal
from services.intake.domain.application import Application
from services.intake.domain.contact import ChangeContact
from services.intake.domain.form import Contact
from services.intake.domain.reading import read
from services.intake.pages.office import WORDS, Officer, body, status_of
from services.intake.service import Intake

DECIDED: Final = Text("Odwołanie rozpatrzono.", "The appeal is decided.")
WRITTEN_TO: Final = Text("Dane do kontaktu zmieniono.", "The contact is changed.")


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/sprawy/{id}", include_in_schema=False)
    _add_appeal(routes, service, site)
    _add_contact(routes, service, site)
    return routes


def _add_appeal(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/odwolanie")
    async def appealed(request: Request, id: str, who: Officer) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        return site.page(request, "case-appeal.html", application=found, **WORDS)

    @routes.post("/odwolanie")
    async def rule(request: Request, id: str, who: Officer, form: Form) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        call = await service.call_of(found)
        try:
            said = body(Ruling, form)
            command = DecideAppeal(said.outcome, said.reasons, call, who.person)
            await service.change(id, command, form.cause)
        except Refused as error:
            filled = Filled(form.fields()).refused(error)
            more: dict[str, Any] = {"application": found, "form": filled, **WORDS}
            return site.page(request, "case-appeal.html", status=status_of(error), **more)
        return site.go(f"/sprawy/{id}", DECIDED, request)


def _add_contact(routes: APIRouter, service: Intake, site: Site) -> None:
    async def page(
        request: Request, found: Application, form: Filled, status: int = 200
    ) -> Response:
        team = None if found.team is None else (await service.teams.get(found.team)).state
        people = [(each.contact.person, each.contact.name) for each in team.members] if team else []
        more = {"application": found, "people": people, "form": form}
        return site.page(request, "case-contact.html", status=status, **more)

    @routes.get("/kontakt")
    async def contact(request: Request, id: str, who: Officer) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        told = {**flat({"contact": found.form.contact.model_dump()}), "person": found.owner.person}
        return await page(request, found, EMPTY.begin(told))

    @routes.post("/kontakt")
    async def write_to(request: Request, id: str, who: Officer, form: Form) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        typed = {
            name.removeprefix("contact."): value
            for name, value in form.fields().items()
            if name.startswith("contact.")
        }
        try:
            said = NewContact(contact=typed, person=form.text("person")[:100] or None)
            heir = None if said.person is None else await member(service, found, said.person)
            to = read(Contact, said.contact, "contact")
            await service.change(id, ChangeContact(to, heir, who.person), form.cause)
        except Refused as error:
            filled = Filled(form.fields()).refused(error)
            return await page(request, found, filled, status_of(error))
        return site.go(f"/sprawy/{id}", WRITTEN_TO, request)
