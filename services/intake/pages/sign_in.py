"""Signing in by a mailed link, the session in cookies, and the way back to where one was."""

from __future__ import annotations

import re
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from chassis.auth import ROLES, Principal, Unauthenticated, mint, public
from chassis.http import Takes
from chassis.process import Forbidden, Invalid, Refused, Text, Unknown
from chassis.site.filled import EMPTY, Filled
from chassis.site.page import Site
from chassis.site.posted import MOST_FIELDS, Form, from_here, posted
from chassis.site.visitor import RENEW, SIGN_IN, Visitor, forget, keep, local, remember
from contracts.base import Role
from services.intake.api.sign_in import device_of
from services.intake.attachments import LARGEST
from services.intake.domain.reading import wrong
from services.intake.people import Opened
from services.intake.service import Intake

REFRESH: Final = "znak-sesja"
BACK: Final = "znak-dalej"
OFFICE: Final = f"{SIGN_IN}/oidc"
"""Where the office's issuer sends the browser back to; `OIDC_REDIRECT_URL` ends with it."""
FLOW: Final = "znak-urzad"
LARGEST_FORM: Final = 4 * LARGEST
"""All that one form may bring, with its files; what is sent on to be renewed comes here first."""
ADDRESS: Final = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]+")
TRIED_FOR: Final = 12 * 3600
HOMES: Final[tuple[tuple[Role, str], ...]] = (
    ("officer", "/pulpit"),
    ("director", "/pulpit"),
    ("expert", "/zadania"),
    ("chapter", "/posiedzenia"),
    ("applicant", "/wnioski"),
    ("operator", "/system"),
)
NO_ADDRESS: Final = (
    "Wpisz adres e-mail, np. anna@przyklad.pl.",
    "Type an e-mail address, for example anna@example.org.",
)
NO_SECRET: Final = (
    "Wklej cały link z wiadomości.",
    "Paste the whole link from the mail.",
)
NOT_INVITED: Final = Text(
    "Urząd nie zaprosił osoby z tym adresem. Możesz wejść linkiem z wiadomości.",
    "The office has not invited anybody with this address. A mailed link lets you in.",
)
NOT_DONE: Final = Text(
    "Logowanie kontem urzędu nie powiodło się. Spróbuj jeszcze raz.",
    "Signing in with the office's account did not work. Please try again.",
)
SIGNED_OUT: Final = Text("Wylogowano.", "You are signed out.")


def home(roles: frozenset[str]) -> str:
    """Where somebody's work begins."""
    return next((path for role, path in HOMES if role in roles), "/")


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(public)])
    _add_coming_in(routes, service, site)
    _add_office(routes, service, site)
    _add_session(routes, service, site)
    if service.settings.dev_tokens:
        _add_trying(routes, service, site)
    return routes


