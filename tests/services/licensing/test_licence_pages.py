"""Licences for who holds them and for the office, as pages without a script."""

from __future__ import annotations

import pytest

from contracts.values import Contact
from deploy.local.keys import Keys
from services.licensing.domain.commands import DrawUpNext, Sign, Suspend
from tests.services.licensing.build import (
    CONTACT,
    FIRST,
    SECOND,
    a_filing,
    a_renewal,
    a_verdict,
    at,
)
from tests.services.licensing.conftest import Office
from tests.services.licensing.test_contact import the_team
from tests.support.reader import Reader, hidden, words

PATH = "/licencje/ZP-LUB-2026-0001"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'


@pytest.fixture
def holder(office: Office, keys: Keys) -> Reader:
    return came(office, keys, CONTACT.person)


@pytest.fixture
def officer(office: Office, keys: Keys) -> Reader:
    reader = Reader(office.app)
    reader.sign_in(keys.private.read_bytes(), "officer", "o-1")
    return reader


def came(office: Office, keys: Keys, person: str) -> Reader:
    reader = Reader(office.app)
    reader.sign_in(keys.private.read_bytes(), "applicant", person)
    return reader


async def in_force(office: Office) -> None:
    await office.hear(a_verdict())
    await office.service.change(FIRST, Sign(by="o-1", form="paper"))


async def test_whoever_has_no_licence_is_told_how_to_get_one(holder: Reader) -> None:
    assert "Nie masz jeszcze licencji." in words(await holder.open("/licencje"))


async def test_the_licensee_is_told_what_to_do_next(office: Office, holder: Reader) -> None:
    await office.hear(a_verdict())
    assert "podpisz umowę do 4 maja 2026" in words(await holder.open("/licencje"))
    page = await holder.open(PATH)
    assert "Odeślij do urzędu: ROPS w Lublinie" in words(page)

    await office.service.change(FIRST, Sign(by="o-1", form="paper"))
    assert "Przedłużysz ją od 31 grudnia 2026" in words(await holder.open("/licencje"))
    office.clock.moment = at("2027-01-10")
    for path in ("/licencje", PATH):
        assert "/wnioski/nowy?licencja=ZP-LUB-2026-0001" in (await holder.open(path)).text
    await office.service.change(FIRST, a_filing(SECOND, "2027-01-10"))
    for path in ("/licencje", PATH):
        assert "/wnioski/nowy" not in (await holder.open(path)).text


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        (CONTACT, False),
        (CONTACT.model_copy(update={"person": "paper:1"}), True),
        (CONTACT.model_copy(update={"person": "paper:1", "team": "t-1"}), False),
    ],
)
async def test_the_office_is_told_whom_to_send_papers_by_post(
    office: Office, officer: Reader, contact: Contact, *, said: bool
) -> None:
    await office.hear(a_verdict(contact=contact))
    assert ("wyślij mu listem" in words(await officer.open(PATH))) is said
    await office.service.change(FIRST, Sign(by="o-1", form="paper"))
    assert ("wyślij mu listem" in words(await officer.open(PATH))) is said
    await office.service.change(FIRST, Suspend("o-1", "Znak na innym produkcie."))
    assert "wyślij mu listem" not in words(await officer.open(PATH))


async def test_everybody_of_the_team_sees_the_licence_and_nobody_else(
    office: Office, keys: Keys
) -> None:
    await office.hear(a_verdict(contact=CONTACT.model_copy(update={"team": "t-1"})))
    await office.hear(the_team(1, "p-1", "p-2"))
    seen = {
        person: [
            (await came(office, keys, person).open(path)).status_code
            for path in (PATH, f"{PATH}/umowa.pdf")
        ]
        for person in ("p-1", "p-2", "p-3")
    }
    assert seen == {"p-1": [200, 200], "p-2": [200, 200], "p-3": [403, 403]}
    listed = [
        "ZP-LUB/2026/0001" in words(await came(office, keys, person).open("/licencje"))
        for person in ("p-1", "p-2", "p-3")
    ]
    assert listed == [True, True, False]


async def test_who_is_to_sign_the_next_agreement_sees_it_but_cannot_give_the_licence_up(
    office: Office, keys: Keys
) -> None:
    await in_force(office)
    new = Contact(person="p-9", name="Ewa", email="ewa@bochenek.example")
    await office.service.change(FIRST, DrawUpNext(a_renewal(contact=new)))
    reader = came(office, keys, "p-9")
    assert "ZP-LUB/2026/0001" in words(await reader.open("/licencje"))
    assert (await reader.open(f"{PATH}/umowa.pdf")).status_code == 200
    assert (await reader.open(f"{PATH}/zrzeczenie")).status_code == 403


