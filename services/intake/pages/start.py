"""The start page: what the mark is, which calls are open, and a way in for everybody."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import public
from chassis.pages import Turn
from chassis.site.page import Site
from chassis.site.visitor import visitor
from contracts.base import Role
from services.intake import queries, queries_people
from services.intake.domain import person
from services.intake.domain.call import State
from services.intake.domain.person import Person
from services.intake.service import Intake

SHOWN: Final = 5
"""Open calls on the start page; the rest is one click away."""

TRIED: Final[tuple[Role, ...]] = ("applicant", "officer", "director", "operator")
"""Whom one tries out by a button; experts and members of the chapter the office names first."""

ACCOUNTS: Final = Turn(100)


def router(service: Intake, site: Site) -> APIRouter:
    """The route."""
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(public), Depends(visitor)])

    @routes.get("/")
    async def start(request: Request) -> Response:
        found = await queries.all_calls(service.calls, {"state": State.OPEN.value}, Turn(SHOWN))
        said = await _tried(service) if service.settings.dev_tokens else {}
        return site.page(request, "start.html", calls=found.items, **said)

    return routes


async def _tried(service: Intake) -> dict[str, Any]:
    """As whom one may come in for trying out, and where the mails lie."""
    found = await queries_people.listed(service.people.accounts, "", None, None, ACCOUNTS)
    accounts = sorted(filter(_open, found.items), key=lambda each: each.name)
    return {"roles": TRIED, "accounts": accounts, "mailbox": service.settings.mailbox_url}


def _open(account: Person) -> bool:
    return account.state in {person.State.INVITED, person.State.ACTIVE}
