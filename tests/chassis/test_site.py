"""What every page shares: forms only from here, headers, errors for people, languages."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request, Response

from chassis.auth import Principal, Verifier, public
from chassis.http import build
from chassis.pace import Pace, Rate
from chassis.process import FieldError, Invalid, Text, Unknown
from chassis.site.filled import Filled, flat
from chassis.site.guard import HEADERS
from chassis.site.named import Named
from chassis.site.page import Site
from chassis.site.posted import Form, nested
from chassis.site.visitor import guest, local
from contracts.places import MENU, PLACES, menu, owner
from deploy.local.keys import Keys, kept_keys
from tests.support.reader import Reader, words

PAGE = """{% extends "layout.html" %}{% block title %}Próba{% endblock %}
{% block main %}<h1>{{ t("Dzień dobry", "Good day") }}</h1>{{ f.summary() }}
<p>{{ 22|count(("dzień", "dni", "dni"), ("day", "days")) }}, {{ 1|size }}, {{ 10485761|size }}</p>
<form method="post">{{ f.own() }}{{ f.field("entity.nip", "NIP", hint="10 cyfr") }}</form>
{% endblock %}"""
Applicant = Annotated[Principal, Depends(guest("applicant"))]
DONE = Text("Zapisano.", "Saved.")


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return kept_keys(tmp_path)


async def test_a_page_says_counts_and_sizes_as_its_language_does(app: FastAPI) -> None:
    reader = Reader(app)
    assert "22 dni, 0,1 MB, 10,1 MB" in words(await reader.open("/nabory"))
    assert "22 days, 0.1 MB, 10.1 MB" in words(await reader.open("/nabory?lang=en"))


@pytest.fixture
def app(tmp_path: Path, keys: Keys) -> FastAPI:
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    site = Site(tmp_path, secure=False)
    routes = APIRouter(dependencies=[Depends(public)])
    sent: list[str] = []

    @routes.get("/nabory")
    async def look(request: Request) -> Response:
        return site.page(request, "page.html")

    @routes.post("/nabory")
    async def save(request: Request, form: Form) -> Response:
        sent.append(form.cause)
        if nip := form.text("entity.nip"):
            wrong = FieldError("entity.nip", "nip", Text("Zły NIP.", "A wrong NIP."))
            filled = Filled({"entity.nip": nip}).refused(Invalid((wrong,)))
            return site.page(request, "page.html", form=filled, status=422)
        return site.go("/nabory", DONE, request)

    @routes.get("/nabory/{id}")
    async def none(id: str) -> Response:  # noqa: A002
        raise Unknown(id)

    private = APIRouter()

    @private.get("/wnioski")
    async def mine(request: Request, _: Applicant) -> Response:
        return site.page(request, "page.html")

    @private.post("/wnioski")
    async def send(request: Request, form: Form, _: Applicant) -> Response:
        sent.append(form.cause)
        return site.go("/wnioski", DONE, request)

    verifier = Verifier(keys.public, lambda: dt.datetime.now(dt.UTC))
    made = build("intake", [routes, private], verifier, 10_000, site=site)
    made.state.sent = sent
    return made


@pytest.fixture
def reader(app: FastAPI) -> Reader:
    return Reader(app)


async def test_a_page_says_what_a_browser_may_do(reader: Reader) -> None:
    answer = await reader.open("/nabory")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)
    assert re.findall(r"<script(?! src=)|<style| style=| on\w+=", answer.text) == []


async def test_the_form_of_another_site_is_refused(app: FastAPI, reader: Reader) -> None:
    page = await reader.open("/nabory")
    token = page.cookies["znak-formularz"]
    strange: list[dict[str, Any]] = [
        {"data": {}},
        {"data": {"_token": "guessed"}},
        {"data": {"_token": token}, "headers": {"origin": "https://zly.example"}},
        {"data": {"_token": token}, "headers": {"sec-fetch-site": "cross-site"}},
    ]
    answers = [await reader.client.post("/nabory", **each) for each in strange]
    assert [each.status_code for each in answers] == [409] * 4
    assert "Otwórz stronę jeszcze raz" in words(answers[0])
    assert app.state.sent == []


async def test_the_same_form_sent_twice_is_one_cause(app: FastAPI, reader: Reader) -> None:
    await reader.open("/nabory")
    for key in ("k-1", "k-1", "k-2"):
        assert (await reader.send("/nabory", key=key)).status_code == 303
    first, again, other = app.state.sent
    assert first == again != other


async def test_after_a_change_it_is_said_once(reader: Reader) -> None:
    await reader.open("/nabory")
    shown = await reader.follow(await reader.send("/nabory"))
    assert words(shown).startswith("Zapisano.")
    assert "Zapisano." not in (await reader.open("/nabory")).text


async def test_a_wrong_field_is_named_tied_and_kept(reader: Reader) -> None:
    await reader.open("/nabory")
    answer = await reader.send("/nabory", entity__nip="1<2")
    assert answer.status_code == 422
    assert '<a href="#entity.nip">NIP: Zły NIP.</a>' in answer.text
    assert 'value="1&lt;2" aria-invalid="true"' in answer.text
    assert 'aria-describedby="entity.nip-hint entity.nip-wrong"' in answer.text


async def test_nobody_is_sent_to_sign_in_and_the_wrong_role_is_told(
    reader: Reader, keys: Keys
) -> None:
    answer = await reader.open("/wnioski?strona=2")
    assert answer.headers["location"] == "/logowanie?dalej=%2Fwnioski%3Fstrona%3D2"
    reader.sign_in(keys.private.read_bytes(), "expert")
    answer = await reader.open("/wnioski")
    assert (answer.status_code, "Nie masz do tego uprawnień." in words(answer)) == (403, True)


async def test_a_form_sent_without_a_session_takes_the_way_on_which_it_is_kept(
    app: FastAPI, reader: Reader, keys: Keys
) -> None:
    await reader.open("/nabory")
    answer = await reader.send("/wnioski?strona=2", name="Miód")
    way = "/sesja?dalej=%2Fwnioski%3Fstrona%3D2"
    assert (answer.status_code, answer.headers["location"]) == (307, way)
    reader.sign_in(keys.private.read_bytes(), "applicant")
    stranger = await reader.client.post("/wnioski", data={"name": "Miód", "_token": "guessed"})
    assert (stranger.status_code, app.state.sent) == (409, [])
    assert (await reader.send("/wnioski", name="Miód")).status_code == 303


@pytest.mark.parametrize(
    ("accept", "kind"), [("text/html", "text/html"), ("*/*", "application/problem+json")]
)
async def test_an_error_is_a_page_for_people_and_a_document_for_programs(
    reader: Reader, accept: str, kind: str
) -> None:
    for path in ("/nabory/7", "/nie-ma"):
        answer = await reader.client.get(path, headers={"accept": accept})
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith(kind)


async def test_no_link_to_another_language_drops_what_a_form_brought(reader: Reader) -> None:
    asked = await reader.open("/nabory?strona=2")
    refused = await reader.send("/nabory", entity__nip="123")
    strange = await reader.client.post("/nabory/7", data={"entity.nip": "123"})
    pages = (asked, refused, strange)
    led = [re.findall(r'href="([^"]+)" lang="en"', page.text) for page in pages]
    assert led == [["/nabory?strona=2&amp;lang=en"], [], []]


async def test_the_language_chosen_stays(reader: Reader) -> None:
    assert "Dzień dobry" in words(await reader.open("/nabory"))
    assert "Good day" in words(await reader.open("/nabory?lang=en"))
    assert "Good day" in words(await reader.open("/nabory"))
    assert '<html lang="en">' in (await reader.open("/nabory")).text


async def test_a_file_of_the_look_is_kept_for_good(reader: Reader) -> None:
    page = await reader.open("/nabory")
    for path in re.findall(r'"(/look/[^"]+)"', page.text):
        answer = await reader.open(path)
        assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True)


def test_dotted_fields_become_what_the_api_takes_and_back() -> None:
    items = {"items.0.name": "M", "items.2.name": "S", "items.2.r.0.by": "J"}
    fields = {"a": "1", "e.nip": "2", **items}
    made = {
        "a": "1",
        "e": {"nip": "2"},
        "items": [{"name": "M"}, {"name": "S", "r": [{"by": "J"}]}],
    }
    assert nested(fields) == made
    assert nested(flat(made)) == made


@pytest.mark.parametrize("path", ["https://x", "//x", "/\\x", "", "x", "/a\r\nb"])
def test_only_a_path_of_this_site_is_followed(path: str) -> None:
    assert local(path) == "/"


def test_every_link_of_the_menu_leads_to_some_service_and_no_place_has_two() -> None:
    assert [each.path for each in MENU if owner(each.path) is None] == ["/system"]
    places = [place for service in PLACES.values() for place in service]
    assert len(places) == len(set(places))
    assert "/pulpit" not in {each.path for each in menu(frozenset({"applicant"}))}


async def test_whoever_is_signed_in_stays_so_where_there_is_no_page(
    app: FastAPI, keys: Keys
) -> None:
    reader = Reader(app)
    reader.sign_in(keys.private.read_bytes(), "applicant")
    lost = await reader.open("/nie-ma")
    assert (lost.status_code, "Wyloguj się" in lost.text) == (404, True)


async def test_over_https_no_cookie_travels_without_it(app: FastAPI) -> None:
    app.state.site.secure = True
    answer = await Reader(app).open("/nabory")
    said = [each.lower() for each in answer.headers.get_list("set-cookie")]
    assert said
    assert [
        each for each in said if not {"secure", "httponly", "samesite=lax"} <= parts(each)
    ] == []


def parts(cookie: str) -> set[str]:
    """A cookie's value and what is said of it."""
    return {each.strip() for each in cookie.split(";")}


