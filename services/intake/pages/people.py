"""The accounts of people, for the office: find, invite, change roles, remove, erase, export."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from chassis.auth import ROLES, Principal
from chassis.process import Refused, Text
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form, Posted
from contracts.base import Role
from contracts.people import address_of, person_of
from contracts.values import Contact
from services.intake import erasing, export, queries_people
from services.intake.api.people import Grounds, Invitation, NewRoles, actor
from services.intake.domain.person import Person, State
from services.intake.domain.reading import read
from services.intake.pages.office import Desk, Label, Officer, further, status_of, turn, typed
from services.intake.service import Intake

PERSON_STATES: Final[Mapping[State, Label]] = {
    State.INVITED: Label(Text("zaproszona", "invited"), "warn"),
    State.ACTIVE: Label(Text("aktywna", "active"), "good"),
    State.REMOVED: Label(Text("konto zamknięte", "account closed"), "bad"),
    State.ERASED: Label(Text("dane usunięte", "erased"), ""),
}
INVITED: Final = Text("Zaproszenie wysłano.", "The invitation is sent.")
CHANGED: Final = Text("Role zmieniono. Ta osoba zaloguje się jeszcze raz.", "Roles are changed.")
CLOSED: Final = Text("Konto zamknięto.", "The account is closed.")
ERASED: Final = Text("Dane tej osoby są usuwane.", "The person's data is being erased.")
FILED: Final[dict[str, Any]] = {"roles": ROLES, "person_states": PERSON_STATES}


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/osoby", include_in_schema=False)
    _add_inviting(routes, service, site)
    _add_one(routes, service, site)
    _add_data(routes, service)
    return routes


def _add_inviting(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("")
    async def people(
        request: Request, _: Desk, q: str = "", rola: str = "", after: str | None = None
    ) -> Response:
        role: Role | None = next((each for each in ROLES if each == rola), None)
        accounts = service.people.accounts
        page = await queries_people.listed(accounts, q[:200], role, None, turn(after))
        said: dict[str, Any] = {
            "people": page.items,
            "next": further(request, page),
            "q": q,
            "rola": rola,
        }
        return site.page(request, "people.html", **said, **FILED)

    @routes.get("/zaproszenie")
    async def begun(request: Request, _: Desk) -> Response:
        """A link may name the person, as the form would: lists of experts and members do."""
        asked = request.query_params
        said = {name: asked.get(name, "")[:200] for name in ("name", "email", "language")}
        form = Filled({**said, "roles": asked.getlist("roles")})
        return site.page(request, "person-new.html", form=form, **FILED)

    @routes.post("/zaproszenie")
    async def invite(request: Request, who: Desk, form: Form) -> Response:
        try:
            asked = _invitation(form)
            address = address_of(asked.email)
            contact = Contact(
                person=person_of(address), name=asked.name, email=address, language=asked.language
            )
            found = await service.people.invite(contact, asked.roles, actor(who), form.cause)
        except Refused as error:
            filled = _kept(form).refused(error)
            return site.page(
                request, "person-new.html", status=status_of(error), form=filled, **FILED
            )
        return site.go(f"/osoby/{found.id}", INVITED, request)


def _kept(form: Posted) -> Filled:
    return Filled({**form.fields(), "roles": form.texts("roles")})


def _invitation(form: Posted) -> Invitation:
    return typed(Invitation, {**form.fields(), "roles": form.texts("roles")})


def _add_one(routes: APIRouter, service: Intake, site: Site) -> None:
    def page(request: Request, found: Person, form: Filled = EMPTY, status: int = 200) -> Response:
        begun = form.begin({"roles": found.roles})
        return site.page(request, "person.html", status=status, person=found, form=begun, **FILED)

    async def after(
        request: Request, id_: str, form: Posted, change: Awaitable[Any], done: Text
    ) -> Response:
        try:
            await change
        except Refused as error:
            status = status_of(error)
            found = (await service.people.accounts.get(id_)).state
            return page(request, found, _kept(form).refused(error), status)
        return site.go(f"/osoby/{id_}", done, request)

    @routes.get("/{id}")
    async def person(request: Request, id: str, _: Desk) -> Response:  # noqa: A002
        return page(request, (await service.people.accounts.get(id)).state)

    @routes.post("/{id}/role")
    async def change(request: Request, id: str, who: Desk, form: Form) -> Response:  # noqa: A002
        return await after(request, id, form, _give(service, id, who, form), CHANGED)

    @routes.post("/{id}/zamkniecie")
    async def remove(request: Request, id: str, who: Desk, form: Form) -> Response:  # noqa: A002
        return await after(request, id, form, service.people.remove(id, actor(who)), CLOSED)

    @routes.post("/{id}/usuniecie")
    async def erase(request: Request, id: str, who: Desk, form: Form) -> Response:  # noqa: A002
        return await after(request, id, form, _erase(service, id, who, form), ERASED)


async def _give(service: Intake, id_: str, who: Principal, form: Posted) -> None:
    roles = read(NewRoles, {"roles": form.texts("roles")}).roles
    await service.people.change_roles(id_, roles, actor(who))


async def _erase(service: Intake, id_: str, who: Principal, form: Posted) -> None:
    reason = form.text("reason")
    await erasing.grant(
        service, id_, read(Grounds, {"reason": reason}).reason, actor(who), form.cause
    )


def _add_data(routes: APIRouter, service: Intake) -> None:
    @routes.get("/{id}/dane.json")
    async def data(id: str, _: Officer) -> Response:  # noqa: A002
        """What intake holds on a person; the other services hold their own."""
        held = await export.held(service.people.accounts.collection.database, id)
        content = json.dumps(
            {"person": id, "held": held}, ensure_ascii=False, default=str, indent=1
        )
        headers = {"Content-Disposition": 'attachment; filename="dane-osoby.json"'}
        return Response(content, media_type="application/json", headers=headers)
