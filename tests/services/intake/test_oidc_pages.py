"""Staff sign in with the office's account: out by a link, back to a session like any other."""

from __future__ import annotations

import httpx
import pytest

from chassis.site.visitor import TOKEN
from services.intake.pages.sign_in import FLOW, REFRESH
from tests.services.intake.conftest import Office
from tests.services.intake.issuer import Issuer
from tests.services.intake.test_oidc import PIOTR
from tests.services.intake.test_oidc import issuer as issuer  # noqa: PLC0414 -- a fixture
from tests.support.reader import Reader, words

BUTTON = "Zaloguj się kontem urzędu"


@pytest.fixture
def reader(office: Office) -> Reader:
    return Reader(office.app)


async def come_back(reader: Reader) -> httpx.Response:
    """Out by the button's link, through the issuer, and back."""
    out = await reader.open("/logowanie/oidc/start")
    async with httpx.AsyncClient(trust_env=False) as browser:
        back = (await browser.get(out.headers["location"])).headers["location"]
    return await reader.open(back.partition("znak.example")[2])


async def test_where_the_office_has_no_issuer_nobody_is_shown_the_way(reader: Reader) -> None:
    assert BUTTON not in words(await reader.open("/logowanie"))
    assert (await reader.open("/logowanie/oidc/start")).status_code == 404


async def test_an_invited_person_comes_in_and_goes_on_where_they_wanted_to(
    reader: Reader, issuer: Issuer
) -> None:
    issuer.email = PIOTR
    assert BUTTON in words(await reader.open("/logowanie?dalej=/zadania/7"))
    done = await come_back(reader)
    assert (done.status_code, done.headers["location"]) == (303, "/zadania/7")
    assert {TOKEN, REFRESH} <= {*reader.client.cookies}
    assert FLOW not in reader.client.cookies


async def test_whoever_was_not_invited_is_told_how_else_to_come_in(
    reader: Reader, issuer: Issuer
) -> None:
    issuer.claims = {"email": "stranger@uczelnia.example"}
    refused = await come_back(reader)
    assert (refused.status_code, "nie zaprosił" in words(refused)) == (403, True)
    assert TOKEN not in reader.client.cookies


@pytest.mark.usefixtures("issuer")
async def test_whoever_comes_back_with_nothing_or_with_anothers_state_begins_anew(
    reader: Reader,
) -> None:
    for path in ("/logowanie/oidc?error=access_denied", "/logowanie/oidc?state=x&code=y"):
        answer = await reader.open(path)
        assert (answer.status_code, BUTTON in words(answer)) == (409, True)
