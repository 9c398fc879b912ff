"""One door, the same in every service: all that it holds on a person (art. 15 and 20 RODO)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from chassis.auth import ROLES, Principal, allow
from chassis.process import Forbidden
from chassis.site.visitor import guest

ME: Final = "me"
"""Stands for the id of whoever asks."""

Records = Mapping[str, list[dict[str, Any]]]
"""What is held, by kind; only of this person."""


SAVED: Final = {
    "Content-Disposition": 'attachment; filename="moje-dane.json"',
    "Cache-Control": "private, no-store",
}


class Held(BaseModel):
    """All that one service holds on a person; the other services are asked likewise."""

    person: str
    held: Records


def router(gather: Callable[[str], Awaitable[Records]], page: str) -> APIRouter:
    """The routes.

    Args:
        gather: Reads it for a person's id.
        page: Where somebody who is signed in with a browser downloads their own.
    """
    routes = APIRouter(tags=["people"])

    @routes.get("/api/people/{id}/data")
    async def data(id: str, who: Annotated[Principal, Depends(allow())]) -> Held:  # noqa: A002
        """All that this service holds on a person: oneself (``me``), or for an officer anybody."""
        person = who.person if id == ME else id
        if person != who.person and not who.has("officer"):
            raise Forbidden
        return Held(person=person, held=await gather(person))

    @routes.get(page, include_in_schema=False)
    async def mine(who: Annotated[Principal, Depends(guest(*ROLES))]) -> Response:
        held = Held(person=who.person, held=await gather(who.person))
        return Response(
            held.model_dump_json(indent=2), media_type="application/json", headers=SAVED
        )

    return routes


def picked(document: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Some fields of a document, where it has them."""
    return {name: document[name] for name in names if name in document}
