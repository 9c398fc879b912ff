"""A new application, or the renewal of a licence: a draft at once, then its first section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from chassis.auth import Principal
from chassis.http import request_id_for
from chassis.pages import LONGEST, Turn
from chassis.process import Refused, Text
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form as Sent
from services.intake import queries
from services.intake.api.access import contact_of, in_team
from services.intake.domain.application import Application
from services.intake.domain.calendar import local_date
from services.intake.domain.call import Call, State
from services.intake.domain.commands import SaveDraft
from services.intake.domain.form import Contact, Form
from services.intake.domain.licence import Filed, Licence, renewable
from services.intake.domain.renewal import licence_number, prefilled
from services.intake.pages.fields import SECTIONS
from services.intake.pages.guests import Applicant
from services.intake.service import Intake

BEGUN: Final = Text(
    "Wersja robocza zapisana. Link do niej wysłaliśmy e-mailem.",
    "The draft is saved. We have mailed you the link to it.",
)


@dataclass(frozen=True, slots=True)
class Begun:
    """What a draft begins with."""

    form: Form
    team: str | None


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/wnioski/nowy", include_in_schema=False)

    @routes.get("")
    async def ask(
        request: Request, who: Applicant, nabor: str = "", licencja: str = ""
    ) -> Response:
        number, filled = licence_number(licencja), EMPTY
        if number:
            try:
                await renewal(service, number, who)
            except Refused as error:
                filled = filled.refused(error)
        return await _page(service, site, request, who, filled.begin(_asked(nabor, number)))

    @routes.post("")
    async def begin(request: Request, who: Applicant, form: Sent) -> Response:
        try:
            id_ = await begun(service, who, form.fields(), form.cause)
        except Refused as error:
            filled = Filled(form.fields()).refused(error)
            return await _page(service, site, request, who, filled)
        return site.go(f"/wnioski/{id_}/{SECTIONS[0].path}", BEGUN, request)

    return routes


def _asked(call: str, licence: str) -> dict[str, str]:
    return {name: value for name, value in (("call", call), ("licence_number", licence)) if value}


async def begun(service: Intake, who: Principal, said: dict[str, str], cause: str) -> str:
    """Make the draft.

    Returns:
        Its id.

    Raises:
        Refused: The call does not take it, or the licence cannot be renewed.
    """
    call = (await service.calls.get(said.get("call", ""))).state
    number = said.get("licence_number", "")
    begins = await renewal(service, number, who) if number else first(who, said.get("team"))
    if begins.team is not None:
        await in_team(service, begins.team, who)
    id_ = request_id_for(cause, "application")
    draft = SaveDraft(id_, contact_of(who), begins.form, call, who.person, begins.team)
    return (await service.change(id_, draft, cause)).id


def first(who: Principal, team: str | None) -> Begun:
    """A new application: who is signed in is asked first."""
    return Begun(Form(contact=_asked_first(who)), team or None)


def _asked_first(who: Principal) -> Contact:
    return Contact(name=who.name, email=who.email, language=who.language)


async def renewal(service: Intake, number: str, who: Principal) -> Begun:
    """The renewal of a licence, as far as it is known.

    Raises:
        Invalid: It is somebody else's, or cannot be renewed now.
    """
    licence = await service.licence(number, "")
    form = Form(kind="renewal", licence_number=number)
    if licence is not None:
        form = prefilled(licence, await _before(service, licence), _asked_first(who))
    today = local_date(service.clock.now())
    held = renewable(form, licence, Filed(who.person, contact_of(who), None, today))
    return Begun(form, held.team)


async def _before(service: Intake, licence: Licence | None) -> Application | None:
    """The application that granted the last term; none for a licence that was brought in."""
    if licence is None or not licence.case:
        return None
    stored = await service.applications.find(licence.case)
    return None if stored is None else stored.state


async def _page(
    service: Intake, site: Site, request: Request, who: Principal, filled: Filled
) -> Response:
    calls = await queries.all_calls(service.calls, {"state": State.OPEN.value}, Turn(LONGEST))
    teams = await queries.joined(service.teams, who.person, Turn(LONGEST))
    number = str(filled.value("licence_number"))
    before = await _before(service, await service.licence(number, "")) if number else None
    return site.page(
        request,
        "application-new.html",
        status=filled.status if request.method == "POST" else 200,
        calls=calls.items,
        chosen=_chosen(calls.items, str(filled.value("call"))),
        teams=teams.items,
        licence=number,
        before=before,
        form=filled,
    )


def _chosen(calls: list[Call], asked: str) -> Call | None:
    """The call that is meant: the one asked for, or the only one."""
    if len(calls) == 1 and not asked:
        return calls[0]
    return next((call for call in calls if call.id == asked), None)
