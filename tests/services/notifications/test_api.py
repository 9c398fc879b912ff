"""The log of mails as officers and operators read it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis import http
from chassis import mongo as driver
from chassis.auth import Principal, Verifier, mint
from contracts.base import Role
from deploy.local.keys import Keys, kept_keys
from services.notifications import api
from services.notifications.domain import State
from tests.services.notifications.events import CASE
from tests.services.notifications.office import Office, an_office
from tests.services.notifications.samples import every
from tests.services.notifications.sink import a_sink
from tests.support.servers import Database


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return kept_keys(tmp_path)


@pytest.fixture
async def office(mongo: Database, database_name: str) -> AsyncIterator[Office]:
    client = driver.connect(mongo.mongo_url, "motor")
    async with a_sink() as sink, an_office(driver.durable(client, database_name), sink) as office:
        yield office
    await driver.close(client)


@pytest.fixture
async def web(office: Office, keys: Keys) -> AsyncIterator[httpx.AsyncClient]:
    verifier = Verifier(keys.public, lambda: datetime.now(UTC))
    app = http.build("notifications", [api.router(office.service)], verifier, 1_000_000)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://znak") as client:
        yield client


def signed_in(keys: Keys, role: Role) -> dict[str, str]:
    who = Principal("p1", "Ola", "ola@urzad.example", "pl", frozenset({role}))
    return {"Authorization": f"Bearer {mint(keys.private.read_bytes(), who, datetime.now(UTC))}"}


async def read(web: httpx.AsyncClient, keys: Keys, **asked: Any) -> dict[str, Any]:
    answer = await web.get("/api/mails", params=asked, headers=signed_in(keys, "officer"))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


NOT_SAID = {"context", "lease_until", "secret", "until"}


async def test_the_log_says_what_became_of_a_mail_and_not_what_it_said(
    web: httpx.AsyncClient, keys: Keys, office: Office
) -> None:
    await office.service.tell(every("pl")["draft-saved"], "e1")
    mail = await office.becomes(State.SENT)
    assert await read(web, keys, case=CASE, person="anna") == {
        "items": [mail.model_dump(mode="json", exclude=NOT_SAID)],
        "next": None,
    }


async def test_the_log_is_read_page_by_page_newest_first(
    web: httpx.AsyncClient, keys: Keys, office: Office
) -> None:
    for number in range(5):
        await office.service.tell(every("pl")["draft-saved"], f"e{number}")
    pages: list[list[str]] = []
    after: str | None = None
    while not pages or after:
        page = await read(web, keys, limit=2, **({"after": after} if after else {}))
        after = page["next"]
        pages.append([each["event"] for each in page["items"]])
    assert pages == [["e4", "e3"], ["e2", "e1"], ["e0"]]


async def test_the_log_tells_only_what_was_asked_for(
    web: httpx.AsyncClient, keys: Keys, office: Office
) -> None:
    await office.service.tell(every("pl")["draft-saved"], "e1")
    assert [
        await read(web, keys, case="another"),
        await read(web, keys, person="another"),
        await read(web, keys, state="failed"),
    ] == [{"items": [], "next": None}] * 3


@pytest.mark.parametrize(
    ("role", "status"),
    [("officer", 200), ("operator", 200), ("applicant", 403), ("expert", 403), ("director", 403)],
)
async def test_the_log_is_for_officers_and_operators(
    web: httpx.AsyncClient, keys: Keys, role: Role, status: int
) -> None:
    answer = await web.get("/api/mails", headers=signed_in(keys, role))
    assert answer.status_code == status
