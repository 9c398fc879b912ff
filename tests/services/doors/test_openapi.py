"""What each service tells of its doors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from contracts.base import SERVICES

Operation = dict[str, Any]


def operations(told: dict[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, each in told["paths"].items():
        for method, operation in each.items():
            yield f"{method.upper()} {path}", operation


def resolved(told: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """What a schema refers to; of a body that may be left out, what it is when it comes."""
    ref = next(iter(schema.get("anyOf", ())), schema).get("$ref")
    return told["components"]["schemas"][ref.rpartition("/")[2]] if ref else schema


def lists(told: dict[str, Any], operation: Operation) -> bool:
    """Whether the answer is a page of items."""
    content = operation["responses"].get("200", {}).get("content", {})
    schema = resolved(told, content.get("application/json", {}).get("schema", {}))
    return {"items", "next"} <= set(schema.get("properties", {}))


def lacks(told: dict[str, Any], route: str, operation: Operation) -> Iterator[str]:
    """What is missing or half said in an operation."""
    for name in ("summary", "tags"):
        if not operation.get(name):
            yield f"{route}: {name}"
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = content["schema"]
        if kind == "application/json" and "examples" not in schema | resolved(told, schema):
            yield f"{route}: an example of its body; see chassis.openapi.example"
    taken = {each["name"] for each in operation.get("parameters", [])}
    if lists(told, operation) and not {"limit", "after"} <= taken:
        yield f"{route}: the pages of a list; see chassis.pages"
    problems = {status: each for status, each in operation["responses"].items() if status >= "4"}
    wanted = set() if route.startswith(("GET /health", "GET /metrics")) else {"429", "503"}
    wanted |= {"401", "403"} if operation.get("security") else set()
    wanted |= {"400", "413", "422"} if "requestBody" in operation else set()
    for status in sorted(wanted - set(problems)):
        yield f"{route}: {status}"
    for status, each in problems.items():
        if "application/problem+json" not in each["content"] and "/health" not in route:
            yield f"{route}: {status} is no problem document"


def test_every_operation_says_what_it_does_what_it_takes_and_what_may_go_wrong(
    served: dict[str, FastAPI],
) -> None:
    missing = [
        f"{name}: {each}"
        for name, app in served.items()
        for route, operation in operations(app.openapi())
        for each in lacks(app.openapi(), route, operation)
    ]
    assert missing == [], "\n".join(missing)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", SERVICES)
async def test_the_messages_of_a_service_are_told_beside_its_doors(
    served: dict[str, FastAPI], name: str
) -> None:
    transport = httpx.ASGITransport(served[name])
    async with httpx.AsyncClient(transport=transport, base_url="http://znak") as client:
        answer = await client.get("/asyncapi.json")
    assert (answer.status_code, answer.json()["asyncapi"][:2]) == (200, "3.")
