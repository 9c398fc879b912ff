"""The JSON doors of notifications."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chassis.auth import Principal, allow
from chassis.pages import Page, Turned
from services.notifications import queries
from services.notifications.domain.mail import State
from services.notifications.service import Notifications

Reader = Annotated[Principal, Depends(allow("officer"))]
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
        template: Wanted = None,
        state: State | None = None,
        digest: Wanted = None,
    ) -> Page[queries.MailLine]:
        """The log of mails, newest first; a person is named by id or by e-mail address."""
        where = asked(case=case, person=person, template=template, state=state, digest=digest)
        return await queries.mails(service.mails, where, turn)

    @routes.get("/mails/{id:path}")
    async def mail(_: Reader, id: str) -> queries.MailText:  # noqa: A002
        """One mail of the log with its text; a link that signs in or confirms is in no copy."""
        return service.read((await service.mails.get(id)).state)

    return routes


def asked(person: str | None = None, **more: str | None) -> dict[str, str | None]:
    """What is looked for in the log; a person is named by id or by e-mail address."""
    return {"to" if "@" in (person or "") else "person": person, **more}
