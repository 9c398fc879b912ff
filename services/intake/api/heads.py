"""The daily heads of the case files, open to everybody: keep them, and nothing can be rewritten."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from chassis.auth import public
from chassis.process import Unknown
from services.intake.domain.seals import Seal
from services.intake.heads import Heads

Limit = Annotated[int, Query(ge=1, le=200)]
After = Annotated[int, Query(ge=0, le=2**53)]


class Published(BaseModel):
    """A page of seals, the oldest first, and the public key (JWK) that new ones are signed with."""

    items: list[Seal]
    next: int | None
    key: dict[str, Any] | None


def router(heads: Heads) -> APIRouter:
    """The routes, bound to the seals."""
    routes = APIRouter(
        prefix="/api/case-file/heads", tags=["heads"], dependencies=[Depends(public)]
    )
    key = None if heads.signer is None else heads.signer.public

    @routes.get("")
    async def published(limit: Limit = 50, after: After = 0) -> Published:
        """The seals after this number."""
        found = await heads.page(after, limit + 1)
        page = found[:limit]
        return Published(items=page, next=page[-1].no if len(found) > limit else None, key=key)

    @routes.get("/{day}")
    async def of_day(day: dt.date) -> Seal:
        """The head of a business day: its last seal, which refers to all before it."""
        seal = await heads.of_day(day.isoformat())
        if seal is None:
            raise Unknown("head")
        return seal

    return routes
