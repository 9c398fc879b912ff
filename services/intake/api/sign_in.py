"""Signing in by a mailed link, and the sessions that follow."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import TOKEN_MINUTES, Principal, allow, public
from chassis.openapi import also, example
from contracts.base import Language
from services.intake.api.access import Cause
from services.intake.api.people import PersonView, person_view
from services.intake.domain.person import Session
from services.intake.people import Opened
from services.intake.service import Intake

Anybody = Annotated[Principal, Depends(allow())]
Address = Annotated[str, Field(max_length=254, pattern=r"^\s*[^@\s]+@[^@\s]+\s*$")]
Secret = Annotated[str, Field(min_length=1, max_length=200)]


class Asked(BaseModel):
    """Where to mail the link, and the language of the mail to somebody new."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=example(email="anna@przyklad.example", language="pl")
    )

    email: Address
    language: Language = "pl"


class Accepted(BaseModel):
    """The same answer whoever asks."""

    life: float = Field(description="Seconds for which a link holds, if one was mailed.")


class Key(BaseModel):
    """The secret of a link. A person who is new gives their name too."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(
            secret="bDq3mR0VgqLhTzq0b9Jm2Wc7sXk1yQeUoYf4Zn8aPiE",  # noqa: S106 -- as it looks
            name="Anna Nowak",
        ),
    )

    secret: Secret
    name: str = Field(default="", max_length=200)


class RefreshToken(BaseModel):
    """The newest refresh token of a session."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(
            refresh="nQf0Zr3hJ1wYk5Tg8bXvC2mLs7dPa9eUuRi6OoKq4HtFjGxVzWyBcNlMpSaEdI01"
        ),
    )

    refresh: Secret


class SignedIn(BaseModel):
    """A session: a token for every service, and the refresh token for the next one, used once."""

    token: str
    expires_at: dt.datetime
    refresh: str
    session: str
    ends_at: dt.datetime
    person: PersonView


class SessionView(BaseModel):
    """One session of one's own; ``current`` is the one that asks."""

    id: str
    device: str
    began_at: dt.datetime
    used_at: dt.datetime
    ends_at: dt.datetime
    current: bool


class Sessions(BaseModel):
    """All of one's own."""

    items: list[SessionView]


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api", tags=["sign-in"])
    _add_coming_in(routes, service)
    _add_own(routes, service)
    return routes


def _add_coming_in(routes: APIRouter, service: Intake) -> None:
    @routes.post("/sign-in", status_code=202, dependencies=[Depends(public)])
    async def ask(body: Asked, cause: Cause) -> Accepted:
        """Mail a link to this address; the answer tells nobody whether it is known here."""
        await service.people.ask(body.email, body.language, cause)
        return Accepted(life=service.settings.sign_in_life)

    @routes.post("/sign-in/sessions", status_code=201, dependencies=[Depends(public)])
    async def begin(body: Key, request: Request, response: Response) -> SignedIn:
        """Use the link. It works once, so a repeated request needs no Idempotency-Key."""
        return signed_in(
            await service.people.open(body.secret, body.name, device_of(request)), response
        )

    @routes.post(
        "/sessions/refresh",
        status_code=201,
        dependencies=[Depends(public)],
        responses=also(401),
    )
    async def refresh(body: RefreshToken, response: Response) -> SignedIn:
        """Go on with a session; a refresh token that was used before ends it."""
        return signed_in(await service.people.refresh(body.refresh), response)


def _add_own(routes: APIRouter, service: Intake) -> None:
    @routes.get("/sessions")
    async def sessions(who: Anybody) -> Sessions:
        """One's own sessions that go on, the newest first."""
        return Sessions(items=await sessions_of(service, who))

    @routes.delete("/sessions", status_code=204)
    async def sign_out_everywhere(who: Anybody) -> None:
        """End all of one's own sessions."""
        await service.people.end(who.person, None, who.person)

    @routes.delete("/sessions/{id}", status_code=204)
    async def sign_out(id: str, who: Anybody) -> None:  # noqa: A002
        """End one session of one's own."""
        await service.people.end(who.person, id, who.person)


async def sessions_of(service: Intake, who: Principal) -> list[SessionView]:
    """Those that go on, the newest first."""
    found = await service.people.accounts.find(who.person)
    now = service.clock.real()
    going = [each for each in found.state.sessions if each.ends_at > now] if found else []
    return [_view(each, who) for each in reversed(going)]


def _view(session: Session, who: Principal) -> SessionView:
    said = session.model_dump(exclude={"family", "refresh"})
    return SessionView(**said, current=session.id == who.session)


def device_of(request: Request) -> str:
    """What the browser says it is."""
    return request.headers.get("user-agent", "")[:200]


def signed_in(opened: Opened, response: Response) -> SignedIn:
    """What the person gets; nobody on the way may keep it."""
    response.headers["Cache-Control"] = "no-store"
    session = opened.session
    return SignedIn(
        token=opened.token,
        expires_at=session.used_at + dt.timedelta(minutes=TOKEN_MINUTES),
        refresh=opened.refresh,
        session=session.id,
        ends_at=session.ends_at,
        person=person_view(opened.person),
    )
