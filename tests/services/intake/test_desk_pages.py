"""The office's pages: today's work, lists, search, batches, calls, people. Without a script."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from chassis.site.bars import draw
from contracts.base import Subject
from contracts.evaluation import ExpertAssigned, PanelShort
from contracts.intake import CallChanged
from contracts.licensing import LicenceActivated
from contracts.people import person_of
from contracts.values import Contact, Term
from contracts.values import Office as Region
from services.intake.domain.application import State
from services.intake.domain.form import entity_of
from tests.services.intake.builders import FORM, NOON, TODAY, a_form, a_licence, an_application
from tests.services.intake.conftest import Office
from tests.support.reader import Reader, words

HAND = "zakup-prospoleczny"  # a procedure without automatic acceptance
EVA = "ewa@uczelnia.example"


@pytest.fixture
def officer(office: Office) -> Reader:
    reader = Reader(office.app)
    reader.sign_in(office.key, "officer", "maria")
    return reader


@pytest.fixture
async def sent(office: Office) -> str:
    """An application that waits for the formal check; its statement is missing."""
    return str((await office.apply(await office.call(procedure=HAND)))["id"])


async def test_todays_work_is_counted_and_leads_to_its_list(sent: str, officer: Reader) -> None:
    assert "1 Do oceny formalnej" in words(await officer.open("/pulpit"))
    listed = await officer.open("/pulpit/wnioski?stan=formal_check")
    assert f'href="/sprawy/{sent}/ocena"' in listed.text
    assert "Do wyjaśnienia: Są wymagane załączniki" in words(listed)


async def test_the_director_is_led_straight_to_the_decisions_to_confirm(
    office: Office, officer: Reader
) -> None:
    director = Reader(office.app)
    director.sign_in(office.key, "director", "dorota")
    there = 'href="/posiedzenia/decyzje">Do zatwierdzenia<'
    found = [there in (await who.open("/pulpit")).text for who in (officer, director)]
    assert found == [False, True]


async def test_pages_of_the_office_are_not_for_others(office: Office, sent: str) -> None:
    anna = Reader(office.app)
    assert (await anna.open("/pulpit")).headers["location"] == "/logowanie?dalej=%2Fpulpit"
    anna.sign_in(office.key, "applicant", "anna")
    assert (await anna.open("/pulpit")).status_code == 403
    assert (await anna.open(f"/sprawy/{sent}/ocena")).status_code == 403


async def test_the_list_goes_on_where_the_page_ends(
    office: Office, officer: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.intake.pages.office.ON_A_PAGE", 1)
    call = await office.call(procedure=HAND)
    for _ in range(2):
        await office.apply(call)
    first = await officer.open(f"/pulpit/wnioski?stan=formal_check&nabor={call}")
    assert ("ZP/2026/000001" in first.text, "ZP/2026/000002" in first.text) == (True, False)
    way = first.text.partition("Następna strona")[0].rpartition('href="')[2].partition('"')[0]
    second = await officer.open(way.replace("&amp;", "&"))
    assert ("ZP/2026/000001" in second.text, "ZP/2026/000002" in second.text) == (False, True)


@pytest.mark.parametrize("asked", ["001-234-56-73", "przykł", "spol socj"])
async def test_an_application_is_found_by_nip_or_the_beginnings_of_its_entitys_words(
    sent: str, officer: Reader, asked: str
) -> None:
    found = await officer.open(f"/pulpit/szukaj?q={asked}")
    assert f'href="/sprawy/{sent}"' in found.text


async def test_whoever_finds_nothing_is_told_what_to_type(officer: Reader) -> None:
    for asked in ("nikt", "ZP/2026/000009", "ZP-LUB/2026/0001", "…"):
        assert "Nic nie pasuje." in words(await officer.open(f"/pulpit/szukaj?q={asked}"))


async def test_a_batch_takes_what_one_alone_would_take_and_tells_of_the_rest(
    office: Office, officer: Reader, sent: str
) -> None:
    sure = await _with_statement(office)
    answer = await officer.send("/pulpit/wnioski", wybrane=[sent, sure], key="once")
    assert "Przyjęto: 1, nie przyjęto: 1" in words(answer)
    assert "Brakuje wymaganego załącznika." in words(answer)
    again = await officer.send("/pulpit/wnioski", wybrane=[sent, sure], key="once")
    assert "Przyjęto: 1, nie przyjęto: 1" in words(again)
    states = [(await office.application(each)).state for each in (sent, sure)]
    assert states == [State.FORMAL_CHECK, State.ACCEPTED]


async def _with_statement(office: Office) -> str:
    entity = {**FORM["entity"], "nip": "5260250274"}
    call = await office.call(procedure=HAND, number="2/2026")
    draft = await office.apply(call, submit=False, entity=entity)
    path = f"/api/applications/{draft['id']}"
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    kept = await office.door(
        "applicant:anna", "PUT", f"{path}/attachments/financial-statement", content=pdf
    )
    assert kept.status_code == 200, kept.text
    done = await office.door("applicant:anna", "POST", f"{path}/submission")
    assert done.status_code == 200, done.text
    return str(draft["id"])


async def test_a_call_comes_as_a_table_in_which_no_cell_is_a_formula(
    office: Office, officer: Reader
) -> None:
    call = await office.call(procedure=HAND)
    await office.apply(call, entity={**FORM["entity"], "name": "=1+1"})
    table = await officer.open(f"/pulpit/nabory/{call}.csv")
    assert table.headers["content-disposition"] == 'attachment; filename="nabor-1-2026.csv"'
    head, line = table.text.splitlines()
    assert head.startswith("\ufeffnumer,stan,rodzaj")
    said = "ZP/2026/000001,do oceny formalnej,nowy znak,przez internet,2026-01-15,'=1+1,"
    assert line.startswith(f"{said}spółdzielnia socjalna,")


async def test_a_call_comes_as_a_table_in_the_readers_language(
    office: Office, officer: Reader
) -> None:
    call = await office.call(procedure=HAND)
    await office.apply(call, entity={**FORM["entity"], "name": "Bochen"})
    head, line = (await officer.open(f"/pulpit/nabory/{call}.csv?lang=en")).text.splitlines()
    assert head.startswith("\ufeffnumber,state,kind,channel,received,entity,type,NIP")
    said = "ZP/2026/000001,to be checked,a new mark,online,2026-01-15,Bochen,social co-operative,"
    assert line.startswith(said)


async def test_a_call_is_opened_extended_and_closed_early(office: Office, officer: Reader) -> None:
    plan = {"number": "3/2026", "title": "Nabór wiosenny", "procedure": HAND}
    dates = {"opens": "2026-01-12", "closes": "2026-01-31"}
    done = await officer.send("/pulpit/nabory/nowy", **plan, **dates)
    at = done.headers["location"]
    assert "otwarty" in words(await officer.follow(done))
    wrong = await officer.send(f"{at}/przedluzenie", closes="2026-01-20")
    assert (wrong.status_code, "Nowy termin musi być późniejszy." in words(wrong)) == (422, True)
    assert (await officer.send(f"{at}/przedluzenie", closes="2026-02-15")).status_code == 303
    assert "15 lutego 2026" in words(await officer.open(at))
    assert (await officer.send(f"{at}/zamkniecie")).status_code == 303
    assert "zamknięty" in words(await officer.open(at))
    told = await office.said(at.rpartition("/")[2], "calls")
    assert not any(isinstance(each, CallChanged) for each in told)  # page by page, later


async def test_a_call_that_has_not_opened_is_given_up(officer: Reader) -> None:
    plan = {"number": "4/2026", "title": "Nabór", "opens": "2026-03-01", "procedure": HAND}
    done = await officer.send("/pulpit/nabory/nowy", **plan)
    gone = await officer.send(f"{done.headers['location']}/odwolanie")
    assert "odwołany" in words(await officer.follow(gone))


async def test_a_form_with_mistakes_names_each_field(officer: Reader) -> None:
    answer = await officer.send("/pulpit/nabory/nowy", opens="jutro", title="Nabór")
    assert answer.status_code == 422
    assert {f'href="#{name}"' in answer.text for name in ("number", "opens", "procedure")} == {True}
    assert 'value="Nabór"' in answer.text


async def test_a_mistaken_procedure_is_told_with_line_and_field(
    office: Office, officer: Reader
) -> None:
    text = (office.procedures / f"{HAND}.toml").read_text("utf-8")
    mistaken = re.sub(r"pass_mean = \S+", 'pass_mean = "600"', text)
    (office.procedures / "pomylka.toml").write_text(mistaken, "utf-8")
    plan = {"number": "5/2026", "title": "Nabór", "opens": "2026-01-12", "procedure": "pomylka"}
    answer = await officer.send("/pulpit/nabory/nowy", **plan)
    line = 1 + mistaken[: mistaken.index("pass_mean")].count("\n")
    told = f"wiersz {line}, pole evaluation.pass_mean : Tego progu nie da się osiągnąć."
    assert (answer.status_code, told in words(answer)) == (422, True), words(answer)


async def test_a_person_is_invited_found_given_roles_and_removed(officer: Reader) -> None:
    asked = {"name": "Ewa Lis", "email": EVA, "language": "pl"}
    wrong = await officer.send("/osoby/zaproszenie", **asked)
    assert (wrong.status_code, 'href="#roles"' in wrong.text) == (422, True)
    done = await officer.send("/osoby/zaproszenie", **asked, roles=["expert"])
    assert done.headers["location"] == f"/osoby/{person_of(EVA)}"
    assert "Ewa Lis" in words(await officer.open("/osoby?q=ewa&rola=expert"))
    await officer.send(f"/osoby/{person_of(EVA)}/role", roles=["expert", "chapter"])
    page = await officer.open(f"/osoby/{person_of(EVA)}")
    assert page.text.count(" checked") == 2
    await officer.send(f"/osoby/{person_of(EVA)}/zamkniecie")
    assert "konto zamknięte" in words(await officer.open(f"/osoby/{person_of(EVA)}"))


async def test_who_has_no_account_is_found_by_the_address_and_erased(
    office: Office, officer: Reader
) -> None:
    await office.door("", "POST", "/api/subscriptions", email=EVA, name="Ewa Lis")
    at = f"/osoby/{person_of(EVA)}"
    assert f'href="{at}?email=' in (await officer.open(f"/osoby?q={EVA}")).text
    page = words(await officer.open(at))
    assert ("Ta osoba nie ma konta." in page, EVA in page) == (True, True)
    done = await officer.send(f"{at}/usuniecie", reason="art. 17 RODO")
    assert done.headers["location"] == at
    page = words(await officer.open(at))
    assert ("dane usunięte" in page, "Podstawa: art. 17 RODO" in page) == (True, True)


async def test_an_expert_whom_intake_does_not_know_is_erased_by_the_address(
    officer: Reader,
) -> None:
    at = f"/osoby/{person_of(EVA)}"
    assert (await officer.open(at)).status_code == 404
    assert "nikt jej nie wymienia" in words(await officer.open(f"{at}?email={EVA}"))
    wrong = await officer.send(f"{at}/usuniecie", reason="art. 17", email="jan@ul.example")
    assert wrong.status_code == 404
    done = await officer.send(f"{at}/usuniecie", reason="art. 17", email=EVA)
    assert done.headers["location"] == at


async def test_an_invitation_begins_with_whom_a_link_names(officer: Reader) -> None:
    link = "/osoby/zaproszenie?name=Ewa+%22Lis&email=ewa%40uczelnia.example&language=en&roles="
    page = (await officer.open(f"{link}expert&roles=nobody")).text
    for each in ('value="Ewa &#34;Lis"', f'value="{EVA}"', 'value="en" selected'):
        assert each in page
    assert re.findall('value="([a-z]+)" checked', page) == ["expert"]


async def test_who_has_an_account_is_led_to_where_roles_are_changed(
    office: Office, officer: Reader
) -> None:
    contact = Contact(person=person_of(EVA), name="Ewa Lis", email=EVA)
    await office.service.people.begin(contact, "device")
    asked: dict[str, Any] = {"name": "Ewa Lis", "email": EVA, "language": "pl", "roles": ["expert"]}
    answer = await officer.send("/osoby/zaproszenie", **asked)

    assert (answer.status_code, "Ta osoba ma już konto." in words(answer)) == (409, True)
    assert f'href="/osoby/{person_of(EVA)}"' in answer.text


async def test_a_person_is_erased_with_a_reason_only(officer: Reader) -> None:
    asked: dict[str, Any] = {"name": "Ewa Lis", "email": EVA, "language": "pl", "roles": ["expert"]}
    at = (await officer.send("/osoby/zaproszenie", **asked)).headers["location"]
    assert EVA in (await officer.open(f"{at}/dane.json")).text
    assert (await officer.send(f"{at}/usuniecie")).status_code == 422
    assert (await officer.send(f"{at}/usuniecie", reason="Art. 17 RODO.")).status_code == 303
    assert "dane usunięte" in words(await officer.open(at))


async def test_an_officer_makes_nobody_an_officer(officer: Reader) -> None:
    asked: dict[str, Any] = {
        "name": "Ewa Lis",
        "email": EVA,
        "language": "pl",
        "roles": ["director"],
    }
    assert (await officer.send("/osoby/zaproszenie", **asked)).status_code == 403


@pytest.mark.usefixtures("sent")
async def test_pictures_say_their_numbers_in_words_too(officer: Reader) -> None:
    page = await officer.open("/pulpit/obrazy")
    assert "do oceny formalnej 1" in words(page)
    assert "Żadna sprawa nie przeszła jeszcze całego etapu." in words(page)
    for name in ("etapy", "czas", "terminy"):
        picture = await officer.open(f"/pulpit/obrazy/{name}.svg")
        assert picture.headers["content-type"] == "image/svg+xml"


def test_a_picture_has_a_name_and_a_number_for_each_bar() -> None:
    drawn = draw("Wnioski", [("złożone", 12), ("wycofane", 0)]).decode()
    assert {text in drawn for text in (">złożone<", ">wycofane<", ">12<")} == {True}


def test_an_application_is_found_by_its_entity_and_stored_with_that() -> None:
    application = an_application(form=a_form(entity={"name": "Łąka"}))
    stored = application.model_dump(mode="json")
    assert stored["search"] == ["l", "la", "lak", "laka"]
    assert type(application).model_validate(stored) == application


async def test_an_application_on_paper_is_a_draft_with_its_day(
    office: Office, officer: Reader
) -> None:
    call = await office.call(procedure=HAND, opens="2026-01-05", closes="2026-01-20")
    late = await officer.send("/pulpit/papier", call=call, received_on="2026-01-16")
    assert (late.status_code, "Ta data jest w przyszłości." in words(late)) == (422, True)
    for _ in range(2):
        letter = {"call": call, "received_on": "2026-01-13"}
        done = await officer.send("/pulpit/papier", **letter, key="once")
    draft = await office.application(done.headers["location"].rpartition("/")[2])
    assert (draft.state, draft.form.channel) == (State.DRAFT, "paper")
    assert str(draft.form.received_on) == "2026-01-13"
    listed = await officer.open("/pulpit/wnioski?stan=draft")
    assert listed.text.count(f'href="/wnioski/{draft.id}"') == 1


async def test_a_draft_has_no_case_to_lead_to_one_on_paper_leads_to_its_form(
    office: Office, officer: Reader
) -> None:
    call = await office.call(procedure=HAND)
    own = await office.apply(call, submit=False)
    body = {"call": call, "form": {**FORM, "channel": "paper", "received_on": "2026-01-13"}}
    paper = (await office.door("officer:maria", "POST", "/api/applications", **body)).json()
    for way in ("/pulpit/szukaj?q=przykł", "/pulpit/wnioski?stan=draft"):
        found = await officer.open(way)
        assert words(found).count("bez numeru") == 2
        ways = re.findall(r'href="(/(?:wnioski|sprawy)/[^"?]+)"', found.text)
        assert ways == [f"/wnioski/{paper['id']}"]
        assert own["id"] not in found.text
        assert (await officer.open(ways[0])).status_code == 200


async def test_what_waits_at_evaluation_is_counted_and_listed(
    office: Office, officer: Reader
) -> None:
    late, soon = NOON - dt.timedelta(hours=1), NOON + dt.timedelta(days=1)
    for case, deadline in (("on-time", soon), ("late", late)):
        await office.service.cases.record(assigned(case, deadline), f"{case}-1")
    await office.service.cases.record(short("short"), "short-1")
    today = words(await officer.open("/pulpit"))
    for said in ("1 Oceny po terminie", "1 Czekają na ekspertów", "2 U ekspertów"):
        assert said in today
    listed = words(await officer.open("/pulpit/sprawy?czeka=scores"))
    assert listed.index("late") < listed.index("po terminie") < listed.index("on-time")
    assert "short" in words(await officer.open("/pulpit/sprawy?czeka=experts"))
    assert (await officer.open("/pulpit/sprawy?czeka=cokolwiek")).status_code == 404


async def test_a_list_of_cases_that_wait_says_whose_they_are(
    office: Office, officer: Reader
) -> None:
    id_ = str((await office.apply(await office.call()))["id"])
    entity = (await office.application(id_)).form.entity.name
    for case in (id_, "of-another-system"):
        await office.service.cases.record(assigned(case, NOON), f"{case}-1")
    listed = words(await officer.open("/pulpit/sprawy?czeka=scores"))
    assert (listed.count(entity), listed.count(" — ")) == (1, 1)


def about(case: str) -> dict[str, Any]:
    subject = Subject(kind="application", id=case)
    office = Region(region="lubelskie", name="ROPS", email="rops@x.example")
    at = NOON - dt.timedelta(days=1)
    return {"subject": subject, "at": at, "by": "rule:panel", "number": case, "office": office}


def assigned(case: str, deadline: dt.datetime) -> ExpertAssigned:
    expert = Contact(person="ewa", name="Ewa Lis", email=EVA)
    return ExpertAssigned(**about(case), case=case, task="t", expert=expert, deadline=deadline)


def short(case: str) -> PanelShort:
    return PanelShort(**about(case), case=case, categories=("gastronomia",), missing=1)


def activated(number: str, end: dt.date) -> LicenceActivated:
    said = {name: value for name, value in about(number).items() if name != "number"}
    return LicenceActivated(
        **said,
        case=f"case-{number[-1]}",
        seq=1,
        licence_number=number,
        term=Term(no=1, start=TODAY, end=end),
        items=a_licence().items,
        entity=entity_of(a_form()),
        contact=Contact(person="anna", name="Anna", email="anna@x.example"),
        opens_renewal=TODAY,
        closes_renewal=end,
    )


async def test_licences_that_end_soon_are_counted_and_lead_to_their_case(
    office: Office, officer: Reader
) -> None:
    await office.service.licences.end("ZP-LUB/2025/0003")  # heard of before its beginning
    dated = (("ZP-LUB/2025/0001", 60), ("ZP-LUB/2025/0002", 61), ("ZP-LUB/2025/0003", 60))
    for number, days in dated:
        event = activated(number, TODAY + dt.timedelta(days=days))
        await office.service.licences.learn(event)
        await office.service.cases.record(event, number)
    assert "1 Licencje, które wygasają" in words(await officer.open("/pulpit"))
    page = await officer.open("/pulpit/licencje")
    assert 'href="/sprawy?licencja=ZP-LUB/2025/0001"' in page.text
    assert "16 marca 2026" in words(page)
    for asked in ("ZP-LUB/2025/0001", "zp-lub-2025-0001"):
        found = await officer.open(f"/pulpit/szukaj?q={asked}")
        assert found.headers["location"] == "/sprawy/case-1"
    pictures = words(await officer.open("/pulpit/obrazy"))
    assert "03.2026 2" in pictures


async def test_one_application_to_check_follows_the_other_until_none_is_left(
    office: Office, officer: Reader
) -> None:
    call = await office.call(procedure=HAND)
    ids = [str((await office.apply(call))["id"]) for _ in range(2)]
    ways = [f"/sprawy/{each}/ocena" for each in ids]
    for after, way in (("", ways[0]), ("ZP/2026/000001", ways[1]), ("ZP/2026/000002", ways[0])):
        assert (await officer.open(f"/pulpit/nastepny?po={after}")).headers["location"] == way
    for way in ways:
        await officer.send(way, outcome="reject")
    done = await officer.open("/pulpit/nastepny")
    assert "Wszystkie wnioski są ocenione formalnie." in words(await officer.follow(done))


async def test_every_page_of_the_desk_speaks_english(office: Office, sent: str) -> None:
    reader = Reader(office.app, "en")
    reader.sign_in(office.key, "officer", "maria", language="en")
    paths = ("", "/wnioski?stan=formal_check", "/nabory", "/nabory/nowy", "/papier", "/obrazy")
    asides = (f"/sprawy/{sent}/ocena", f"/sprawy/{sent}/kontakt", "/osoby", "/osoby/zaproszenie")
    pages = [await reader.open(each) for each in (*(f"/pulpit{each}" for each in paths), *asides)]
    assert {page.status_code for page in pages} == {200}
    assert not any("Nabór" in heading(page.text) for page in pages)


def heading(text: str) -> str:
    return text.partition("<h1>")[2].partition("</h1>")[0]
