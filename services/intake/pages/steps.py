"""What an applicant does about an application that was sent: correct, withdraw, appeal.

An officer does the same here for a letter that came by post.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import Principal
from chassis.http import Takes
from chassis.process import Invalid, Refused, Text
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form
from chassis.site.visitor import guest
from services.intake.api.access import acting, acts, opened
from services.intake.api.appeals import appealed, taken_back
from services.intake.api.steps import corrected, withdrawn
from services.intake.domain.appeal import FileAppeal, WithdrawAppeal
from services.intake.domain.application import Application, State
from services.intake.domain.commands import Withdraw
from services.intake.domain.reading import DATE, wrong
from services.intake.pages import correction
from services.intake.pages.may import stopped
from services.intake.pages.sign_in import LARGEST_FORM
from services.intake.pages.words import POINTS
from services.intake.service import Intake

Filer = Annotated[Principal, Depends(guest("applicant", "officer"))]

CORRECTED: Final = Text(
    "Uzupełnienie wysłane. Sprawdzimy je i napiszemy, co dalej.",
    "The correction is sent. We shall check it and write what comes next.",
)
WITHDRAWN: Final = Text("Wniosek jest wycofany.", "The application is withdrawn.")
ASKED: Final = Text(
    "Prośba o wycofanie wysłana. Odpowiedź przyjdzie e-mailem.",
    "You have asked to withdraw. The answer comes by mail.",
)
TAKEN_BACK: Final = Text("Odwołanie jest wycofane.", "The appeal is taken back.")
APPEALED: Final = Text(
    "Odwołanie wysłane. O wyniku napiszemy e-mailem.",
    "The appeal is sent. We shall write what comes of it.",
)


class Asked(NamedTuple):
    """Who asks for what: what every page here begins with."""

    request: Request
    who: Principal
    application: Application


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/wnioski/{id}", include_in_schema=False)
    _add_correction(routes, service, site)
    _add_withdrawal(routes, service, site)
    _add_appeal(routes, service, site)
    return routes


def _back(application: Application, who: Principal) -> str:
    """Where the application is seen."""
    return f"/{'sprawy' if who.has('officer') else 'wnioski'}/{application.id}"


def _add_correction(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/uzupelnienie")
    async def ask(id: str, request: Request, who: Filer) -> Response:  # noqa: A002
        """What the office asked for, and only that."""
        found = (await acting(service, id, who)).state
        return await show(Asked(request, who, found), EMPTY)

    @routes.post("/uzupelnienie", dependencies=[Depends(Takes("attachment", LARGEST_FORM))])
    async def correct(id: str, request: Request, who: Filer, form: Form) -> Response:  # noqa: A002
        """Keep the files, then send the correction in."""
        found = (await acting(service, id, who)).state
        fields = form.fields()
        answers = correction.answers(found, fields)
        try:
            await correction.keep(service, found, form)
            said = (answers, _day(form.text("received_on")))
            await corrected(service, id, who, said, form.cause)
        except Refused as error:
            found = (await acting(service, id, who)).state  # its files are kept by now
            told = correction.told(error, answers)
            return await show(Asked(request, who, found), Filled(fields).refused(told))
        return site.go(_back(found, who), CORRECTED, request)

    async def show(asked: Asked, form: Filled) -> Response:
        request, who, found = asked
        call = await service.call_of(found)
        begun = form if form.values else Filled(correction.begun(found), form.errors, form.refusal)
        return site.page(
            request,
            "correction.html",
            status=form.status,
            application=found,
            back=_back(found, who),
            waits=found.state is State.CORRECTION,
            by_post=not await acts(service, found, who),
            parts=correction.parts(found),
            labels=correction.labels(found),
            form=begun,
            lists=correction.lists(call.procedure),
            **correction.WORDS,
        )


def _add_withdrawal(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/wycofanie")
    async def ask(id: str, request: Request, who: Filer) -> Response:  # noqa: A002
        """What it means, before it is done."""
        found = (await opened(service, id, who)).state
        return await show(Asked(request, who, found), EMPTY)

    @routes.post("/wycofanie")
    async def withdraw(id: str, request: Request, who: Filer, form: Form) -> Response:  # noqa: A002
        """Withdraw the application, or the appeal when that was shown."""
        found = (await opened(service, id, who)).state
        reason = form.text("reason")
        try:
            if form.text("what") == "appeal":
                after = (await taken_back(service, id, who, reason, form.cause)).state
                done = TAKEN_BACK if after.state is not State.APPEAL else ASKED
            else:
                after = (await withdrawn(service, id, who, reason, form.cause)).state
                done = WITHDRAWN if after.state is State.WITHDRAWN else ASKED
        except Refused as error:
            return await show(Asked(request, who, found), Filled(form.fields()).refused(error))
        return site.go(_back(found, who), done, request)

    async def show(asked: Asked, form: Filled) -> Response:
        request, who, found = asked
        call = await service.call_of(found)
        command: Any = Withdraw("", call, who.person)
        if found.state is State.APPEAL:
            command = WithdrawAppeal(call, who.person)
        return site.page(
            request,
            "withdrawal.html",
            status=form.status,
            application=found,
            back=_back(found, who),
            stopped=stopped(service, found, command),
            letter=not await acts(service, found, who),
            form=form,
        )


def _add_appeal(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get("/odwolanie")
    async def ask(id: str, request: Request, who: Filer) -> Response:  # noqa: A002
        """Until when, and what happens then."""
        found = (await opened(service, id, who)).state
        return await show(Asked(request, who, found), EMPTY)

    @routes.post("/odwolanie")
    async def appeal(id: str, request: Request, who: Filer, form: Form) -> Response:  # noqa: A002
        """Send it."""
        found = (await opened(service, id, who)).state
        try:
            said = (form.text("grounds"), _day(form.text("received_on")))
            await appealed(service, id, who, said, form.cause)
        except Refused as error:
            return await show(Asked(request, who, found), Filled(form.fields()).refused(error))
        return site.go(_back(found, who), APPEALED, request)

    async def show(asked: Asked, form: Filled) -> Response:
        request, who, found = asked
        call = await service.call_of(found)
        letter = not await acts(service, found, who)
        day = found.appeal_until if letter else None  # a letter may have come in time
        others = await service.duplicates(found)
        return site.page(
            request,
            "appeal.html",
            status=form.status,
            application=found,
            back=_back(found, who),
            stopped=stopped(service, found, FileAppeal("", day, call, who.person, others)),
            letter=letter,
            points=[each for each in found.points if each.verdict != "yes"],
            titles=POINTS,
            days=call.procedure.formal.appeal_decision_days,
            form=form,
        )


def _day(typed: str) -> dt.date | None:
    if not typed:
        return None
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise Invalid((wrong("received_on", "not-a-date", *DATE),)) from None
