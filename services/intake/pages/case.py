"""The case file as a page: where the case is, what it waits for, and how it came there."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import Principal
from chassis.mongo import Document
from chassis.process import Unknown
from chassis.site.page import Site
from chassis.site.visitor import guest
from contracts.mails import mail
from services.intake.api.access import opened
from services.intake.api.case_view import Eyes, look
from services.intake.api.cases import archived
from services.intake.api.files import sent
from services.intake.domain.appeal import FileAppeal, WithdrawAppeal
from services.intake.domain.application import Application, State
from services.intake.domain.calendar import local_date
from services.intake.domain.commands import Correct, Withdraw
from services.intake.domain.procedure import AttachmentKind
from services.intake.pages.may import may
from services.intake.pages.office import WORDS, Desk, Officer
from services.intake.service import Intake

Reader = Annotated[Principal, Depends(guest("applicant", "officer", "director", "operator"))]


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False)
    _add_file(routes, service, site)
    _add_downloads(routes, service)
    return routes


def _add_file(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/sprawy")
    async def found(who: Reader, numer: str = "", licencja: str = "") -> Response:
        """The file by the number of the case or of the licence, as it is typed or in a path."""
        file = await the_file(service, numer.strip(), licencja.strip())
        await Eyes.of(service, file["_id"], who)
        return site.go(f"/sprawy/{file['_id']}")

    @routes.get("/sprawy/{id}")
    async def case(request: Request, id: str, who: Reader) -> Response:  # noqa: A002
        file = await service.cases.get(id)
        eyes = await Eyes.of(service, id, who)
        view = await look(service, file, site.language(request), eyes)
        stored = await service.applications.find(id)
        application = None if stored is None or not _shown(who) else stored.state
        said: dict[str, Any] = {
            "case": view,
            "application": application,
            "judged": "evaluation" in file.get("status", {}),
            "can": await _can(service, who, application),
        }
        return site.page(request, "case.html", **said, **WORDS, mail=mail)


def _shown(who: Principal) -> bool:
    """An operator sees where a case is, and nobody's data."""
    return bool(who.roles & {"officer", "director", "applicant"})


async def _can(service: Intake, who: Principal, application: Application | None) -> set[str]:
    """What an officer may do with it now; a letter may have come on the last day."""
    unsent = {State.DRAFT, State.DELETED}
    if application is None or not who.has("officer") or application.state in unsent:
        return set()
    call, by, state = await service.call_of(application), who.person, application.state
    pending = application.appeals[-1] if state is State.APPEAL else None
    asked = application.withdrawal_asked or (pending is not None and pending.taken_back)
    back = Withdraw("", call, by) if pending is None else WithdrawAppeal(call, by)
    last = application.deadline and local_date(application.deadline)
    correct = Correct({}, call, by, received_on=last)
    appeal = FileAppeal("", application.appeal_until, call, by)
    able = {
        "check": state is State.FORMAL_CHECK,
        "appeal": pending is not None and pending.against == "rejection",
        "withdrawal": not asked and may(service, application, back),
        "correction": application.form.channel == "paper" and may(service, application, correct),
        "letter": may(service, application, appeal),
        "delivery": state in {State.REJECTED, State.REFUSED, State.GRANTED},
        "contact": True,
    }
    return {name for name, yes in able.items() if yes}


async def the_file(service: Intake, number: str, licence: str) -> Document:
    """The case file of this number, or the newest of this licence.

    Raises:
        Unknown: There is none.
    """
    if number:
        return await service.cases.numbered(number)
    if licence:
        return await service.cases.of_licence(licence)
    raise Unknown("case")


def _add_downloads(routes: APIRouter, service: Intake) -> None:
    @routes.get("/sprawy/{id}/archiwum")
    async def whole(id: str, _: Officer) -> Response:  # noqa: A002
        """The whole case for a document system."""
        return await archived(service, id)

    @routes.get("/sprawy/{id}/pliki/{kind}")
    async def attached(id: str, kind: AttachmentKind, who: Desk, no: int = 1) -> Response:  # noqa: A002
        """A file that came with the application."""
        return await sent(service, (await opened(service, id, who)).state, kind, no)
