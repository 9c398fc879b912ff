"""What a browser may do with an answer, said on every one; and errors as pages for people."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.auth import Unauthenticated
from chassis.process import Text
from chassis.site.page import LOOK, YEAR, Site
from chassis.site.visitor import Elsewhere, carried, leading

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
TRANSPORT: Final = f"max-age={YEAR}; includeSubDomains"
DOCS: Final = ("/docs", "/redoc")
"""Pages for programmers, which load their script from elsewhere; Compose lets nobody reach them."""


class Guard:
    """Adds the headers.

    Args:
        app: What is behind it.
        secure: Whether people come over HTTPS only.
    """

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with them."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self._secure:
                    headers.setdefault("Strict-Transport-Security", TRANSPORT)
                if headers.get("content-type", "").startswith("text/html") and not scope[
                    "path"
                ].endswith(DOCS):
                    headers.setdefault("Content-Security-Policy", POLICY)
            await send(message)

        await self._app(scope, receive, guarded)


class Look(StaticFiles):
    """Styles, scripts and pictures; their addresses change with them, so they are kept for good."""

    def __init__(self, directory: Path = LOOK) -> None:
        super().__init__(directory=directory)

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """As ever, to be kept."""
        answer = super().file_response(*args, **kwargs)
        answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return answer


def install(app: FastAPI, site: Site) -> None:
    """Give the app its look, its ways elsewhere and its errors as pages."""
    app.state.site = site
    app.mount("/look", Look())
    app.add_middleware(Guard, secure=site.secure)
    app.add_exception_handler(Elsewhere, _elsewhere)


async def _elsewhere(_: Request, error: Exception) -> Response:
    assert isinstance(error, Elsewhere)  # noqa: S101 -- registered for it
    return RedirectResponse(error.path, 307 if error.keep else 303)


def wants_page(request: Request) -> bool:
    """Whether a person looks at the answer."""
    path = request.url.path
    return (
        getattr(request.app.state, "site", None) is not None
        and not path.startswith(("/api/", "/health/", "/metrics"))
        and "text/html" in request.headers.get("accept", "")
    )


def error_page(request: Request, status: int, text: Text, errors: Any) -> Response:
    """The error as a page that says what to do now."""
    site: Site = request.app.state.site
    with suppress(Unauthenticated):  # no route has asked: there may be none
        request.state.who = carried(request)
    way_in = leading("/logowanie", request)
    said = {"text": text, "errors": errors or (), "way_in": way_in, "code": status}
    return site.page(request, "problem.html", status=status, **said)