async def test_whoever_sends_too_much_or_too_often_is_told_on_a_page(
    tmp_path: Path, keys: Keys
) -> None:
    often = build(
        "intake",
        [],
        Verifier(keys.public, lambda: dt.datetime.now(dt.UTC)),
        100,
        Pace(usual=Rate(0, 1), changes=Rate(0.01, 2)),
        Site(tmp_path, secure=True),
    )
    reader = Reader(often)
    answers = [await reader.send("/logowanie", email="a" * n) for n in (1, 200, 1)]
    assert [each.status_code for each in answers] == [404, 413, 429]
    for answer, said in zip(answers[1:], ("są za duże", "Za dużo zapytań"), strict=True):
        assert said in words(answer)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "strict-transport-security" in answer.headers


def test_a_mistake_names_its_field_and_leads_there_only_where_the_page_has_it() -> None:
    named = Named()
    told = [named.mistake(field, "To pole <b>jest</b> wymagane.") for field in ("nip", "krs")]
    own = named.mistake("nip", "Podaj NIP.", "NIP podmiotu")
    strange = "\0" + "77\0"
    assert named.field("nip", "NIP") == ""

    assert named.whole("|".join((*told, own, strange))) == (
        '<a href="#nip">NIP: To pole &lt;b&gt;jest&lt;/b&gt; wymagane.</a>'
        "|To pole &lt;b&gt;jest&lt;/b&gt; wymagane."
        '|<a href="#nip">NIP podmiotu: Podaj NIP.</a>|'
    )
