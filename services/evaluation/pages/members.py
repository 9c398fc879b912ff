"""Who sits in the chapter."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import Principal
from chassis.pages import Turn
from chassis.process import Refused, Text
from chassis.site.filled import Filled
from chassis.site.page import Site
from chassis.site.posted import Form
from chassis.site.visitor import guest
from services.evaluation import queries
from services.evaluation.domain import decide_member
from services.evaluation.domain.chapter.members import (
    Appoint,
    Dismiss,
    MemberProfile,
    MemberState,
)
from services.evaluation.pages.reading import read
from services.evaluation.service import Evaluation

Officer = Annotated[Principal, Depends(guest("officer"))]

PLACE: Final = "/posiedzenia/kapitula"
ALL: Final = Turn(100)
LABELS: Final = {
    "name": Text("Imię i nazwisko", "Name"),
    "email": Text("Adres e-mail", "E-mail address"),
}
APPOINTED: Final = Text(
    "Ta osoba jest już w Kapitule. Jeśli nie ma jeszcze konta, zaproś ją do systemu.",
    "This person is in the chapter now. Invite them, unless they have an account.",
)
DISMISSED: Final = Text("Ta osoba nie jest już w Kapitule.", "This person has left the chapter.")


def router(service: Evaluation, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False)
    members = service.members

    async def page(request: Request, form: Filled | None = None) -> Response:
        found = await queries.members(members, MemberState.SITTING, ALL)
        begun = form or Filled({"language": "pl"})
        said = {"found": found, "form": begun, "labels": LABELS}
        return site.page(request, "members.html", status=begun.status, **said)

    @routes.get(PLACE)
    async def listed(request: Request, _: Officer) -> Response:
        return await page(request)

    @routes.post(PLACE)
    async def appoint(request: Request, form: Form, _: Officer) -> Response:
        """Let a person sit in the chapter."""
        try:
            said = {name: form.text(name) for name in ("name", "email", "language")}
            profile = read(MemberProfile, said)
            command = partial(decide_member, Appoint(profile), service.clock.now())
            await members.change(profile.person, command, form.cause)
        except Refused as error:
            return await page(request, Filled(form.fields()).refused(error))
        return site.go(PLACE, APPOINTED, request)

    @routes.post(f"{PLACE}/{{person}}/odejscie")
    async def dismiss(person: str, request: Request, form: Form, _: Officer) -> Response:
        """The person no longer sits in the chapter."""
        command = partial(decide_member, Dismiss(), service.clock.now())
        await members.change(person, command, form.cause)
        return site.go(PLACE, DISMISSED, request)

    return routes
