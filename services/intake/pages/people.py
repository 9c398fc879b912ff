"""The accounts of people, for the office: find, invite, change roles, remove, erase, export."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from chassis.auth import ROLES, Principal
from chassis.process import Refused, Text, Unknown
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form, Posted
from contracts.base import Role
from contracts.people import address_of, person_of
from contracts.values import Contact
from services.intake import erasing, export, queries_people
from services.intake.api.people import Grounds, Invitation, NewRoles, actor, on_paper
from services.intake.domain.identifiers import is_email
from services.intake.domain.person import Erasure, State
from services.intake.domain.reading import read
from services.intake.known import known
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
            "elsewhere": await _without_account(service, q.strip()),
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


async def _without_account(service: Intake, q: str) -> str | None:
    """The page of who has this whole address and no account."""
    if not is_email(q) or await service.people.find(address_of(q)) is not None:
        return None
    return f"/osoby/{person_of(q)}?{urlencode({'email': q})}"


async def _one(
    service: Intake, site: Site, request: Request, id_: str, form: Filled = EMPTY
) -> Response:
    """The page of a person, with or without an account."""
    found = await service.people.accounts.find(id_)
    if found is None:
        said = await _unaccounted(service, id_, form, request)
        return site.page(request, "person-known.html", status=form.status, person=id_, **said)
    person = found.state
    said = {
        "person": person,
        "on_paper": await on_paper(service, id_),
        "erased_by": await _granted_by(service, person.erasure),
        "form": form.begin({"roles": person.roles}),
    }
    return site.page(request, "person.html", status=form.status, **said, **FILED)


async def _unaccounted(service: Intake, id_: str, form: Filled, request: Request) -> dict[str, Any]:
    """Somebody without an account; of who is known nowhere an address has to say that they are.

    Raises:
        Unknown: It does not.
    """
    email = request.query_params.get("email", "")[:254] or form.value("email")
    found = await known(service, id_)
    if found is None and person_of(email) != id_:
        raise Unknown("person")
    return {"known": found, "form": form.begin({"email": email})}


def _add_one(routes: APIRouter, service: Intake, site: Site) -> None:
    async def after(
        request: Request, id_: str, form: Posted, change: Awaitable[Any], done: Text
    ) -> Response:
        try:
            await change
        except Refused as error:
            status_of(error)  # what is not theirs to ask is no matter of the form
            return await _one(service, site, request, id_, _kept(form).refused(error))
        return site.go(f"/osoby/{id_}", done, request)

    @routes.get("/{id}")
    async def person(request: Request, id: str, _: Desk) -> Response:  # noqa: A002
        return await _one(service, site, request, id)

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
    asked = read(Grounds, {"reason": form.text("reason"), "email": form.text("email") or None})
    await erasing.grant(service, id_, asked.reason, actor(who), form.cause, asked.email)


async def _granted_by(service: Intake, erasure: Erasure | None) -> str | None:
    """The name of who granted it; none where a rule did, or nobody is called so any more."""
    return None if erasure is None else (await service.people.names([erasure.by])).get(erasure.by)


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
