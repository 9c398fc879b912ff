"""One door, the same in every service: all that it holds on a person (art. 15 and 20 RODO)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from chassis.auth import Principal, allow
from chassis.process import Forbidden

ME: Final = "me"
"""Stands for the id of whoever asks."""

Records = Mapping[str, list[dict[str, Any]]]
"""What is held, by kind; only of this person."""


class Held(BaseModel):
    """All that one service holds on a person; the other services are asked likewise."""

    person: str
    held: Records


def router(gather: Callable[[str], Awaitable[Records]]) -> APIRouter:
    """The route.

    Args:
        gather: Reads it for a person's id.
    """
    routes = APIRouter(prefix="/api/people", tags=["people"])

    @routes.get("/{id}/data")
    async def data(id: str, who: Annotated[Principal, Depends(allow())]) -> Held:  # noqa: A002
        """All that this service holds on a person: oneself (``me``), or for an officer anybody."""
        person = who.person if id == ME else id
        if person != who.person and not who.has("officer"):
            raise Forbidden
        return Held(person=person, held=await gather(person))

    return routes


def picked(document: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Some fields of a document, where it has them."""
    return {name: document[name] for name in names if name in document}
