"""Personal data, one's own sessions, and the accessibility declaration."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from chassis.site.visitor import TOKEN
from services.intake.pages.about import device_name
from services.intake.settings import Accessibility
from tests.services.intake.conftest import Office
from tests.services.intake.test_sign_in_pages import signed_in
from tests.support.reader import Reader, words

REQUIRED = (
    *("a11y-wstep", "a11y-podmiot", "a11y-url", "a11y-data-publikacja", "a11y-data-aktualizacja"),
    *("a11y-status", "a11y-data-sporzadzenie", "a11y-kontakt", "a11y-osoba", "a11y-email"),
    *("a11y-telefon", "a11y-procedura", "a11y-architektura", "a11y-aplikacje"),
)
"""Ids by which the declarations of public bodies are gathered."""


@pytest.fixture
def reader(office: Office) -> Reader:
    return Reader(office.app)


async def test_everybody_reads_the_notice_and_nobody_elses_data(reader: Reader) -> None:
    page = words(await reader.open("/dane-osobowe"))
    assert "Kto odpowiada za dane" in page
    assert "Skąd mamy dane" in page
    assert "Pobierz swoje dane" not in page
    away = await reader.open("/dane-osobowe/moje-dane.json")
    assert away.headers["location"].startswith("/logowanie")


async def test_whoever_is_signed_in_downloads_their_own_data_and_ends_their_sessions(
    office: Office, reader: Reader
) -> None:
    other = Reader(office.app)
    await signed_in(office, other)
    await signed_in(office, reader)
    page = (await reader.open("/dane-osobowe")).text
    assert page.count("/koniec") == 2 + 1 + 1  # two sessions, all of them, and the bar's
    mine = await reader.open("/dane-osobowe/moje-dane.json")
    assert mine.headers["content-disposition"].startswith("attachment")
    [account] = json.loads(mine.text)["held"]["accounts"]
    assert account["email"] == "anna@przyklad.example"

    sessions = (await office.service.people.accounts.get(account["id"])).state.sessions
    ended = await reader.send(f"/dane-osobowe/sesje/{sessions[0].id}/koniec")
    assert ended.headers["location"] == "/dane-osobowe"
    left = (await office.service.people.accounts.get(account["id"])).state.sessions
    assert [each.id for each in left] == [sessions[1].id]
    assert (await reader.send("/dane-osobowe/sesje/koniec")).headers["location"] == "/"
    assert TOKEN not in reader.client.cookies


async def test_the_declaration_has_its_parts_and_makes_nothing_up(reader: Reader) -> None:
    page = await reader.open("/dostepnosc")
    assert [each for each in REQUIRED if f'id="{each}"' not in page.text] == []
    assert "nie ocenił jeszcze" in words(page)
    assert "urząd nie podał daty" in words(page)
    assert "Regionalny Ośrodek Polityki Społecznej w Lublinie" in words(page)


async def test_the_declaration_says_what_the_office_says(office: Office, reader: Reader) -> None:
    told = Accessibility(
        made=dt.date(2026, 2, 3), status="partial", gaps_pl="Mapa.", person="Ewa Lis", phone="81 1"
    )
    settings = office.service.settings.model_copy(update={"accessibility": told})
    object.__setattr__(office.service, "settings", settings)
    page = await reader.open("/dostepnosc")
    assert '<time id="a11y-data-sporzadzenie" datetime="2026-02-03">' in page.text
    assert [each for each in ("częściowo zgodna", "Mapa.", "Ewa Lis") if each in words(page)] == [
        "częściowo zgodna",
        "Mapa.",
        "Ewa Lis",
    ]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox, Linux",
        ),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/126 Mobile Safari", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126 Safari/537 Edg/126", "Edge, Windows"),
        ("curl/8.1", "curl/8.1"),
        ("", ""),
    ],
)
def test_a_device_is_called_as_people_call_it(agent: str, name: str) -> None:
    assert device_name(agent) == name
