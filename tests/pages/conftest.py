"""The site as `make up` starts it, and a real browser that looks at it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from contracts.base import Language, Role
from deploy.local.client import Znak
from deploy.local.management import Management
from deploy.local.stack import Stack
from tests.pages.place import Place, a_place
from tests.support.servers import Broker, Database
from tests.support.stacks import a_stack

Looks = Callable[..., Awaitable[Page]]
ARGS = ["--no-sandbox", "--disable-background-networking", "--disable-gpu", "--disable-quic"]


@pytest.fixture(scope="package")
def stack(
    tmp_path_factory: pytest.TempPathFactory,
    rabbit: Broker,
    mongo: Database,
    management: Management,
) -> Iterator[Stack]:
    directory = tmp_path_factory.mktemp("pages")
    extra = {"TICK_EVERY": "0.2", "MANAGEMENT_URL": rabbit.management_url}
    with a_stack(
        directory, rabbit, mongo, management, roles=("worker",), site=True, extra=extra
    ) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session", scope="package")
async def znak(stack: Stack) -> AsyncIterator[Znak]:
    async with Znak({service: stack.url(service) for service in stack.plan.services}) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session", scope="package")
async def browser() -> AsyncIterator[Browser]:
    path = shutil.which("chromium") or os.environ.get("CHROMIUM")
    assert path, "there is no chromium: run `make browser`"
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(executable_path=path, args=ARGS)
        yield found
        await found.close()


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def place(
    mongo: Database, rabbit: Broker, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Place]:
    """Where much has happened."""
    async with a_place(mongo, rabbit, tmp_path_factory.mktemp("place")) as found:
        await found.live_in()
        yield found


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def bare(
    mongo: Database, rabbit: Broker, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Place]:
    """Where nothing has happened yet."""
    async with a_place(mongo, rabbit, tmp_path_factory.mktemp("bare")) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def look(browser: Browser, stack: Stack) -> AsyncIterator[Looks]:
    """Open a page: ``await look("/zadania", role="expert")``; what goes wrong in it is an error."""
    contexts, wrong = [], []

    async def opened(
        path: str,
        role: Role | None = None,
        person: str = "",
        language: Language = "pl",
        **options: Any,
    ) -> Page:
        context = await browser.new_context(
            base_url=stack.site, locale="en-GB" if language == "en" else "pl-PL", **options
        )
        contexts.append(context)
        page = await context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: (
                wrong.append(said.text) if said.type == "error" and refused(said) else None
            ),
        )
        if role:
            await signed_in(page, role, person)
        await page.goto(path)
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert wrong == []


def refused(said: Any) -> bool:
    """Whether the browser tells of something it did not let the page do."""
    return "Content Security Policy" in said.text or "Refused" in said.text


async def signed_in(page: Page, role: Role, person: str = "", name: str = "") -> None:
    """Come in as for trying out, without drawing the start page."""
    start = await (await page.request.get("/")).text()
    found = re.search(r'name="_token" value="([^"]+)"', start)
    assert found is not None
    form = {"_token": found[1], "role": role, "person": person or role}
    await page.request.post("/logowanie/na-probe", form={**form, "name": name or "Anna Nowak"})
