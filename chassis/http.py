"""The HTTP side of a service: one app, default deny, idempotency keys, limits."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Sequence
from importlib import resources
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis import openapi, problems, trace
from chassis.auth import Allow, Verifier, bearer, public
from chassis.pace import Pace, Paced
from chassis.problems import TooLarge
from chassis.process import FieldError, Invalid, Text
from chassis.site import guard
from chassis.site.page import Site

LONGEST_KEY = 200
_KEY_LENGTH = Text("Klucz ma mieć od 1 do 200 znaków.", "The key must have 1 to 200 characters.")
_ABOUT = (
    "Errors are problem details (RFC 9457) in the reader's language: that of `Accept-Language`, "
    "else of the token, else Polish. The messages of this service: [asyncapi.json](asyncapi.json)."
)
_NAMESPACE = uuid.UUID("5f0f5bb5-2f5c-5f43-9c92-0e6d0d0c2f11")


async def idempotency(request: Request) -> str:
    """The cause of a change: ``http:<digest of who and Idempotency-Key>#<digest of the request>``.

    Without the header every request is a cause of its own.

    Raises:
        Invalid: The key is empty or too long.
    """
    key = request.headers.get("idempotency-key")
    if key is None:
        return f"http:{uuid.uuid4()}"
    if not 1 <= len(key) <= LONGEST_KEY:
        raise Invalid((FieldError("Idempotency-Key", "length", _KEY_LENGTH),))
    who = getattr(request.state, "person", None) or _person(request)
    name = hashlib.sha256(f"{who} {key}".encode()).hexdigest()[:32]
    asked = f"{request.method} {request.url.path} ".encode() + await request.body()
    return f"http:{name}#{hashlib.sha256(asked).hexdigest()[:16]}"


def _person(request: Request) -> str:
    """Who asks, nobody where the route is public and no token came."""
    return bearer(request).person if "authorization" in request.headers else ""


def request_id_for(cause: str, kind: str) -> str:
    """The id of what a request creates: the same key twice gives the same document."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}:{cause.partition('#')[0]}"))


class Takes:
    """A dependency: says that its route takes bodies up to a limit of its own.

    Args:
        field: What the body is called in the error.
        limit: The most there may be, in bytes.
    """

    def __init__(self, field: str, limit: int) -> None:
        self.field = field
        self.limit = limit

    async def __call__(self) -> None:
        """Nothing: `Limits` has read it from the route."""


class Limits:
    """Refuses bodies over the limit with a 413 before they are read, and begins the trace.

    Args:
        app: What is behind it.
        usual: The limit of every route that says nothing about it.
        others: The limits that routes declare, by the pattern of their paths.
    """

    def __init__(
        self, app: ASGIApp, usual: Takes, others: Sequence[tuple[re.Pattern[str], Takes]] = ()
    ) -> None:
        self._app = app
        self._usual = usual
        self._others = tuple(others)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        trace.begin(request.headers.get("traceparent"))
        takes = self._of(scope["path"])
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > takes.limit:
            answer = problems.too_large(request, TooLarge(takes.field, takes.limit))
            await answer(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > takes.limit:
                raise TooLarge(takes.field, takes.limit)
            return message

        await self._app(scope, counted, send)

    def _of(self, path: str) -> Takes:
        return next((takes for own, takes in self._others if own.fullmatch(path)), self._usual)


def build(
    name: str,
    routers: Sequence[APIRouter],
    verifier: Verifier,
    max_body_bytes: int,
    pace: Pace | None = None,
    site: Site | None = None,
) -> FastAPI:
    """The app of one service; without a pace everybody may ask as often as they like.

    Pages come with a site; a service that has none answers people in JSON too.

    Raises:
        RuntimeError: A route says neither who is allowed nor that it is public.
    """
    app = FastAPI(
        title=f"Znak: {name}",
        version="1",
        description=_ABOUT,
        separate_input_output_schemas=False,
        # Its records would hold exceptions' messages, and with them what people typed.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.verifier = verifier
    problems.install(app)
    for router in routers:
        check(router)
        app.router.routes.extend(router.routes)  # to include it would read every route once more
    app.add_middleware(
        Limits,
        usual=Takes("body", max_body_bytes),
        others=[each for router in routers for each in _limits(router)],
    )
    openapi.install(app, keyed=idempotency)
    _add_asyncapi(app, name)
    if pace is not None:
        app.add_middleware(Paced, pace=pace)
    if site is not None:
        guard.install(app, site)  # outermost: what is refused before it is read has headers too
    return app


def _add_asyncapi(app: FastAPI, name: str) -> None:
    document = resources.files("contracts") / "asyncapi" / f"{name}.json"

    @app.get("/asyncapi.json", dependencies=[Depends(public)], include_in_schema=False)
    async def asyncapi() -> Response:
        """Every message that this service sends and reads, with its schema and an example."""
        return Response(document.read_bytes(), media_type="application/json")


def check(router: APIRouter) -> None:
    """Default deny: see that every route says who may use it."""
    for route in router.routes:
        if isinstance(route, APIRoute) and not any(map(_guards, openapi.calls(route.dependant))):
            msg = f"{route.path} says neither allow(...) nor public"
            raise RuntimeError(msg)


def _limits(router: APIRouter) -> list[tuple[re.Pattern[str], Takes]]:
    routes = [route for route in router.routes if isinstance(route, APIRoute)]
    return [
        (route.path_regex, call)
        for route in routes
        for call in openapi.calls(route.dependant)
        if isinstance(call, Takes)
    ]


def _guards(call: Any) -> bool:
    return isinstance(call, Allow) or call is public
