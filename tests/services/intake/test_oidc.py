"""Staff who sign in at their office's issuer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import ECKey
from pydantic import ValidationError

from chassis.mongo import Database
from contracts.people import person_of
from services.intake.oidc import INDEXES, Oidc, Told
from services.intake.settings import Settings
from tests.services.intake.conftest import Office
from tests.services.intake.issuer import CLIENT, PASSWORD, Issuer, an_issuer

PIOTR = "piotr@uczelnia.example"
BACK = "https://znak.example/logowanie/oidc"


@pytest.fixture
async def issuer(
    office: Office, database: Database, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Issuer]:
    """An issuer that intake has been told of, and an expert who was invited."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    async with an_issuer() as issuer:
        told = Told(issuer.url, CLIENT, PASSWORD, BACK)
        oidc = Oidc(told, database["oidc"], office.clock)
        object.__setattr__(office.service, "people", replace(office.service.people, oidc=oidc))
        body = {"email": PIOTR, "name": "Piotr", "roles": ["expert"]}
        await office.door("officer", "POST", "/api/people", **body)
        yield issuer


async def sent_away(office: Office) -> dict[str, str]:
    """The browser goes to the issuer and comes back."""
    started = (await office.door("", "POST", "/api/sign-in/oidc")).json()
    async with httpx.AsyncClient(trust_env=False) as browser:
        back = (await browser.get(started["url"])).headers["location"]
    assert back.startswith(f"{BACK}?")
    query = parse_qs(urlsplit(back).query)
    return {"flow": started["flow"], "state": query["state"][0], "code": query["code"][0]}


async def back(office: Office, came: dict[str, str]) -> Any:
    return await office.door("", "POST", "/api/sign-in/oidc/sessions", **came)


async def test_an_invited_person_for_whom_the_issuer_vouches_is_signed_in(
    office: Office, issuer: Issuer
) -> None:
    issuer.email = "Piotr@Uczelnia.example"
    answer = await back(office, await sent_away(office))
    assert (answer.status_code, answer.json()["person"]) == (
        201,
        {
            "id": person_of(PIOTR),
            "name": "Piotr",
            "email": PIOTR,
            "language": "pl",
            "roles": ["expert"],
            "state": "active",
        },
    )


@pytest.mark.usefixtures("issuer")
async def test_nobody_comes_back_twice_or_with_anothers_state_or_flow(office: Office) -> None:
    mine, others = await sent_away(office), await sent_away(office)
    codes = [
        (await back(office, came)).json().get("code", "in")
        for came in ({**mine, "state": others["state"]}, {**others, "flow": "x"}, mine, mine)
    ]
    assert codes == ["sign-in-over", "sign-in-over", "in", "sign-in-over"]


WRONG: tuple[dict[str, Any], ...] = (
    {"iss": "https://elsewhere.example"},
    {"aud": "somebody-else"},
    {"aud": [CLIENT, "somebody-else"]},
    {"nonce": "another"},
    {"nonce": None},
    {"exp": 1},
    {"exp": None},
    {"email": None},
)


async def test_a_token_that_is_not_right_in_everything_signs_nobody_in(
    office: Office, issuer: Issuer
) -> None:
    codes = []
    for issuer.claims in WRONG:
        codes.append((await back(office, await sent_away(office))).json()["code"])
    issuer.claims = {}
    issuer.signed_by = ECKey.generate_key("P-256", {"kid": "1"})
    codes.append((await back(office, await sent_away(office))).json()["code"])
    assert codes == ["sign-in-doubtful"] * (len(WRONG) + 1)


async def test_who_was_not_invited_or_has_no_verified_address_is_refused(
    office: Office, issuer: Issuer
) -> None:
    issuer.claims = {"email_verified": False}
    assert (await back(office, await sent_away(office))).status_code == 403
    issuer.claims = {"email": "stranger@uczelnia.example"}
    assert (await back(office, await sent_away(office))).status_code == 403
    issuer.claims = {}
    await office.door("officer", "DELETE", f"/api/people/{person_of(PIOTR)}")
    assert (await back(office, await sent_away(office))).status_code == 403


@pytest.mark.usefixtures("issuer")
async def test_an_issuer_that_is_away_is_told_of(office: Office) -> None:
    object.__setattr__(
        office.service.people.issuer(), "told", Told("http://127.0.0.1:9", CLIENT, PASSWORD, BACK)
    )
    answer = await office.door("", "POST", "/api/sign-in/oidc")
    told = (answer.status_code, answer.json()["code"], answer.headers["retry-after"])
    assert told == (503, "unavailable", "2")
    assert answer.json()["title"].startswith("System jest chwilowo niedostępny.")


async def test_without_an_issuer_there_is_nothing_there(office: Office) -> None:
    assert (await office.door("", "POST", "/api/sign-in/oidc")).status_code == 404


def test_an_issuer_is_set_whole_or_not_at_all() -> None:
    told: Any = dict.fromkeys(("broker_url", "mongo_url", "token_public_key_file"), "x")
    with pytest.raises(ValidationError) as wrong:
        Settings(**told, token_private_key_file="x", oidc_issuer="https://login.example")
    assert "OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_REDIRECT_URL" in str(wrong.value)
    assert [index.expires for index in INDEXES] == [True]
