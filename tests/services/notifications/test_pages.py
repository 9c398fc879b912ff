"""The pages of the log of mails."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest

from chassis import http
from chassis import mongo as driver
from chassis.auth import Verifier
from chassis.site.page import Site
from deploy.local.keys import Keys, kept_keys
from services.notifications.app import TEMPLATES
from services.notifications.domain.mail import State
from services.notifications.pages import post
from services.notifications.pages.post import STATES
from tests.services.notifications.events import NUMBER
from tests.services.notifications.office import ID, Office, an_office
from tests.services.notifications.samples import every
from tests.services.notifications.sink import a_sink
from tests.support.reader import Reader, words


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return kept_keys(tmp_path)


@pytest.fixture
async def office(database: driver.Database) -> AsyncIterator[Office]:
    async with a_sink() as sink, an_office(database, sink) as office:
        await office.service.tell(every("pl")["draft-saved"], "e1")
        await office.becomes(State.SENT)
        yield office


@pytest.fixture
def reader(office: Office, keys: Keys) -> Reader:
    verifier = Verifier(keys.public, lambda: dt.datetime.now(dt.UTC))
    site = Site(TEMPLATES, secure=False)
    routes = [post.router(office.service, site)]
    reader = Reader(http.build("notifications", routes, verifier, 1_000_000, site=site))
    reader.sign_in(keys.private.read_bytes(), "officer")
    return reader


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?person=anna", True),
        ("?person=anna@ul.example", True),
        ("?state=sent", True),
        ("?state=failed", False),
        ("?person=jan", False),
        ("?state=strange", True),
    ],
)
async def test_the_log_shows_what_was_asked_for(reader: Reader, query: str, found: bool) -> None:  # noqa: FBT001
    shown = await reader.open(f"/poczta{query}")
    assert (shown.status_code, "anna@ul.example" in words(shown)) == (200, found)


async def test_a_mail_is_shown_as_it_was_written(reader: Reader) -> None:
    shown = await reader.open(f"/poczta/{ID}")
    said = words(shown)
    assert "Do kogo Anna Żak, anna@ul.example Stan wysłana" in said
    assert "Dzień dobry" in said
    assert (await reader.open("/poczta/none")).status_code == 404


async def test_a_long_log_has_a_next_page(reader: Reader, office: Office) -> None:
    for no in range(2, 5):
        await office.service.tell(every("pl")["draft-saved"], f"e{no}")
    first = await reader.open("/poczta?limit=2&person=anna")
    assert "Następna strona" in words(first)
    following = first.text.partition('<a href="?')[2].partition('"')[0].replace("&amp;", "&")
    assert "person=anna" in following
    second = await reader.open(f"/poczta?{following}")
    assert second.text.count("/poczta/e") == 2


def test_every_state_has_a_word() -> None:
    assert set(STATES) == set(State)


async def test_the_mails_of_a_case_are_found_by_its_number(reader: Reader, office: Office) -> None:
    told = every("pl")
    await office.service.tell(told["application-submitted"], "e2")
    await office.becomes(State.SENT, "e2:anna")
    case = (await office.mail("e2:anna")).case
    await office.service.tell(told["licence-drafted"].model_copy(update={"case": case}), "e3")
    await office.service.tell(told["licence-drafted"].model_copy(update={"case": "x"}), "e4")
    found = (await reader.open(f"/poczta?case={quote(NUMBER, safe='')}")).text
    shown = {each for each in ("e2", "e3", "e4") if f'href="/poczta/{each}%3Aanna"' in found}
    assert shown == {"e2", "e3"}
    assert f"Sprawa {NUMBER}" in words(await reader.open("/poczta/e2:anna"))
    assert "Nie ma takich" in words(await reader.open("/poczta?case=ZP/2026/999999"))
