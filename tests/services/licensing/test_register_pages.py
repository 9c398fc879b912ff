"""The register, the towns, the open data and the check of a licence, as anybody reads them."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from services.licensing.domain.certificate import Claim
from services.licensing.domain.commands import Revoke, Sign, Suspend
from services.licensing.queries import in_polish
from tests.services.licensing.build import ENTITY, FIRST, a_verdict, at
from tests.services.licensing.conftest import Office
from tests.support.reader import Reader, words

TRUE, FALSE = "Prawda.", "Fałsz."


@pytest.fixture
def reader(office: Office) -> Reader:
    return Reader(office.app)


async def in_force(office: Office, id_: str = FIRST, town: str = "Łęczna") -> str:
    """A licence signed on 2 March 2026, by its number in addresses."""
    entity = ENTITY.model_copy(update={"town": town})
    await office.hear(a_verdict(id_, entity=entity))
    await office.service.change(id_, Sign(by="o-1", form="paper"))
    return ((await office.licence(id_)).number or "").replace("/", "-")


async def address(office: Office) -> str:
    """Where the QR code of its certificate leads, below the site."""
    licence = await office.licence(FIRST)
    found = urlsplit(office.certificates.address(Claim.of(licence, licence.terms[-1])))
    return f"{found.path}?{found.query}"


async def test_an_empty_register_says_when_there_will_be_something(reader: Reader) -> None:
    answer = await reader.open("/rejestr")
    assert "nie ma jeszcze żadnej licencji" in words(answer)


async def test_a_search_finds_leads_on_and_says_what_to_do_when_it_finds_nothing(
    office: Office, reader: Reader
) -> None:
    number = await in_force(office)
    found = await reader.open("/rejestr?q=bochen&town=%C5%82%C4%99cz&category=&state=active")
    assert f'href="/rejestr/{number}"' in found.text
    assert "obowiązuje do 1 marca 2027" in words(found)
    missed = await reader.open("/rejestr?item=wino")
    assert "Wpisz mniej słów" in words(missed)
    assert 'value="wino"' in missed.text


async def test_a_state_of_no_name_is_not_asked_for(office: Office, reader: Reader) -> None:
    await in_force(office)
    answer = await reader.open(f"/rejestr?state=nowy&q={'x' * 500}&q=")
    assert answer.status_code == 200


async def test_a_long_register_is_read_page_by_page(
    office: Office, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.licensing.pages.register.SHOWN", 2)
    for no in range(3):
        await in_force(office, f"case-{no}")
    first = await reader.open("/rejestr?q=bochenek")
    way = first.text.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    second = await reader.open(way.replace("&amp;", "&"))
    assert [answer.text.count('<th scope="row">') for answer in (first, second)] == [2, 1]
    assert "Następna strona" not in words(second)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (None, "obowiązuje do 1 marca 2027"),
        (Suspend("o-1", "Powód."), "zawieszona od 2 marca 2026"),
        (Revoke("o-1", "Powód."), "Urząd cofnął licencję 2 marca 2026"),
    ],
)
async def test_a_licence_says_truthfully_what_holds(
    office: Office, reader: Reader, command: object, said: str
) -> None:
    number = await in_force(office)
    if command is not None:
        await office.service.change(FIRST, command)
    answer = await reader.open(f"/rejestr/{number}")
    assert said in words(answer)
    assert "Powód." not in answer.text
    assert "Anna" not in words(answer)


async def test_a_licence_whose_timer_is_late_is_not_shown_as_in_force(
    office: Office, reader: Reader
) -> None:
    number = await in_force(office)
    office.clock.moment = at("2027-03-02")
    assert "wygasła 1 marca 2027" in words(await reader.open(f"/rejestr/{number}"))
    assert FALSE in words(await reader.open(f"/sprawdz?numer={number}"))


async def test_what_was_never_in_force_is_not_in_the_register(
    office: Office, reader: Reader
) -> None:
    await office.hear(a_verdict())
    assert (await reader.open("/rejestr/ZP-LUB-2026-0001")).status_code == 404


async def test_towns_stand_in_polish_order_page_by_page(
    office: Office, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.licensing.pages.register.TOWNS", 2)
    for no, town in enumerate(("Łęczna", "Lublin", "Zamość", "Lublin")):
        await in_force(office, f"case-{no}", town)
    first = await reader.open("/rejestr/miejscowosci")
    second = await reader.open("/rejestr/miejscowosci?after=%C5%81%C4%99czna")
    towns = [[t for t in ("Lublin", "Łęczna", "Zamość") if t in words(p)] for p in (first, second)]
    assert towns == [["Lublin", "Łęczna"], ["Zamość"]]
    assert "Następna strona" in words(first)
    assert words(first).index("Lublin") < words(first).index("Łęczna")


def test_polish_letters_stand_behind_their_plain_ones() -> None:
    towns = ["Łódź", "Lublin", "Ćmielów", "Chełm", "Dęblin", "Żary", "Zamość", "Źrebce"]
    order = ["Chełm", "Ćmielów", "Dęblin", "Lublin", "Łódź", "Zamość", "Źrebce", "Żary"]
    assert sorted(towns, key=in_polish) == order


async def test_the_open_data_are_described_in_both_languages(office: Office) -> None:
    for language, said in (("pl", "pierwszy dzień okresu"), ("en", "first day of the term")):
        answer = await Reader(office.app, language).open("/dane")  # type: ignore[arg-type]
        assert said in words(answer)


@pytest.mark.parametrize("typed", ["ZP-LUB/2026/0001", "zp-lub-2026-0001", " ZP-LUB / 2026/0001 "])
async def test_a_number_is_understood_however_it_is_typed(
    office: Office, reader: Reader, typed: str
) -> None:
    await in_force(office)
    answer = await reader.open(f"/sprawdz?{urlencode({'numer': typed})}")
    assert TRUE in words(answer)
    assert "od 2 marca 2026 do 1 marca 2027" in words(answer)


async def test_a_number_that_was_never_given_is_false(reader: Reader) -> None:
    answer = await reader.open("/sprawdz?numer=ZP-LUB-2026-0099")
    assert (answer.status_code, FALSE in words(answer)) == (200, True)


async def test_a_scanned_certificate_is_true_until_the_office_says_otherwise(
    office: Office, reader: Reader
) -> None:
    await in_force(office)
    scanned = await address(office)
    answer = await reader.open(scanned)
    assert TRUE in words(answer)
    assert "podpisał go ten urząd" in words(answer)
    await office.service.change(FIRST, Suspend("o-1", "Powód."))
    assert FALSE in words(await reader.open(scanned))


@pytest.mark.parametrize("part", ["numer", "nip", "od", "do", "pozycje", "podpis"])
async def test_a_certificate_with_anything_changed_or_left_out_is_false(
    office: Office, reader: Reader, part: str
) -> None:
    await in_force(office)
    said = dict(parse_qsl(urlsplit(await address(office)).query))
    other = {"od": "2026-03-03", "do": "2029-03-01"}.get(part, "ZP-LUB-2026-0002")
    answers = [await reader.open(f"/sprawdz?{urlencode({**said, part: other})}")]
    if part not in {"numer", "podpis"}:
        del said[part]
        answers.append(await reader.open(f"/sprawdz?{urlencode(said)}"))
    assert ["nie jest nasz albo ktoś go zmienił" in words(each) for each in answers] == [
        True for _ in answers
    ]


async def test_the_whole_address_may_be_pasted(office: Office, reader: Reader) -> None:
    await in_force(office)
    pasted = f"https://znak.example{await address(office)}&zly=1"
    answer = await reader.open(f"/sprawdz?{urlencode({'numer': pasted})}")
    assert answer.headers["location"] == await address(office)
    assert TRUE in words(await reader.follow(answer))


async def test_the_page_and_the_api_hold_the_same_public_key(reader: Reader) -> None:
    told = (await reader.client.get("/api/certificates/key")).json()
    page = await reader.open("/sprawdz")
    assert f'data-keys="{told["keys"][0]["x"]}"' in page.text
    assert f'data-signed="{told["kind"]}"' in page.text
    assert f'data-fields="{" ".join(told["fields"])}"' in page.text
    assert told["keys"][0]["crv"] == "Ed25519"
