"""Tokens for trying things out. This door exists only with DEV_TOKENS, never in production."""

from __future__ import annotations

import datetime as dt
from typing import Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from chassis.auth import Principal, mint, public
from chassis.openapi import example
from contracts.base import Language, Role
from services.intake.service import Intake

MINUTES: Final = 60


class Wanted(BaseModel):
    """Whose token. What is left out is made up from the role."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(role="officer", person="officer-1", name="Maria Urzędowska"),
    )

    role: Role
    person: str | None = None
    name: str | None = None
    email: str | None = None
    language: Language = "pl"


class Token(BaseModel):
    """A bearer token, and until when it holds (real time)."""

    token: str
    expires_at: dt.datetime


def router(service: Intake) -> APIRouter:
    """The route, bound to this service."""
    routes = APIRouter(prefix="/api/dev", tags=["dev"])
    key = service.people.key

    @routes.post("/tokens", dependencies=[Depends(public)])
    async def token(body: Wanted) -> Token:
        """Mint a token for anybody."""
        person = body.person or body.role
        who = Principal(
            person=person,
            name=body.name or person,
            email=body.email or f"{person}@znak.example",
            language=body.language,
            roles=frozenset({body.role}),
        )
        now = service.clock.real()
        until = now + dt.timedelta(minutes=MINUTES)
        return Token(token=mint(key, who, now, MINUTES), expires_at=until)

    return routes
