"""The accounts of people, for the office: invite, change roles, remove, find."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import Principal, allow
from chassis.openapi import example
from chassis.pages import Page, Turned
from contracts.base import Language, Role
from contracts.people import address_of, person_of
from contracts.values import Contact
from services.intake import erasing, queries, queries_people
from services.intake.api.access import Cause
from services.intake.domain.person import Actor, Person, State
from services.intake.service import Intake

Office = Annotated[Principal, Depends(allow("officer", "director"))]
Roles = Annotated[tuple[Role, ...], Field(max_length=6)]
Words = Annotated[str, Query(max_length=200)]


class Invitation(BaseModel):
    """Whom to let in."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(
            email="piotr@uczelnia.example", name="Piotr Zieliński", language="pl", roles=["expert"]
        ),
    )

    email: str = Field(max_length=254, pattern=r"^\s*[^@\s]+@[^@\s]+\s*$")
    name: str = Field(min_length=1, max_length=200)
    language: Language = "pl"
    roles: Roles


class NewRoles(BaseModel):
    """All roles of a person from now on."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=example(roles=["expert", "chapter"])
    )

    roles: Roles


class Grounds(BaseModel):
    """Why a person is erased. Kept, so it names nobody.

    ``email``, which is not kept, is needed only for somebody whom intake does not know.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=example(reason="Wniosek z 3 marca 2026 r., art. 17 RODO.")
    )

    reason: str = Field(max_length=1000)
    email: str | None = Field(default=None, max_length=254)


class OnPaper(BaseModel):
    """An application on paper with the same address, whose applicant is erased by itself."""

    person: str
    number: str | None


class Granted(BaseModel):
    """An erasure: whose, and when it was granted. Every service does it within moments."""

    person: str
    at: dt.datetime
    on_paper: list[OnPaper] = []


class ErasureView(BaseModel):
    """Who granted an erasure, when, on what grounds."""

    by: str
    at: dt.datetime
    reason: str


class PersonView(BaseModel):
    """One account."""

    id: str
    name: str
    email: str | None
    language: Language
    roles: tuple[Role, ...]
    state: State


class PersonRecord(PersonView):
    """One account as the office sees it; ``erasure`` stays when the person comes back."""

    erasure: ErasureView | None = None


def person_view(person: Person) -> PersonView:
    """What is told of an account."""
    return PersonView.model_validate(person, from_attributes=True)


def actor(who: Principal) -> Actor:
    """Whoever asks, as the rules know them."""
    return Actor(who.person, who.roles)


async def on_paper(service: Intake, person: str) -> list[OnPaper]:
    """What came on paper with the address of this account."""
    account = await service.people.accounts.find(person)
    if account is None or not account.state.email:
        return []
    found = await queries.on_paper(service.applications, account.state.email)
    return [
        OnPaper(person=each.owner.person, number=each.number)
        for each in found
        if each.owner.person != person
    ]


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api/people", tags=["people"])
    _add_reading(routes, service)
    _add_changing(routes, service)
    return routes


def _add_reading(routes: APIRouter, service: Intake) -> None:
    @routes.get("")
    async def people(
        _: Office,
        turn: Turned,
        q: Words = "",
        role: Role | None = None,
        state: State | None = None,
    ) -> Page[PersonView]:
        """A page of accounts; ``q`` are beginnings of words of the name or the address."""
        accounts = service.people.accounts
        return (await queries_people.listed(accounts, q, role, state, turn)).of(person_view)

    @routes.get("/{id}")
    async def person(id: str, _: Office) -> PersonRecord:  # noqa: A002
        """One account, and its erasure if there was one."""
        found = (await service.people.accounts.get(id)).state
        return PersonRecord.model_validate(found, from_attributes=True)


def _add_changing(routes: APIRouter, service: Intake) -> None:
    @routes.post("", status_code=201)
    async def invite(body: Invitation, who: Office, cause: Cause) -> PersonView:
        """Let a person in, in these roles; a link is mailed to them."""
        address = address_of(body.email)
        contact = Contact(
            person=person_of(address), name=body.name, email=address, language=body.language
        )
        return person_view(await service.people.invite(contact, body.roles, actor(who), cause))

    @routes.post("/{id}/erasure", status_code=202)
    async def erase(id: str, body: Grounds, who: Office, cause: Cause) -> Granted:  # noqa: A002
        """Erase a person in all services; cases keep what they need, without them."""
        others = await on_paper(service, id)
        left = await erasing.grant(service, id, body.reason, actor(who), cause, body.email)
        at = left.erasure.at if left.erasure else service.clock.now()
        return Granted(person=id, at=at, on_paper=others)

    @routes.put("/{id}/roles")
    async def change_roles(id: str, body: NewRoles, who: Office) -> PersonView:  # noqa: A002
        """Replace a person's roles; they sign in anew."""
        return person_view(await service.people.change_roles(id, body.roles, actor(who)))

    @routes.delete("/{id}", status_code=204)
    async def remove(id: str, who: Office) -> None:  # noqa: A002
        """Close an account."""
        await service.people.remove(id, actor(who))

    @routes.delete("/{id}/sessions", status_code=204)
    async def end_sessions(id: str, who: Office) -> None:  # noqa: A002
        """End every session of a person."""
        await service.people.end(id, None, who.person)
