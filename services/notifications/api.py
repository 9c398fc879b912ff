"""The JSON doors of notifications."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chassis.auth import Principal, allow
from chassis.pages import Page, Turned
from services.notifications import queries
from services.notifications.domain import State
from services.notifications.service import Notifications

Reader = Annotated[Principal, Depends(allow("officer", "operator"))]
Wanted = Annotated[str | None, Query(max_length=300)]


def router(service: Notifications) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api", tags=["notifications"])

    @routes.get("/mails")
    async def mails(
        _: Reader,
        turn: Turned,
        case: Wanted = None,
        person: Wanted = None,
        state: State | None = None,
    ) -> Page[queries.MailLine]:
        """The log of mails, newest first: to whom, about what, sent or why not."""
        where = {"case": case, "person": person, "state": state}
        return await queries.mails(service, where, turn)

    return routes
