"""Signing in at the office's own issuer, where there is one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import public
from chassis.openapi import example
from services.intake.api.sign_in import SignedIn, device_of, signed_in
from services.intake.service import Intake

Word = Annotated[str, Field(min_length=1, max_length=2000)]


class Started(BaseModel):
    """Where to send the browser. ``flow`` stays with the page that asked, until it comes back."""

    url: str
    flow: str


class Back(BaseModel):
    """What the page kept, and what the issuer added to its address."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(
            flow="J0Yx3fT1mQ8bWvR5cLz7uKpA2sDgHnE4iOo6tVyBkXM", state="af0ifjsldkj", code="SplxlOBe"
        ),
    )

    flow: Word
    state: Word
    code: Word


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service; without an issuer there is nothing behind them."""
    routes = APIRouter(prefix="/api/sign-in/oidc", tags=["sign-in"])

    @routes.post("", status_code=201, dependencies=[Depends(public)])
    async def start(response: Response) -> Started:
        """Begin: the browser goes to the issuer and comes back with a code."""
        response.headers["Cache-Control"] = "no-store"
        started = await service.people.issuer().start()
        return Started(url=started.url, flow=started.flow)

    @routes.post("/sessions", status_code=201, dependencies=[Depends(public)])
    async def finish(body: Back, request: Request, response: Response) -> SignedIn:
        """Come back; only for those whom the office has invited with this address."""
        address = await service.people.issuer().finish(body.flow, body.state, body.code)
        return signed_in(await service.people.vouched(address, device_of(request)), response)

    return routes
