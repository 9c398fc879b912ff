"""The operator's page as an app of its own: only for who has the role, at ``/system``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import httpx
from aio_pika.exceptions import AMQPError
from fastapi import APIRouter, Depends, FastAPI, Request, Response

from chassis import problems
from chassis.auth import Principal, Verifier
from chassis.http import Limits, Takes, check
from chassis.process import FieldError, Invalid, Text, Unknown
from chassis.site import guard
from chassis.site.page import Site
from chassis.site.posted import Form
from chassis.site.visitor import guest
from contracts.base import SERVICES, Service
from znak.system import health
from znak.system.broker import Management, Seen
from znak.system.letters import MOST, Fate, Letter, Letters
from znak.system.settings import SystemSettings

TEMPLATES: Final = Path(__file__).parent / "templates"
TROUBLE: Final = (AMQPError, OSError, TimeoutError, ConnectionError)
Operator = Annotated[Principal, Depends(guest("operator"))]

DONE: Final = {
    Fate.REPLAY: Text(
        "Oddano do kolejek. Jeśli przyczyna nie zniknęła, wiadomość wróci tutaj.",
        "Put back. If the cause is still there, the message will come back here.",
    ),
    Fate.DISCARD: Text("Usunięto.", "Discarded."),
}
FATES: Final = Text("Wybierz: zostaw, oddaj albo usuń.", "Choose: keep, put back or discard.")
AWAY: Final = Text(
    "Broker nie odpowiada. Spróbuj za chwilę.", "The broker does not answer. Try in a moment."
)


def build(settings: SystemSettings) -> FastAPI:
    """The app."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.verifier = Verifier(settings.token_public_key_file, lambda: datetime.now(UTC))
    problems.install(app)
    site = Site(TEMPLATES, secure=settings.public_url.startswith("https://"))
    routes = router(settings, site)
    check(routes)
    app.include_router(routes)
    app.add_api_route("/health/ready", _ready)
    app.add_middleware(Limits, usual=Takes("body", settings.max_body_bytes))
    guard.install(app, site)
    return app


async def _ready() -> dict[str, str]:
    """The process runs; what it looks at may be away."""
    return {"status": "ready"}


def router(settings: SystemSettings, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/system")
    management = Management(settings.management_url, settings.vhost)
    letters = Letters(settings.system_broker_url)
    client = httpx.AsyncClient(trust_env=False)

    @routes.get("")
    async def system(request: Request, _: Operator) -> Response:
        copies = await health.all_of(settings.health_urls, client)
        seen, now = await _seen(management), datetime.now(UTC)
        return site.page(
            request,
            "system.html",
            copies=copies,
            seen=seen,
            services=SERVICES,
            oldest=health.oldest(copies, now),
            mails=health.count(copies, "mails"),
            clock=health.clock(copies),
            travels=any(copy.travels(now) for copy in copies),
            now=now,
        )

    @routes.get("/{service}")
    async def dead(request: Request, service: str, _: Operator) -> Response:
        name = _service(service)
        try:
            found = await letters.look(name)
        except TROUBLE:
            return site.page(request, "away.html", text=AWAY, status=503)
        said: dict[str, Any] = {"letters": found, "reasons": reasons(found), "most": MOST}
        return site.page(request, "dead.html", service=name, **said)

    @routes.post("/{service}")
    async def settle(request: Request, service: str, form: Form, _: Operator) -> Response:
        name, fate = _service(service), _fate(form.text("fate"))
        chosen, reason = set(form.texts("letter")), form.text("reason")

        def meant(letter: Letter) -> bool:
            return letter.id in chosen or (bool(reason) and letter.reason == reason)

        try:
            if fate is Fate.DISCARD and not form.text("sure"):
                lost = [each for each in await letters.look(name) if meant(each)]
                said: dict[str, Any] = {"service": name, "letters": lost, "reason": reason}
                return site.page(request, "discard.html", **said)
            await letters.go_through(name, lambda each: fate if meant(each) else Fate.KEEP)
        except TROUBLE:
            return site.page(request, "away.html", text=AWAY, status=503)
        return site.go(f"/system/{name}", DONE.get(fate), request)

    return routes


def reasons(letters: Iterable[Letter]) -> list[tuple[str, int]]:
    """Why they lie there, the most frequent first."""
    return Counter(letter.reason for letter in letters).most_common()


async def _seen(management: Management) -> Seen | None:
    """The broker, None when it does not answer."""
    try:
        return await management.look()
    except httpx.HTTPError:
        return None


def _fate(said: str) -> Fate:
    try:
        return Fate(said or Fate.KEEP)
    except ValueError:
        raise Invalid((FieldError("fate", "enum", FATES),)) from None


def _service(name: str) -> Service:
    for each in SERVICES:
        if each == name:
            return each
    raise Unknown(name)
