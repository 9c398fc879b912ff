"""Teams: begin one, ask people in, come in or say no, take somebody out, leave."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import Principal
from chassis.pages import Turn, Turned
from chassis.process import Refused, Text, Unknown
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form
from chassis.site.visitor import guest
from services.intake import queries
from services.intake.api.access import contact_of, in_team
from services.intake.api.teams import Asking, begun, invited, view
from services.intake.domain.reading import read
from services.intake.domain.team import Decline, Join, Remove, Uninvite
from services.intake.service import Intake

Applicant = Annotated[Principal, Depends(guest("applicant"))]

TEAMS: Final = "/zespoly"
WAITING: Final = Turn(20)
"""Invitations on the page; nobody is asked into more teams than that."""

BEGUN: Final = Text("Zespół jest gotowy. Zaproś innych.", "The team is ready. Invite others.")
INVITED: Final = Text("Zaproszenie wysłane.", "The invitation is sent.")
TAKEN_BACK: Final = Text("Zaproszenie jest wycofane.", "The invitation is taken back.")
JOINED: Final = Text("Jesteś w zespole.", "You are in the team.")
DECLINED: Final = Text("Zaproszenie odrzucone.", "You have said no.")
REMOVED: Final = Text("Tej osoby nie ma już w zespole.", "This person has left the team.")
LEFT: Final = Text("Nie jesteś już w tym zespole.", "You have left the team.")


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix=TEAMS, include_in_schema=False)
    _add_list(routes, service, site)
    _add_team(routes, service, site)
    _add_coming(routes, service, site)
    return routes


def _add_list(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("")
    async def teams(request: Request, who: Applicant, turn: Turned) -> Response:
        """The teams one is in, those that ask one in, and a new one."""
        return await show(request, who, turn, EMPTY)

    @routes.post("")
    async def begin(request: Request, who: Applicant, form: Form) -> Response:
        """A new one."""
        filled = Filled(form.fields())
        try:
            team = await begun(service, form.text("name")[:300], who, form.cause)
        except Refused as error:
            return await show(request, who, Turn(), filled.refused(error))
        return site.go(f"{TEAMS}/{team.id}", BEGUN, request)

    async def show(request: Request, who: Principal, turn: Turn, form: Filled) -> Response:
        page = await queries.joined(service.teams, who.person, turn)
        waiting = await queries.inviting(service.teams, who.email, WAITING)
        now = service.clock.now()
        asked = [each for each in waiting.items if each.invitation(who.email, now)]
        return site.page(
            request,
            "teams.html",
            status=form.status,
            teams=page.items,
            next=page.next and f"{TEAMS}?after={page.next}",
            waiting=asked,
            form=form,
        )


def _add_team(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/{id}")
    async def team(id: str, request: Request, who: Applicant) -> Response:  # noqa: A002
        """One team for its members, the invitation for who is asked in."""
        found = (await service.teams.get(id)).state
        invitation = found.invitation(who.email, service.clock.now())
        if found.member(who.person) is None and invitation is not None:
            return site.page(request, "team-invitation.html", team=found, until=invitation.until)
        return await show(request, id, who, EMPTY)

    @routes.post("/{id}/zaproszenia")
    async def invite(id: str, request: Request, who: Applicant, form: Form) -> Response:  # noqa: A002
        """Ask somebody in."""
        language = "en" if form.text("language") == "en" else "pl"
        try:
            asking = read(Asking, {"email": form.text("email"), "language": language})
            await invited(service, id, who, asking, form.cause)
        except Refused as error:
            return await show(request, id, who, Filled(form.fields()).refused(error))
        return site.go(f"{TEAMS}/{id}", INVITED, request)

    @routes.post("/{id}/osoby/{person}/usuniecie")
    async def remove(
        id: str,  # noqa: A002
        person: str,
        request: Request,
        who: Applicant,
        form: Form,
    ) -> Response:
        """Take somebody out, or leave."""
        try:
            await service.change_team(id, Remove(person, who.person), form.cause)
        except Refused as error:
            return await show(request, id, who, EMPTY.refused(error))
        if person == who.person:
            return site.go(TEAMS, LEFT, request)
        return site.go(f"{TEAMS}/{id}", REMOVED, request)

    async def show(request: Request, id: str, who: Principal, form: Filled) -> Response:  # noqa: A002
        found = (await in_team(service, id, who)).state
        seen = view(found, service.clock.now())
        return site.page(request, "team.html", status=form.status, team=seen, form=form)


def _add_coming(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.post("/{id}/dolaczenie")
    async def join(id: str, request: Request, who: Applicant, form: Form) -> Response:  # noqa: A002
        """Come in."""
        await service.change_team(id, Join(contact_of(who)), form.cause)
        return site.go(f"{TEAMS}/{id}", JOINED, request)

    @routes.post("/{id}/odmowa")
    async def decline(id: str, request: Request, who: Applicant, form: Form) -> Response:  # noqa: A002
        """Say no."""
        await service.change_team(id, Decline(who.email), form.cause)
        return site.go(TEAMS, DECLINED, request)

    @routes.post("/{id}/zaproszenia/{invitation}/wycofanie")
    async def uninvite(
        id: str,  # noqa: A002
        invitation: str,
        request: Request,
        who: Applicant,
        form: Form,
    ) -> Response:
        """Take an invitation back; that it is gone already is fine."""
        with suppress(Unknown):
            await service.change_team(id, Uninvite(invitation, who.person), form.cause)
        return site.go(f"{TEAMS}/{id}", TAKEN_BACK, request)
