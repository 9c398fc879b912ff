"""News of calls by mail: ask for it, confirm by the mailed link, leave by the link in each mail."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import public
from chassis.process import Invalid, Refused
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import Form
from chassis.site.visitor import visitor
from services.intake.api.subscriptions import Asked, asked
from services.intake.domain.reading import read, wrong
from services.intake.domain.subscription import LIFE
from services.intake.pages.words import voivodeships
from services.intake.service import Intake

PLACE: Final = "/subskrypcja"
LEAVING: Final = f"{PLACE}/rezygnacja"
NO_LINK: Final = ("Wklej cały link z wiadomości.", "Paste the whole link from the mail.")


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    open_to_all = [Depends(public), Depends(visitor)]
    routes = APIRouter(include_in_schema=False, dependencies=open_to_all)
    _add_coming(routes, service, site)
    _add_leaving(routes, service, site)
    return routes


def _add_coming(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get(PLACE)
    async def subscribe(request: Request) -> Response:
        """Say which calls; or confirm, when one comes by the mailed link."""
        return show(request, EMPTY)

    @routes.post(PLACE)
    async def ask(request: Request, form: Form) -> Response:
        """Mail a link; the answer does not tell whether the address is known."""
        fields = {name: form.text(name) for name in ("email", "name", "voivodeship")}
        asking = {**fields, "voivodeship": fields["voivodeship"] or None}
        try:
            wanted = read(Asked, {**asking, "language": site.language(request)})
            await asked(service, wanted, form.cause)
        except Refused as error:
            return show(request, Filled(fields).refused(error))
        email, days = fields["email"], LIFE.days
        return site.page(request, "subscription-asked.html", email=email, days=days)

    @routes.post(f"{PLACE}/potwierdzenie")
    async def confirm(request: Request, form: Form) -> Response:
        """The mailed link was opened."""
        secret = form.text("secret").rpartition("#")[2]
        try:
            found = await service.subscriptions.confirm(_given(secret))
        except Refused as error:
            return show(request, EMPTY.refused(error))
        place = dict(voivodeships()).get(found.wish.voivodeship or "")
        return site.page(
            request, "subscription-confirmed.html", email=found.email, voivodeship=place
        )

    def show(request: Request, form: Filled) -> Response:
        return site.page(
            request, "subscription.html", status=form.status, voivodeships=voivodeships(), form=form
        )


def _add_leaving(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get(LEAVING)
    async def leaving(request: Request) -> Response:
        """One button, so that no program that follows links ends a subscription."""
        return site.page(request, "subscription-leave.html", left=False)

    @routes.post(LEAVING)
    async def leave(request: Request, form: Form) -> Response:
        """End it."""
        key = form.text("secret").rpartition("#")[2]
        try:
            await service.subscriptions.leave_by(_given(key))
        except Invalid as error:
            filled = EMPTY.refused(error)
            return site.page(
                request, "subscription-leave.html", status=422, left=False, form=filled
            )
        except Refused:  # it has ended: what was wanted is so
            return site.page(request, "subscription-leave.html", left=True)
        return site.page(request, "subscription-leave.html", left=True)


def _given(secret: str) -> str:
    if not secret:
        raise Invalid((wrong("secret", "missing", *NO_LINK),))
    return secret[:200]
