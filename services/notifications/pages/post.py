"""The log of mails, for the office: to whom, what about, whether it came."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import Principal
from chassis.pages import Turned
from chassis.process import Text
from chassis.site.page import Site
from chassis.site.visitor import guest
from contracts.mails import mail as kind
from services.notifications import queries
from services.notifications.api import Wanted, asked
from services.notifications.domain.mail import State
from services.notifications.service import Notifications

Reader = Annotated[Principal, Depends(guest("officer"))]

STATES: dict[State, Text] = {
    State.SENT: Text("wysłana", "sent"),
    State.SENDING: Text("wysyła się", "being sent"),
    State.WAITING: Text("czeka na kolejną próbę", "waits for another try"),
    State.FAILED: Text("nie doszła", "failed"),
    State.COLLECTED: Text("w zestawieniu", "in the digest"),
    State.NEEDLESS: Text("niepotrzebna", "not needed any more"),
}
LOOKS: dict[State, str] = {
    State.SENT: "good",
    State.WAITING: "warn",
    State.FAILED: "bad",
}


def router(service: Notifications, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/poczta", include_in_schema=False)

    @routes.get("")
    async def log(
        request: Request,
        _: Reader,
        turn: Turned,
        case: Wanted = None,
        person: Wanted = None,
        state: Wanted = None,
        digest: Wanted = None,
    ) -> Response:
        """The newest first; what was asked for stays in the fields."""
        known = next((each for each in State if each == state), None)
        named = await queries.case_of(service.mails, case) if case and "/" in case else None
        where = asked(case=named or case, person=person, state=known, digest=digest)
        found = await queries.mails(service.mails, where, turn)
        filters = {"case": case, "person": person, "state": known, "digest": digest}
        kept = {name: value for name, value in filters.items() if value}
        following = found.next and "?" + urlencode({**kept, "after": found.next})
        return site.page(
            request,
            "mails.html",
            mails=found.items,
            following=following,
            kept=kept,
            **_words(),
        )

    @routes.get("/{id:path}")
    async def mail(request: Request, _: Reader, id: str) -> Response:  # noqa: A002
        """One mail as it was written."""
        told = service.read((await service.mails.get(id)).state)
        return site.page(request, "mail.html", mail=told, **_words())

    return routes


def _words() -> dict[str, Any]:
    return {"states": STATES, "looks": LOOKS, "kind": kind}
