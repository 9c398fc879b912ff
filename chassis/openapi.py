"""What `/docs` tells beyond the routes' own words: who may, which problems, in what form.

All of it is read off the route, so it is never behind the code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, ConfigDict

from chassis.auth import Allow
from chassis.pace import UNPACED

Operation = dict[str, Any]

SECURITY: Final = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A token that intake has signed; it holds ten minutes.",
    }
}
PROBLEMS: Final = {
    400: "The body cannot be read at all.",
    401: "No token, or one that does not hold.",
    403: "Not for this person.",
    404: "There is no such thing.",
    409: "Not possible now; says the state and what is possible.",
    413: "The body is too large; names the limit.",
    422: "The input is wrong; names every field and its rule.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    503: "The database is away; `Retry-After` says how many seconds to wait.",
}
_HEADERS: Final = {
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}
}
_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key twice has one effect and one answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}


def example(**body: Any) -> dict[str, Any]:
    """What a body may look like: ``ConfigDict(json_schema_extra=example(reason="…"))``."""
    return {"examples": [body]}


class FieldProblem(BaseModel):
    """What is wrong with one field; the line where it stands, in a file of lines."""

    field: str
    code: str
    detail: str
    line: int | None = None


class Problem(BaseModel):
    """An error as problem details (RFC 9457), in the reader's language; some have more members."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra=example(
            type="urn:znak:problem:invalid",
            title="Popraw zaznaczone pola.",
            status=422,
            code="invalid",
            errors=[{"field": "reason", "code": "missing", "detail": "To pole jest wymagane."}],
        ),
    )

    type: str
    title: str
    status: int
    code: str
    errors: list[FieldProblem] = []


def also(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Problems that the route itself does not show: ``responses=also(401)``."""
    return {status: _answer(status) for status in statuses}


def calls(dependant: Dependant) -> Iterator[Any]:
    """Everything that a route depends on, the route itself first."""
    yield dependant.call
    for inner in dependant.dependencies:
        yield from calls(inner)


def install(app: FastAPI, keyed: Callable[..., Any]) -> None:
    """Complete what this app tells of itself.

    Args:
        app: With all its routes.
        keyed: The dependency that reads the ``Idempotency-Key``.
    """
    plain = app.openapi

    def told() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(app, plain(), keyed)
        return app.openapi_schema

    app.openapi = told  # type: ignore[method-assign]  # as FastAPI's own guide does


def _completed(app: FastAPI, told: dict[str, Any], keyed: Callable[..., Any]) -> dict[str, Any]:
    parts = told.setdefault("components", {})
    parts["securitySchemes"] = SECURITY
    schemas = parts.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    form = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= form.pop("$defs") | {"Problem": form}
    for context in iter_route_contexts(app.routes):
        route, path = context.original_route, told["paths"].get(context.path_format, {})
        if isinstance(route, APIRoute):
            for method in {*(route.methods or ())} & {each.upper() for each in path}:
                _complete(path[method.lower()], method, str(context.path), route, keyed)
    return told


def _complete(
    operation: Operation, method: str, path: str, route: APIRoute, keyed: Callable[..., Any]
) -> None:
    says, found = (route.endpoint.__doc__ or "").strip(), list(calls(route.dependant))
    first, _, more = says.partition("\n")
    operation["summary"] = first.rstrip(".")
    operation["description"] = more.strip()
    guard = next((call for call in found if isinstance(call, Allow)), None)
    if guard is not None:
        operation["security"] = [{"token": []}]
        roles = f"Roles: {', '.join(guard.roles)}."
        operation["description"] = f"{operation['description']}\n\n{roles}".strip()
    if keyed in found:
        operation.setdefault("parameters", []).append(_KEY)
    for status in _problems(operation, method, path, guarded=guard is not None):
        operation["responses"][str(status)] = _answer(status)
    operation["responses"] = dict(sorted(operation["responses"].items()))


def _problems(operation: Operation, method: str, path: str, *, guarded: bool) -> Iterator[int]:
    parameters = operation.get("parameters", [])
    if guarded:
        yield from (401, 403)
    if method != "GET":
        yield 409
    if method != "GET" or (parameters and "limit" not in {each["name"] for each in parameters}):
        yield 404
    if "requestBody" in operation:
        yield from (400, 413)
    if "requestBody" in operation or parameters:
        yield 422
    if not path.startswith(UNPACED):
        yield from (429, 503)


def _answer(status: int) -> dict[str, Any]:
    form = {"schema": {"$ref": "#/components/schemas/Problem"}}
    answer: dict[str, Any] = {
        "description": PROBLEMS[status],
        "content": {"application/problem+json": form},
    }
    return answer | {"headers": _HEADERS} if status in {429, 503} else answer
