"""Applications of whoever looks: the list, where each is, a last look before it is sent."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from chassis.auth import Principal
from chassis.mongo import Document
from chassis.pages import Turned
from chassis.process import Refused, Text, Unknown
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form as Sent
from contracts.base import Language
from contracts.mails import mail
from services.intake import queries
from services.intake.api.access import acting, opened, theirs
from services.intake.api.case_view import CaseView, Eyes, case_view, look
from services.intake.api.steps import submitted
from services.intake.domain.appeal import FileAppeal
from services.intake.domain.application import Application, State
from services.intake.domain.calendar import local_date
from services.intake.domain.call import takes
from services.intake.domain.commands import Delete, Withdraw
from services.intake.domain.path import path
from services.intake.domain.progress import section_of, wanting
from services.intake.domain.words import ON, STATES, WAITS
from services.intake.pages.answers import anchored, answers, grouped, labels
from services.intake.pages.fields import FILES, SECTIONS, section_named
from services.intake.pages.guests import Applicant, Filer, Reader, draft_only, home_of
from services.intake.pages.may import may
from services.intake.pages.words import ATTACHMENTS
from services.intake.service import Intake

SENT: Final = Text(
    "Wniosek wysłany. Potwierdzenie w PDF możesz pobrać w każdej chwili.",
    "The application is sent. You can download its receipt (PDF) at any time.",
)
DELETED: Final = Text("Wersja robocza usunięta.", "The draft is deleted.")
WORDS: Final[dict[str, Any]] = {"states": STATES, "waits": WAITS, "on": ON}
GRAND: Final = ("granted", "active")
BAD: Final = ("rejected", "refused", "withdrawn", "revoked", "expired", "lapsed", "surrendered")


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/wnioski", include_in_schema=False)
    _add_looking(routes, service, site)
    _add_sending(routes, service, site)
    return routes


def _add_looking(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("")
    async def listed(request: Request, who: Applicant, turn: Turned) -> Response:
        """Drafts first, then the newest."""
        found = await queries.listed(service.applications, {}, turn, await theirs(service, who))
        cases = await service.cases.of([each.id for each in found.items])
        now, language = service.clock.now(), site.language(request)
        rows = [(each, _case(cases.get(each.id), now, language)) for each in _in_order(found.items)]
        return site.page(
            request,
            "applications.html",
            rows=[(each, view, _state(each, view)) for each, view in rows],
            next=found.next,
            after=turn.after,
            good=GRAND,
            bad=BAD,
            **WORDS,
        )

    @routes.get("/{id}")
    async def one(id: str, request: Request, who: Reader) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        if found.state is State.DRAFT:
            return await _draft(service, site, request, found)
        return await _sent(service, site, request, who, found)

    @routes.post("/{id}/usun")
    async def delete(id: str, request: Request, who: Filer, form: Sent) -> Response:  # noqa: A002
        await acting(service, id, who)
        await service.delete(id, Delete(who.person), form.cause)
        return site.go("/wnioski" if who.has("applicant") else "/pulpit", DELETED, request)


def _add_sending(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/{id}/sprawdz")
    async def check(id: str, request: Request, who: Filer) -> Response:  # noqa: A002
        found = draft_only((await acting(service, id, who)).state, who)
        return await _check(service, site, request, found, EMPTY)

    @routes.post("/{id}/sprawdz")
    async def send(id: str, request: Request, who: Filer, form: Sent) -> Response:  # noqa: A002
        try:
            sent = (await submitted(service, id, who, form.cause)).state
        except Refused as error:
            found = draft_only((await acting(service, id, who)).state, who)
            return await _check(service, site, request, found, Filled().refused(error))
        return site.go(home_of(sent, who), SENT, request)


async def _draft(service: Intake, site: Site, request: Request, found: Application) -> Response:
    call = await service.call_of(found)
    missing = wanting(found, call, local_date(service.clock.now()))
    return site.page(
        request,
        "application-draft.html",
        application=found,
        call=call,
        takes=takes(call, service.clock.now()),
        rows=[(section, anchored(missing[section.code])) for section in SECTIONS],
        ready=sum(not missing[section.code] for section in SECTIONS),
        labels=labels(found.form),
    )


async def _sent(
    service: Intake, site: Site, request: Request, who: Principal, found: Application
) -> Response:
    call = await service.call_of(found)
    view = await _view(service, site.language(request), who, found.id)
    against = found.appeals[-1].against if found.appeals else ""
    state = _state(found, view)
    return site.page(
        request,
        "application-sent.html",
        application=found,
        call=call,
        case=view,
        steps=path(
            state,
            chapter=call.procedure.evaluation.chapter == "vote",
            formal_appeal=against == "rejection",
        ),
        state=state,
        may=_may(service, found, FileAppeal("", None, call, who.person), Withdraw("", call, "")),
        good=GRAND,
        bad=BAD,
        files_named=ATTACHMENTS,
        mail=mail,
        **WORDS,
    )


def _may(service: Intake, found: Application, appeal: FileAppeal, withdraw: Withdraw) -> Any:
    """Which steps the rules allow now."""
    back = found.state is State.APPEAL
    return {
        "correct": found.state is State.CORRECTION,
        "withdraw": may(service, found, withdraw) and not found.withdrawal_asked,
        "appeal": not back and may(service, found, appeal),
        "take_back": back,
    }


async def _view(service: Intake, language: Language, who: Principal, case: str) -> CaseView | None:
    """The case file as this reader sees it; none in the first moment."""
    try:
        document = await service.cases.get(case)
    except Unknown:
        return None
    return await look(service, document, language, await Eyes.of(service, case, who))


def _case(document: Document | None, now: dt.datetime, language: Language) -> CaseView | None:
    if document is None:
        return None
    return case_view({**document, "entries": []}, now, language, Eyes())


def _state(found: Application, view: CaseView | None) -> str:
    """Where it is: what the case file says, unless that has not heard of the submission yet."""
    if view is None or view.state in {"", "draft"} or found.state is State.DRAFT:
        return str(found.state)
    return view.state


def _in_order(found: list[Application]) -> list[Application]:
    never = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(found, key=lambda each: each.submitted_at or never, reverse=True)


async def _check(
    service: Intake, site: Site, request: Request, found: Application, filled: Filled
) -> Response:
    call = await service.call_of(found)
    language = site.language(request)
    missing = wanting(found, call, local_date(service.clock.now()))
    places = [section_named(section_of(error.field)) for error in filled.errors]
    return site.page(
        request,
        "application-check.html",
        status=filled.status,
        application=found,
        call=call,
        sections=[
            (section, grouped(answers(section, found, language)), missing[section.code])
            for section in SECTIONS
        ],
        files=FILES,
        refused=list(zip(places, anchored(filled.errors), strict=True)),
        notice=service.notices.applicants,
        labels=labels(found.form),
        form=filled,
    )
