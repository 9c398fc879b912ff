"""The daily heads of the case files, open to everybody: keep them, and nothing can be rewritten."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter, Depends

from chassis.auth import public
from chassis.pages import Page, Turned
from chassis.process import Unknown
from services.intake.domain.seals import Seal
from services.intake.service import Intake


class Published(Page[Seal]):
    """A page of seals, the oldest first, and the public key (JWK) that new ones are signed with."""

    key: dict[str, Any] | None


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    heads = service.heads
    routes = APIRouter(
        prefix="/api/case-file/heads", tags=["heads"], dependencies=[Depends(public)]
    )
    key = None if heads.signer is None else heads.signer.public

    @routes.get("")
    async def published(turn: Turned) -> Published:
        """All seals, a page at a time."""
        page = await heads.page(turn)
        return Published(items=page.items, next=page.next, key=key)

    @routes.get("/{day}")
    async def of_day(day: dt.date) -> Seal:
        """The head of a business day: its last seal, which refers to all before it."""
        seal = await heads.of_day(day.isoformat())
        if seal is None:
            raise Unknown("head")
        return seal

    return routes
