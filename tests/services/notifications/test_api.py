"""The log of mails as officers and operators read it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from chassis import http
from chassis import mongo as driver
from chassis.auth import Principal, Verifier, mint
from contracts.base import Role
from deploy.local.keys import Keys, kept_keys
from services.notifications import api
from services.notifications.domain.mail import State
from tests.services.notifications.events import CASE
from tests.services.notifications.office import Office, an_office
from tests.services.notifications.samples import every
from tests.services.notifications.sink import a_sink
from tests.services.notifications.test_letters import PUBLIC_URL, letters
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


NOT_SAID = {"bulk", "about", "context", "lease_until", "secret", "until", "reminds", "asked_at"}


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


async def test_the_log_is_searched_by_each_of_its_fields(
    web: httpx.AsyncClient, keys: Keys, office: Office
) -> None:
    await office.service.tell(every("pl")["draft-saved"], "e1")
    await office.becomes(State.SENT)
    asked = {
        "case": CASE,
        "person": "anna",
        "to": " anna@ul.example ",
        "state": "sent",
        "template": "draft-saved",
        "digest": "none",
    }
    found = {name: len((await read(web, keys, **{name: asked[name]}))["items"]) for name in asked}
    assert found == {**dict.fromkeys(asked, 1), "digest": 0}


async def text_of(web: httpx.AsyncClient, keys: Keys, id: str) -> dict[str, Any]:  # noqa: A002
    answer = await web.get(f"/api/mails/{quote(id, safe='')}", headers=signed_in(keys, "officer"))
    return {"status": answer.status_code, **answer.json()}


async def test_one_mail_is_read_with_its_text(
    web: httpx.AsyncClient, keys: Keys, office: Office
) -> None:
    event = every("pl")["draft-saved"]
    cause = "intake/applications/1/1.1"
    await office.service.tell(event, cause)
    found = await text_of(web, keys, f"{cause}:anna")
    [(_, letter)] = letters(event)
    said = found["subject"], found["text"].replace("https://znak.example", PUBLIC_URL)
    assert (found["status"], *said) == (200, letter.subject, letter.text)
    assert (await text_of(web, keys, "e9:anna"))["status"] == 404


async def test_a_link_that_signs_in_is_in_no_text_sent_or_not(
    web: httpx.AsyncClient, keys: Keys, office: Office
) -> None:
    await office.service.tell(every("pl")["sign-in"], "e1")  # its link is over: never sent
    found = await text_of(web, keys, "e1:anna")
    assert (found["subject"], "https://znak.example/…\n" in found["text"]) == (
        "Link do logowania",
        True,
    )
    assert "/logowanie" not in found["text"]


@pytest.mark.parametrize(
    ("role", "status"),
    [("officer", 200), ("operator", 403), ("applicant", 403), ("expert", 403), ("director", 403)],
)
async def test_the_log_is_for_officers_alone(
    web: httpx.AsyncClient, keys: Keys, role: Role, status: int
) -> None:
    answer = await web.get("/api/mails", headers=signed_in(keys, role))
    assert answer.status_code == status
