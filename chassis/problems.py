"""Errors as problem details (RFC 9457), in one place, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from chassis.auth import Unauthenticated
from chassis.inbox import KeyReused
from chassis.logging import describe
from chassis.mongo import TROUBLE
from chassis.process import FieldError, Forbidden, Invalid, Refused, Text, Unknown
from chassis.repository import LostRaces
from chassis.sentences import sentence
from chassis.site import guard
from chassis.site.page import asked_for
from contracts.base import Language

log = structlog.get_logger()

STATUS: tuple[tuple[type[Refused], int], ...] = (
    (Unauthenticated, 401),
    (Forbidden, 403),
    (Unknown, 404),
    (Invalid, 422),
    (KeyReused, 422),
    (Refused, 409),
)

HTTP: dict[int, Text] = {
    400: Text("Nie można odczytać przesłanych danych.", "What was sent cannot be read."),
    404: Text("Nie ma takiej strony.", "There is no such page."),
    413: Text("Przesłane dane są za duże.", "What was sent is too large."),
    405: Text("Tak nie można użyć tego adresu.", "This address cannot be used that way."),
}
MIB = 1024 * 1024
_AWAY = Text(
    "System jest chwilowo niedostępny. Spróbuj ponownie za chwilę.",
    "The system is not available for the moment. Please try again shortly.",
)
_BUG = Text(
    "Coś poszło nie tak po naszej stronie. Spróbuj ponownie.",
    "Something went wrong on our side. Please try again.",
)


class Away(Exception):  # noqa: N818 -- reads as what it tells
    """Something that this answer needs from outside is not there now. A 503; try again shortly."""


class TooLarge(HTTPException):
    """More came than the route takes. A 413 that names the field and the limit.

    Args:
        field: What was too large.
        limit: The most there may be, in bytes.
    """

    def __init__(self, field: str, limit: int) -> None:
        super().__init__(413)
        self.field = field
        self.limit = limit


def language_of(request: Request) -> Language:
    """English where it is asked for before Polish, else the person's own, else Polish."""
    own: Language = getattr(request.state, "language", "pl")
    return asked_for(request) or own


def problem(
    request: Request,
    status: int,
    code: str,
    text: Text,
    *,
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> Response:
    """One problem document, or a page for who looks at pages. ``type`` is a URN of the code."""
    if guard.wants_page(request):
        answer = guard.error_page(request, status, text, members.get("errors"))
        answer.headers.update(headers or {})
        return answer
    body = {
        "type": f"urn:znak:problem:{code}",
        "title": getattr(text, language_of(request)),
        "status": status,
        "code": code,
        **members,
    }
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 -- registered for it
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    members = dict(error.extra)
    if isinstance(error, Invalid):
        members["errors"] = [_field(request, e) for e in error.errors]
    return problem(request, status, error.code, error.text, **members)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 -- registered for it
    wrong: dict[str, FieldError] = {}  # a value that fits none of several forms is told of once
    for found in error.errors():
        path = _path(found["loc"], error.body)
        text = sentence(found["type"], found.get("ctx"))
        wrong.setdefault(path, FieldError(path, found["type"], text))
    invalid = Invalid(())
    errors = [_field(request, each) for each in wrong.values()]
    return problem(request, 422, invalid.code, invalid.text, errors=errors)


def _path(place: Sequence[int | str], body: Any) -> str:
    """The field as its reader knows it, without the names of the forms that were tried on it."""
    source, *parts = place
    if source == "body":
        value, kept = body, 0
        while kept < len(parts) and isinstance(value, (dict, list)):
            value = _part(value, parts[kept])
            kept += 1
        parts = parts[:kept]
    return ".".join(str(part) for part in parts or [source])


def _part(value: Any, part: int | str) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    return value[part] if isinstance(part, int) and part < len(value) else None


def _field(request: Request, error: FieldError) -> dict[str, Any]:
    detail = getattr(error.text, language_of(request))
    told = {"field": error.field, "code": error.code, "detail": detail}
    return told if error.line is None else {**told, "line": error.line}


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 -- registered for it
    status, detail = error.status_code, str(error.detail)
    text = HTTP.get(status, Text(detail, detail))
    return problem(request, status, f"http-{status}", text, headers=error.headers)


def too_large(request: Request, error: TooLarge) -> Response:
    """The answer to a body over the limit."""
    most = f"{error.limit / MIB:.3g} MB"
    text = Text(f"Można przesłać najwyżej {most}.", f"At most {most} may be sent.")
    errors = [_field(request, FieldError(error.field, "too-large", text))]
    return problem(request, 413, "http-413", HTTP[413], limit=error.limit, errors=errors)


async def _too_large(request: Request, error: Exception) -> Response:
    assert isinstance(error, TooLarge)  # noqa: S101 -- registered for it
    return too_large(request, error)


async def _away(request: Request, error: Exception) -> Response:
    log.warning("request_waits", error=type(error).__name__)
    return problem(request, 503, "unavailable", _AWAY, headers={"Retry-After": "2"})


async def _bug(request: Request, error: Exception) -> Response:
    log.error("request_failed", error=describe(error), path=request.url.path)
    return problem(request, 500, "internal", _BUG)


def install(app: FastAPI) -> None:
    """Answer every error of this app with problem details."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(TooLarge, _too_large)
    for trouble in (LostRaces, Away, *TROUBLE):
        app.add_exception_handler(trouble, _away)
    app.add_exception_handler(Exception, _bug)
