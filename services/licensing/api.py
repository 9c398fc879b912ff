"""The JSON doors of licensing."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, StringConstraints

from chassis.auth import Principal, allow, public
from chassis.http import idempotency
from chassis.openapi import example
from chassis.pages import Page, Turned
from contracts.workdays import Day
from services.licensing import queries
from services.licensing.access import holder
from services.licensing.certificates import Certificates
from services.licensing.domain.certificate import FIELDS, KIND
from services.licensing.domain.commands import Reinstate, Revoke, Sign, Surrender, Suspend
from services.licensing.domain.licence import Form, State
from services.licensing.numbers import slashed
from services.licensing.service import Licensing
from services.licensing.views import LicenceView, RegisterEntry

Officer = Annotated[Principal, Depends(allow("officer"))]
Licensee = Annotated[Principal, Depends(allow("applicant", "officer"))]
Cause = Annotated[str, Depends(idempotency)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Text = Annotated[str, Query(max_length=200)]
Shown = Literal["active", "expired", "suspended", "revoked", "surrendered"]


def asked_for(
    q: Text = "",
    entity: Text = "",
    item: Text = "",
    town: Text = "",
    category: Annotated[str | None, Query(max_length=50)] = None,
    state: Shown | None = None,
) -> queries.Question:
    """What the register is searched for: ``q`` in every field, the others in their own."""
    texts: dict[queries.Field, str] = {"q": q, "entity": entity, "item": item, "town": town}
    return queries.Question(texts, category or None, State(state) if state else None)


Asked = Annotated[queries.Question, Depends(asked_for)]


class Signature(BaseModel):
    """The signed agreement as the office received it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=example(form="paper", signed_on="2026-06-20")
    )

    form: Form
    signed_on: Day | None = None


class Reasons(BaseModel):
    """Why the office does it; the licensee reads this."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=example(reason="Znak na innym produkcie.")
    )

    reason: Annotated[Reason, StringConstraints(min_length=1)]


class Wish(BaseModel):
    """The licensee gives the licence up, and need not say why."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=example(reason="Kończymy działalność.")
    )

    reason: Reason = ""


class PublicKeys(BaseModel):
    """What certificates are checked with: JWKs (RFC 8037), the present key first."""

    kind: str
    fields: tuple[str, ...]
    keys: tuple[dict[str, str], ...]


def router(service: Licensing, certificates: Certificates) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api", tags=["licensing"])
    _add_office(routes, service)
    _add_measures(routes, service)
    _add_register(routes, service)
    _add_certificates(routes, certificates)
    return routes


def _add_office(routes: APIRouter, service: Licensing) -> None:
    @routes.get("/licences")
    async def licences(_: Officer, turn: Turned, state: State | None = None) -> Page[LicenceView]:
        """Licences in a state, as computed from the dates."""
        today = service.today()
        page = await queries.licences(service, state, turn)
        return page.of(lambda licence: LicenceView.of(licence, today))

    @routes.get("/licences/{id}")
    async def licence(_: Officer, id: str) -> LicenceView:  # noqa: A002
        """One licence with its terms and what waits for a signature."""
        return LicenceView.of((await service.licences.get(id)).state, service.today())

    @routes.post("/licences/{id}/signature")
    async def sign(id: str, body: Signature, who: Officer, cause: Cause) -> LicenceView:  # noqa: A002
        """Record the signed agreement: the first term begins, or the next one is made."""
        command = Sign(by=who.person, form=body.form, signed_on=body.signed_on)
        signed = await service.change(id, command, cause)
        return LicenceView.of(signed.state, service.today())


def _add_measures(routes: APIRouter, service: Licensing) -> None:
    async def takes(
        id: str,  # noqa: A002
        command: Suspend | Reinstate | Revoke | Surrender,
        cause: str,
    ) -> LicenceView:
        changed = await service.change(id, command, cause)
        return LicenceView.of(changed.state, service.today())

    @routes.post("/licences/{id}/suspension")
    async def suspend(id: str, body: Reasons, who: Officer, cause: Cause) -> LicenceView:  # noqa: A002
        """Suspend a licence in force: no right to the mark until it is reinstated."""
        return await takes(id, Suspend(who.person, body.reason), cause)

    @routes.post("/licences/{id}/reinstatement")
    async def reinstate(id: str, body: Reasons, who: Officer, cause: Cause) -> LicenceView:  # noqa: A002
        """End a suspension."""
        return await takes(id, Reinstate(who.person, body.reason), cause)

    @routes.post("/licences/{id}/revocation")
    async def revoke(id: str, body: Reasons, who: Officer, cause: Cause) -> LicenceView:  # noqa: A002
        """Take a licence back for good."""
        return await takes(id, Revoke(who.person, body.reason), cause)

    @routes.post("/licences/{id}/surrender")
    async def surrender(
        id: str,  # noqa: A002
        body: Wish,
        who: Licensee,
        cause: Cause,
    ) -> LicenceView | RegisterEntry:
        """Give a licence up for good: the licensee does, or an officer records that they did."""
        if who.has("officer"):
            return await takes(id, Surrender(who.person, body.reason), cause)
        licence = (await service.licences.get(id)).state
        await holder(service, licence, who)
        given_up = await service.change(id, Surrender(who.person, body.reason), cause)
        return RegisterEntry.of(given_up.state, service.today())


def _add_register(routes: APIRouter, service: Licensing) -> None:
    @routes.get("/register", dependencies=[Depends(public)])
    async def register(asked: Asked, turn: Turned) -> Page[RegisterEntry]:
        """The public register, by number; see the fields for what it is searched by."""
        today = service.today()
        page = await queries.register(service, asked, turn)
        return page.of(lambda licence: RegisterEntry.of(licence, today))

    @routes.get(
        "/register.csv",
        dependencies=[Depends(public)],
        response_class=StreamingResponse,
        responses={200: {"content": {"text/csv": {}}}},
    )
    async def open_data(asked: Asked) -> StreamingResponse:
        """The whole register, or what the search finds, as CSV: one line for each item."""
        attached = {"content-disposition": 'attachment; filename="register.csv"'}
        table = queries.table(service, asked)
        return StreamingResponse(table, media_type="text/csv; charset=utf-8", headers=attached)

    @routes.get("/register/{number}", dependencies=[Depends(public)])
    async def registered(number: str) -> RegisterEntry:
        """One licence by its number, written with dashes: ``ZP-LUB-2026-0001``."""
        licence = await queries.registered(service, slashed(number))
        return RegisterEntry.of(licence, service.today())


def _add_certificates(routes: APIRouter, certificates: Certificates) -> None:
    @routes.get("/certificates/key", dependencies=[Depends(public)])
    async def key() -> PublicKeys:
        """The public keys of certificates.

        What is signed is ``kind`` and the values of ``fields`` in the address, in this order,
        joined by line feeds; the signature is the address's ``podpis`` (Ed25519, base64url).
        """
        named = {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig"}
        keys = tuple({**named, "x": each} for each in certificates.keys)
        return PublicKeys(kind=KIND, fields=FIELDS, keys=keys)