def _add_coming_in(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.get(SIGN_IN)
    async def ask(request: Request, dalej: str = "") -> Response:
        answer = _asking(service, site, request)
        if dalej:
            keep(answer, BACK, local(dalej), 3600, secure=site.secure)
        return answer

    @routes.post(SIGN_IN)
    async def send(request: Request, form: Form) -> Response:
        address = form.text("email")
        filled = Filled({"email": address})
        if not ADDRESS.fullmatch(address):
            filled = filled.refused(Invalid((wrong("email", "address", *NO_ADDRESS),)))
            return _asking(service, site, request, filled)
        language = site.language(request)
        await service.people.ask(address, language, form.cause)
        mailbox = service.settings.mailbox_url if service.settings.dev_tokens else ""
        said: dict[str, Any] = {"email": address, "minutes": _minutes(service), "mailbox": mailbox}
        return site.page(request, "sign-in-sent.html", **said)

    @routes.post(f"{SIGN_IN}/link")
    async def use(request: Request, form: Form) -> Response:
        secret, name = form.text("secret").rpartition("#")[2], form.text("name")
        filled = Filled({"secret": secret, "name": name})
        if not secret:
            filled = filled.refused(Invalid((wrong("secret", "missing", *NO_SECRET),)))
            return _asking(service, site, request, filled)
        try:
            opened = await service.people.open(secret, name, device_of(request))
        except Invalid as error:
            again = filled.refused(error) if form.text("asked") else filled
            return site.page(request, "sign-in-name.html", form=again, status=422)
        except Refused as error:
            return _asking(service, site, request, EMPTY.refused(error))
        return _in(service, site, request, opened)


def _add_office(routes: APIRouter, service: Intake, site: Site) -> None:
    """A link and no form: a browser lets no form of ours lead to another site."""

    @routes.get(f"{OFFICE}/start")
    async def leave(_: Request) -> Response:
        started = await service.people.issuer().start()
        answer = RedirectResponse(started.url, 303, headers={"Cache-Control": "no-store"})
        keep(answer, FLOW, started.flow, 600, secure=site.secure, path=OFFICE)
        return answer

    @routes.get(OFFICE)
    async def back(request: Request, state: str = "", code: str = "") -> Response:
        """Whoever comes back ends with the same session as by a mailed link."""
        flow = request.cookies.get(FLOW, "")
        if not code:  # the issuer says why in words of its own, to whoever it knows
            return _asking(service, site, request, EMPTY.refused(Refused("not-done", NOT_DONE)))
        try:
            address = await service.people.issuer().finish(flow, state, code)
            opened = await service.people.vouched(address, device_of(request))
        except Forbidden:
            refused = EMPTY.refused(Refused("not-invited", NOT_INVITED))
            return _asking(service, site, request, refused, 403)
        except Refused as error:
            return _asking(service, site, request, EMPTY.refused(error))
        answer = _in(service, site, request, opened)
        forget(answer, FLOW, OFFICE)
        return answer


def _asking(
    service: Intake, site: Site, request: Request, form: Filled = EMPTY, status: int = 0
) -> Response:
    status = status or form.status
    said = {"form": form, "office": service.people.oidc is not None, "minutes": _minutes(service)}
    return site.page(request, "sign-in.html", status=status, **said)


def _minutes(service: Intake) -> int:
    """How long a link works."""
    return round(service.settings.sign_in_life / 60)


def _in(service: Intake, site: Site, request: Request, opened: Opened) -> Response:
    to = local(request.cookies.get(BACK) or home(frozenset(opened.person.roles)))
    answer = site.go(to)
    forget(answer, BACK)
    return _signed_in(service, site, opened, answer)


def _add_session(routes: APIRouter, service: Intake, site: Site) -> None:
    @routes.api_route(
        RENEW, methods=["GET", "POST"], dependencies=[Depends(Takes("body", LARGEST_FORM))]
    )
    async def renew(request: Request, dalej: str = "/") -> Response:
        """Go on with the session, then with what was asked for; the form comes along."""
        back = local(dalej)
        if request.method == "POST":
            from_here(request)
        token = request.cookies.get(REFRESH, "")
        try:
            opened = await service.people.refresh(token, shared=True)
        except Unauthenticated:
            return await _over(request, site, back)
        answer = RedirectResponse(back, 307)
        return _signed_in(service, site, opened, answer)

    @routes.post(f"{RENEW}/koniec", dependencies=[Depends(posted)])
    async def end(request: Request, who: Visitor) -> Response:
        if who is not None and who.session is not None:
            await service.people.end(who.person, who.session, who.person)
        answer = site.go("/", SIGNED_OUT, request)
        forget(answer)
        forget(answer, REFRESH, RENEW)
        return answer


async def _over(request: Request, site: Site, back: str) -> Response:
    """Nobody is signed in any more: a form that was being sent is kept until somebody is."""
    if request.method == "GET":
        answer: Response = site.go(back)
    else:
        form = await request.form(max_fields=MOST_FIELDS)
        fields = [(n, v) for n, v in form.multi_items() if isinstance(v, str)]
        sent = [(n, v.filename) for n, v in form.multi_items() if isinstance(v, UploadFile)]
        files = [(name, filename) for name, filename in sent if filename]
        answer = site.page(
            request, "session-over.html", status=409, fields=fields, files=files, back=back
        )
    forget(answer)
    forget(answer, REFRESH, RENEW)
    return answer


def _signed_in(service: Intake, site: Site, opened: Opened, answer: Response) -> Response:
    seconds = round((opened.session.ends_at - service.clock.real()).total_seconds())
    remember(answer, opened.token, seconds, secure=site.secure)
    if opened.refresh:
        keep(answer, REFRESH, opened.refresh, seconds, secure=site.secure, path=RENEW)
    return answer


def _add_trying(routes: APIRouter, service: Intake, site: Site) -> None:
    """For trying things out, as `api.dev`; never in production."""

    @routes.post(f"{SIGN_IN}/na-probe")
    async def try_out(request: Request, form: Form) -> Response:
        """As somebody who has an account, or as anybody of a role."""
        if account := form.text("account"):
            known = (await service.people.accounts.get(account)).state
            opened = await service.people.begin(known.contact(), device_of(request))
            return _in(service, site, request, opened)
        role = next((each for each in ROLES if each == form.text("role")), None)
        if role is None:
            raise Unknown("role")
        person = form.text("person") or role
        who = Principal(
            person=person,
            name=form.text("name") or person,
            email=f"{person}@znak.example",
            language=site.language(request),
            roles=frozenset({role}),
        )
        minutes = TRIED_FOR // 60
        answer = site.go(home(who.roles))
        token = mint(service.people.key, who, service.clock.real(), minutes)
        remember(answer, token, TRIED_FOR, secure=site.secure)
        return answer