async def test_the_licensee_gives_the_licence_up_once(
    office: Office, holder: Reader, officer: Reader
) -> None:
    await in_force(office)
    assert ">Zrzekam się licencji</a>" in (await holder.open(PATH)).text
    assert ">Zapisz zrzeczenie się licencji</a>" in (await officer.open(PATH)).text
    key = hidden(await holder.open(f"{PATH}/zrzeczenie"))["_klucz"]
    answers = [await holder.send(f"{PATH}/zrzeczenie", key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert "zrzekł się licencji" in words(await holder.follow(answers[0]))
    assert len((await office.licence(FIRST)).measures) == 1


async def test_a_stranger_neither_reads_nor_ends_it(office: Office, keys: Keys) -> None:
    await in_force(office)
    stranger = came(office, keys, "p-3")
    paths = ("", "/certyfikat.pdf", "/umowa.pdf", "/pliki/wzor", "/zrzeczenie")
    statuses = [(await stranger.open(PATH + path)).status_code for path in paths]
    statuses.append((await stranger.send(f"{PATH}/zrzeczenie")).status_code)
    assert statuses == [403] * 6
    assert (await office.licence(FIRST)).state == "active"


async def test_the_office_records_the_signature_with_its_day(
    office: Office, officer: Reader
) -> None:
    await office.hear(a_verdict())
    asked = await officer.open(f"{PATH}/podpis")
    assert 'value="2026-03-02"' in asked.text
    wrong = await officer.send(f"{PATH}/podpis", form="paper", signed_on="2026-03-03")
    assert (wrong.status_code, 'href="#signed_on"' in wrong.text) == (422, True)
    neither = await officer.send(f"{PATH}/podpis", signed_on="2026-03-02")
    assert (neither.status_code, 'href="#form"' in neither.text) == (422, True)
    done = await officer.send(f"{PATH}/podpis", form="qualified", signed_on="2026-03-02")
    assert "Podpis jest zapisany." in (await officer.follow(done)).text
    assert (await office.licence(FIRST)).terms[0].form == "qualified"


async def test_only_what_the_rules_allow_is_offered(office: Office, officer: Reader) -> None:
    await office.hear(a_verdict())
    ways = ("podpis", "zawieszenie", "przywrocenie", "cofniecie", "zrzeczenie")

    async def offered() -> list[str]:
        page = await officer.open(PATH)
        return [way for way in ways if f'href="{PATH}/{way}"' in page.text]

    assert await offered() == ["podpis"]
    await office.service.change(FIRST, Sign(by="o-1", form="paper"))
    assert await offered() == ["zawieszenie", "cofniecie", "zrzeczenie"]
    await office.service.change(FIRST, Suspend("o-1", "Powód."))
    assert await offered() == ["przywrocenie", "cofniecie", "zrzeczenie"]
    office.clock.moment = at("2027-03-02")
    assert await offered() == []


async def test_a_measure_needs_a_reason_and_a_licence_in_force(
    office: Office, officer: Reader
) -> None:
    await in_force(office)
    empty = await officer.send(f"{PATH}/zawieszenie", reason=" ")
    assert (empty.status_code, 'href="#reason"' in empty.text) == (422, True)
    done = await officer.send(f"{PATH}/zawieszenie", reason="Znak na innym chlebie.")
    assert "Znak na innym chlebie." in words(await officer.follow(done))
    office.clock.moment = at("2027-03-02")
    late = await officer.send(f"{PATH}/przywrocenie", reason="Wyjaśniono.")
    assert (late.status_code, "Okres licencji skończył się" in words(late)) == (409, True)
    assert "Wyjaśniono." in late.text


async def test_the_office_finds_licences_by_state_number_and_words(
    office: Office, officer: Reader
) -> None:
    await in_force(office)
    await office.hear(a_verdict("case-2"))
    to_sign = words(await officer.open("/licencje?state=awaiting_signature&q="))
    assert ("0002" in to_sign, "0001" in to_sign) == (True, False)
    assert "0001" in words(await officer.open("/licencje?q=bochenek"))
    straight = await officer.open("/licencje?q=zp-lub/2026/0002")
    assert straight.headers["location"] == "/licencje/ZP-LUB-2026-0002"
    assert "Nie ma takich licencji." in words(await officer.open("/licencje?q=wino"))


async def test_papers_are_there_when_they_mean_something(office: Office, holder: Reader) -> None:
    await office.hear(a_verdict())
    agreement = await holder.open(f"{PATH}/umowa.pdf")
    assert (agreement.headers["content-type"], agreement.content[:5]) == (
        "application/pdf",
        b"%PDF-",
    )
    assert (await holder.open(f"{PATH}/certyfikat.pdf")).status_code == 409
    await office.service.change(FIRST, Sign(by="o-1", form="paper"))
    certificate = await holder.open(f"{PATH}/certyfikat.pdf?okres=1")
    assert certificate.content[:5] == b"%PDF-"
    assert (await holder.open(f"{PATH}/umowa.pdf")).status_code == 404
    await office.service.change(FIRST, Suspend("o-1", "Powód."))
    assert (await holder.open(f"{PATH}/certyfikat.pdf")).status_code == 409


async def test_an_agreement_that_cannot_be_signed_is_not_handed_out(
    office: Office, holder: Reader
) -> None:
    await office.hear(a_verdict())
    office.clock.moment = at("2026-05-05")
    assert (await holder.open(f"{PATH}/umowa.pdf")).status_code == 404
    assert "Umowa czeka na podpis" not in words(await holder.open(PATH))

    office.clock.moment = at("2026-03-02")
    await office.service.change(FIRST, Sign(by="o-1", form="paper"))
    await office.service.change(FIRST, DrawUpNext(a_renewal()))
    await office.service.change(FIRST, Suspend("o-1", "Powód."))
    office.clock.moment = at("2027-01-10")
    page = await holder.open(PATH)
    assert (await holder.open(f"{PATH}/umowa.pdf")).status_code == 404
    assert ("Umowa czeka" in page.text, "/wnioski/nowy" in page.text) == (False, False)


async def test_an_agreement_signed_in_time_is_recorded_when_its_letter_is_here(
    office: Office, officer: Reader, holder: Reader
) -> None:
    await office.hear(a_verdict())
    office.clock.moment = at("2026-05-07")  # the last of three working days after the 4th
    for reader in (holder, officer):
        said = words(await reader.open(PATH))
        assert "Termin podpisania umowy minął 4 maja 2026" in said
        assert "może ją jeszcze zapisać do 7 maja 2026" in said
    assert f'href="{PATH}/podpis"' in (await officer.open(PATH)).text

    late = await officer.send(f"{PATH}/podpis", form="paper", signed_on="2026-05-05")
    assert (late.status_code, 'href="#signed_on"' in late.text) == (422, True)
    assert "Termin podpisania umowy minął 04.05.2026." in words(late)
    done = await officer.send(f"{PATH}/podpis", form="paper", signed_on="2026-05-04")
    assert "Podpis jest zapisany." in (await officer.follow(done)).text


async def test_the_mark_is_handed_out_only_while_the_licence_is_in_force(
    office: Office, holder: Reader, officer: Reader
) -> None:
    await in_force(office)
    assert f"{PATH}/pliki/wzor" in (await holder.open(PATH)).text
    sent = await officer.send("/licencje/pliki-znaku", files={"file": ("znak.png", PNG)}, key="k")
    assert sent.status_code == 303
    page = await holder.open(PATH)
    assert "pliki/wzor" not in page.text
    way = page.text.partition(f'href="{PATH}/pliki/')[2].partition('"')[0]
    file = await holder.open(f"{PATH}/pliki/{way}")
    assert (file.content, file.headers["content-type"]) == (PNG, "image/png")
    assert file.headers["content-disposition"].startswith("attachment")
    await office.service.change(FIRST, Suspend("o-1", "Powód."))
    assert (await holder.open(f"{PATH}/pliki/{way}")).status_code == 409
    assert "pliki/" not in (await holder.open(PATH)).text


async def test_a_file_sent_twice_is_kept_once_and_can_be_removed(officer: Reader) -> None:
    for _ in range(2):
        files = {"file": ("znak.svg", SVG)}
        sent = await officer.send("/licencje/pliki-znaku", files=files, key="k")
        assert sent.status_code == 303
    page = await officer.open("/licencje/pliki-znaku")
    assert page.text.count("znak.svg</a>") == 1
    action = page.text.partition("/usuniecie")[0].rpartition('"')[2] + "/usuniecie"
    gone = await officer.follow(await officer.send(action))
    assert "Nie ma jeszcze żadnego pliku." in words(gone)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Wybierz plik."),
        (b"GIF89a", "Wybierz plik SVG, PNG albo PDF."),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "Wybierz plik SVG, PNG albo PDF."),
        (SVG.replace(b"<path", b"<script/><path"), "ma w sobie skrypt"),
        (SVG.replace(b"<path", b"<path onload='x()'"), "ma w sobie skrypt"),
        (SVG.replace(b"<path", b"<a href='https://zly.example'/><path"), "ma w sobie skrypt"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + SVG, "Wybierz plik SVG, PNG albo PDF."),
    ],
)
async def test_what_is_no_still_picture_is_not_taken(
    officer: Reader, content: bytes | None, said: str
) -> None:
    files = {"file": ("znak.svg", content)} if content else {"other": ("x", b"")}
    answer = await officer.send("/licencje/pliki-znaku", files=files)
    assert (answer.status_code, said in words(answer)) == (422, True)
    assert "Nie ma jeszcze żadnego pliku." in words(await officer.open("/licencje/pliki-znaku"))
