"""Whatever is sent to a door, the answer is one that the service's OpenAPI document promises."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import requests
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from chassis.auth import ROLES, Principal, Verifier, mint
from contracts.base import SERVICES
from deploy.local.keys import kept_keys
from tests.journeys.people import ANNA
from tests.journeys.site import a_site
from tests.services.access.world import Records, apps, the_records
from tests.support.servers import Database

Case = Any
Operation = Any
"""Schemathesis's, whose generics say more than anybody needs here."""

WHO: Final = (frozenset(ROLES), frozenset({"applicant"}))
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@dataclass
class Doors:
    """The four apps in one loop, the records behind them, and tokens to come in with."""

    runner: asyncio.Runner
    apps: dict[str, FastAPI]
    records: Records
    tokens: dict[frozenset[str], str]

    def send(self, service: str, case: Case, who: frozenset[str]) -> httpx.Response:
        """Send a case as it would go over the wire."""
        sent: Any = requests.Request(
            **case.as_transport_kwargs(base_url=f"http://{service}")
        ).prepare()
        headers = {**sent.headers, "Authorization": f"Bearer {self.tokens[who]}"}

        async def asks() -> httpx.Response:
            transport = httpx.ASGITransport(self.apps[service], raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport) as client:
                return await client.request(
                    str(sent.method), str(sent.url), headers=headers, content=sent.body
                )

        return self.runner.run(asks())


@pytest.fixture(scope="module")
def doors(mongo: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    directory: Path = tmp_path_factory.mktemp("doors")
    keys, now = kept_keys(directory), dt.datetime.now(dt.UTC)

    async def opened(stack: AsyncExitStack) -> tuple[dict[str, FastAPI], Records]:
        prefix = f"test-doors-{now:%H%M%S%f}"
        site = await stack.enter_async_context(a_site(mongo.mongo_url, prefix, directory))
        for database in site.services.databases.values():
            stack.push_async_callback(database.client.drop_database, database.name)
        verifier = Verifier(keys.public, lambda: dt.datetime.now(dt.UTC))
        return apps(site.services, verifier), await the_records(site.services)

    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            served, records = runner.run(opened(stack))
            tokens = {
                roles: mint(
                    keys.private.read_bytes(),
                    Principal(ANNA.id, ANNA.name, ANNA.email, roles=roles),
                    now,
                    minutes=60,
                )
                for roles in WHO
            }
            yield Doors(runner, served, records, tokens)
        finally:
            runner.run(stack.aclose())


def cases(operation: Operation, known: dict[str, str]) -> st.SearchStrategy[Any]:
    """What fits the document, the same about records that exist, and what does not fit."""
    ways = [operation.as_strategy(GenerationMode.POSITIVE)]
    if known:
        ways.append(operation.as_strategy(GenerationMode.POSITIVE, path_parameters=known))
    if operation.body or any(operation.iter_parameters()):
        ways.append(operation.as_strategy(GenerationMode.NEGATIVE))
    return st.one_of(ways)


def known(operation: Operation, service: str, records: Records) -> dict[str, str]:
    """The id of a record for each parameter of the path."""
    parts = operation.path.split("/")
    found = {
        part[1:-1]: records.get((service, before))
        for before, part in pairwise(parts)
        if part.startswith("{")
    }
    return {name: record.id for name, record in found.items() if record is not None}


def fuzz(doors: Doors, service: str, examples: int, *, derandomize: bool) -> None:
    """Send so many cases to every operation of a service."""
    schema = schemathesis.openapi.from_dict(doors.apps[service].openapi())
    failures: list[BaseException] = []
    for found in schema.get_all_operations():
        operation: Operation = found.ok()  # type: ignore[union-attr]  # else it says why not

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=derandomize,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],
        )
        @given(
            case=cases(operation, known(operation, service, doors.records)),
            who=st.sampled_from(WHO),
        )
        def holds(case: Case, who: frozenset[str]) -> None:
            answer = doors.send(service, case, who)
            case.validate_response(answer, checks=CHECKS)

        try:
            holds()
        except (AssertionError, BaseExceptionGroup) as failure:
            failure.add_note(operation.label)
            failures.append(failure)
    if failures:
        raise BaseExceptionGroup(service, failures)


@pytest.mark.parametrize("service", SERVICES)
def test_every_answer_is_one_that_was_promised(doors: Doors, service: str) -> None:
    fuzz(doors, service, 10, derandomize=True)


@pytest.mark.prove
@pytest.mark.parametrize("service", SERVICES)
def test_every_answer_to_much_more_is_one_that_was_promised(doors: Doors, service: str) -> None:
    fuzz(doors, service, 200, derandomize=False)
