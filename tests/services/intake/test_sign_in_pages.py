"""Signing in through the pages: from the address to the session and out again, without a script."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from chassis.site import guard
from chassis.site.posted import TOKEN as FORM_TOKEN
from chassis.site.visitor import TOKEN
from contracts.base import Role
from contracts.intake import SignInRequested
from contracts.people import person_of
from contracts.values import Contact
from services.intake.domain.person import Actor, Person
from services.intake.pages import sign_in, start
from services.intake.pages.sign_in import BACK, REFRESH, home
from tests.services.intake.conftest import Office
from tests.support.reader import Reader, hidden, words

EMAIL = "anna@przyklad.example"


@pytest.fixture
def reader(office: Office) -> Reader:
    return Reader(office.app)


async def secret(office: Office) -> str:
    """What stands in the last link that was mailed."""
    links = await office.service.people.links.collection.find().to_list(None)
    said = [e for link in links for e in await office.said(link["_id"], "people.links")]
    last = [each for each in said if isinstance(each, SignInRequested)][-1]
    return last.link.partition("#")[2]


async def signed_in(office: Office, reader: Reader) -> None:
    await reader.send("/logowanie", email=EMAIL)
    answer = await reader.send("/logowanie/link", secret=await secret(office), name="Anna Nowak")
    assert answer.status_code == 303, answer.text


async def test_whoever_asks_for_a_link_is_told_where_it_went(reader: Reader) -> None:
    answer = await reader.send("/logowanie", email=EMAIL)
    assert (answer.status_code, EMAIL in words(answer)) == (200, True)


async def test_a_wrong_address_is_named_and_kept(reader: Reader) -> None:
    answer = await reader.send("/logowanie", email="anna")
    assert answer.status_code == 422
    assert 'href="#email"' in answer.text
    assert 'value="anna"' in answer.text


async def test_somebody_new_is_asked_for_their_name_and_the_link_still_works(
    office: Office, reader: Reader
) -> None:
    await reader.send("/logowanie", email=EMAIL)
    asked = await reader.send("/logowanie/link", secret=await secret(office))
    assert (asked.status_code, "Jak się nazywasz?" in words(asked)) == (422, True)
    fields = {each: hidden(asked)[each] for each in ("secret", "asked")}
    again = await reader.send("/logowanie/link", **fields)
    assert "Podaj imię i nazwisko." in words(again)
    done = await reader.send("/logowanie/link", **fields, name="Anna Nowak")
    assert (done.status_code, done.headers["location"]) == (303, "/wnioski")
    assert {TOKEN, REFRESH} <= {*reader.client.cookies}


async def test_a_whole_link_may_be_pasted_and_works_once(office: Office, reader: Reader) -> None:
    await reader.send("/logowanie", email=EMAIL)
    link = f"https://znak.example/logowanie#{await secret(office)}"
    done = await reader.send("/logowanie/link", secret=link, name="Anna Nowak")
    assert done.status_code == 303
    again = await reader.send("/logowanie/link", secret=link, name="Anna Nowak")
    assert again.status_code == 409


async def test_signing_in_leads_back_to_where_one_wanted_to_go(
    office: Office, reader: Reader
) -> None:
    await reader.open("/logowanie?dalej=/nabory/7")
    assert reader.client.cookies[BACK].strip('"') == "/nabory/7"
    await reader.send("/logowanie", email=EMAIL)
    done = await reader.send("/logowanie/link", secret=await secret(office), name="Anna")
    assert done.headers["location"] == "/nabory/7"


@pytest.mark.parametrize("to", ["https://zly.example/", "//zly.example", "/\\zly.example", "x"])
async def test_nobody_is_led_away_from_this_site(office: Office, reader: Reader, to: str) -> None:
    await signed_in(office, reader)
    answer = await reader.client.get("/sesja", params={"dalej": to})
    assert (answer.status_code, answer.headers["location"]) == (307, "/")


async def test_a_token_that_is_over_is_renewed_on_the_way_and_the_form_comes_along(
    office: Office, reader: Reader
) -> None:
    await signed_in(office, reader)
    reader.client.cookies.delete(TOKEN)
    reader.client.cookies.set(TOKEN, "over", domain="znak.example", path="/")
    away = await reader.send("/logowanie?x=1", email=EMAIL)
    assert (away.status_code, away.headers["location"]) == (
        307,
        "/sesja?dalej=%2Flogowanie%3Fx%3D1",
    )
    back = await reader.send(away.headers["location"], email=EMAIL)  # a browser does it by itself
    assert (back.status_code, back.headers["location"]) == (307, "/logowanie?x=1")
    assert (await reader.send(back.headers["location"], email=EMAIL)).status_code == 200


async def test_a_page_mails_no_more_links_than_the_api(office: Office, reader: Reader) -> None:
    limit = office.service.settings.sign_in_limit
    for _ in range(limit + 1):
        assert (await reader.send("/logowanie", email=EMAIL)).status_code == 200
    [links] = await office.service.people.links.collection.find().to_list(None)
    said = await office.said(links["_id"], "people.links")
    assert len([each for each in said if isinstance(each, SignInRequested)]) == limit


async def test_no_script_reads_the_session_and_nothing_but_https_carries_it(
    office: Office, reader: Reader
) -> None:
    office.app.state.site.secure = True
    await reader.send("/logowanie", email=EMAIL)
    answer = await reader.send("/logowanie/link", secret=await secret(office), name="Anna Nowak")
    kept = {each.partition("=")[0]: each for each in answer.headers.get_list("set-cookie")}
    for name, path in ((TOKEN, "Path=/;"), (REFRESH, "Path=/sesja;")):
        said = kept[name]
        assert [
            each for each in ("HttpOnly", "SameSite=lax", "Secure", path) if each not in said
        ] == []


async def test_a_file_that_is_too_large_is_told_of_on_a_page(office: Office) -> None:
    anna = Reader(office.app)
    anna.sign_in(office.key, "applicant", "anna")
    answer = await anna.send("/wnioski/7/wycofanie", reason="x" * 1024 * 1024)
    assert (answer.status_code, "są za duże" in words(answer)) == (413, True)
    assert "Można przesłać najwyżej 1 MB." in words(answer)


async def test_two_tabs_may_renew_at_the_same_time(office: Office, reader: Reader) -> None:
    await signed_in(office, reader)
    other = Reader(office.app)
    other.client.cookies = reader.client.cookies
    before = dict(reader.client.cookies)
    assert (await reader.open("/sesja?dalej=/")).status_code == 307
    slower = Reader(office.app)
    for name, value in before.items():
        slower.client.cookies.set(name, value)
    answer = await slower.open("/sesja?dalej=/")
    assert (answer.status_code, "set-cookie" in answer.headers) == (307, True)
    assert (await reader.open("/sesja?dalej=/")).status_code == 307


async def test_a_form_sent_after_the_session_is_kept_until_one_is_back(reader: Reader) -> None:
    answer = await reader.client.post(
        "/sesja?dalej=/wnioski/7", data={"nazwa": 'Miód „lipowy" <1>', "_token": "t"}
    )
    assert answer.status_code == 409
    assert hidden(answer)["nazwa"] == 'Miód „lipowy" <1>'
    assert 'action="/wnioski/7"' in answer.text


async def test_what_was_typed_outlives_both_cookies_and_the_one_who_comes_back_sends_it(
    office: Office, reader: Reader
) -> None:
    await signed_in(office, reader)
    begun = await reader.send("/wnioski/nowy", call=await office.call())
    section = begun.headers["location"].removesuffix("/podmiot") + "/dzialalnosc"
    form_token = hidden(await reader.open(section))["_token"]
    reader.client.cookies = httpx.Cookies({FORM_TOKEN: form_token})

    for saving in ({"hx-request": "true"}, {}):  # first by itself, then with the button
        typed = {"activity.social": "Pieczemy <chleb>.", "_token": form_token}
        away = await reader.client.post(section, data=typed, headers=saving)
        assert away.status_code == 307
        kept = await reader.client.post(away.headers["location"], data=typed, headers=saving)
        assert (kept.status_code, hidden(kept)) == (409, typed)
    assert f'action="{section}"' in kept.text

    await signed_in(office, reader)
    done = await reader.client.post(section, data=hidden(kept))
    assert done.status_code == 303, done.text
    assert "Pieczemy &lt;chleb&gt;." in (await reader.open(section)).text


async def test_the_form_of_another_site_is_not_kept_and_ends_no_session(
    office: Office, reader: Reader
) -> None:
    await signed_in(office, reader)
    for strange in ({"origin": "https://zly.example"}, {"sec-fetch-site": "cross-site"}):
        answer = await Reader(office.app).client.post(
            "/sesja?dalej=/wnioski/7", data={"reason": "Nie chcę."}, headers=strange
        )
        assert (answer.status_code, "Nie chcę." in answer.text) == (409, False)
        gone = [each for each in answer.headers.get_list("set-cookie") if "Max-Age=0" in each]
        assert gone == []


async def test_signing_out_ends_the_session_everywhere(office: Office, reader: Reader) -> None:
    await signed_in(office, reader)
    kept = reader.client.cookies[REFRESH]
    answer = await reader.send("/sesja/koniec")
    assert (answer.status_code, TOKEN in reader.client.cookies) == (303, False)
    assert "Wylogowano." in (await reader.follow(answer)).text
    reader.client.cookies.set(REFRESH, kept)
    away = await reader.open("/sesja?dalej=/")
    assert TOKEN not in reader.client.cookies
    assert away.status_code == 303


@pytest.mark.parametrize(
    ("roles", "path"),
    [
        ({"applicant"}, "/wnioski"),
        ({"applicant", "officer"}, "/pulpit"),
        ({"chapter", "expert"}, "/zadania"),
        ({"operator"}, "/system"),
    ],
)
def test_everybody_begins_where_their_work_is(roles: set[Role], path: str) -> None:
    assert home(frozenset(roles)) == path


def an_invited(office: Office, name: str, *roles: Role) -> Awaitable[Person]:
    director = Actor("director-1", frozenset({"director"}))
    email = f"{name.split(maxsplit=1)[0].lower()}@kapitula.example"
    contact = Contact(person=person_of(email), name=name, email=email)
    return office.service.people.invite(contact, roles, director)


async def test_for_trying_out_one_comes_in_as_anybody_with_an_account(
    office: Office, reader: Reader
) -> None:
    await an_invited(office, "Zofia Lis", "chapter", "expert")
    jan = await an_invited(office, "Jan Bąk", "expert")
    gone = await an_invited(office, "Ewa Była", "expert")
    await office.service.people.remove(gone.id, Actor("director-1", frozenset({"director"})))

    start = await reader.open("/")
    assert re.findall(r"<option[^>]*>([^<]+)</option>", start.text) == [
        "Jan Bąk – ekspert",
        "Zofia Lis – członek Kapituły, ekspert",
    ]
    done = await reader.send("/logowanie/na-probe", account=jan.id)
    assert (done.status_code, done.headers["location"]) == (303, "/zadania")
    assert REFRESH in reader.client.cookies
    assert "Jan Bąk" in (await reader.open("/")).text
    closed = await reader.send("/logowanie/na-probe", account=gone.id)
    assert closed.status_code == 409


async def test_where_nobody_tries_out_there_is_no_door_without_a_link(
    office: Office,
) -> None:
    jan = await an_invited(office, "Jan Bąk", "expert")
    settings = office.service.settings.model_copy(update={"dev_tokens": False})
    service = replace(office.service, settings=settings)
    site = office.app.state.site
    app = FastAPI()
    for made in (sign_in.router(service, site), start.router(service, site)):
        app.include_router(made)
    guard.install(app, site)
    real = Reader(app)
    page = await real.open("/")
    assert page.status_code == 200
    assert ("na-probe" in page.text, "Jan Bąk" in page.text) == (False, False)
    assert (await real.send("/logowanie/na-probe", account=jan.id)).status_code == 404
