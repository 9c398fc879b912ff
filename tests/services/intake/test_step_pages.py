"""The pages of what an applicant does about an application that was sent, without a script."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.intake.attachments import LARGEST
from services.intake.domain.application import State
from tests.services.intake.builders import FORM, NOON
from tests.services.intake.conftest import Office
from tests.support.reader import Reader, words

PDF = b"%PDF-1.7 ... %%EOF"
STATEMENT = "attachments.financial-statement.1"
HERE: dict[str, Any] = {"code": "attachments", "verdict": "yes", "reason": "Jest."}


@pytest.fixture
def anna(office: Office) -> Reader:
    reader = Reader(office.app)
    reader.sign_in(office.key, "applicant", "anna")
    return reader


def defect(code: str, reason: str, *fields: str) -> dict[str, Any]:
    return {"code": code, "verdict": "no", "reason": reason, "fields": list(fields)}


async def sent(office: Office, outcome: str, *points: dict[str, Any], **parts: Any) -> str:
    """Anna's application after the officer's decision: the place below which its pages lie."""
    call = await office.call(procedure="zakup-prospoleczny")
    application = (await office.apply(call, **parts))["id"]
    if outcome:
        path = f"/api/applications/{application}/formal-decision"
        decision = {"points": points or (HERE,), "outcome": outcome}
        answer = await office.door("officer:jan", "POST", path, **decision)
        assert answer.status_code == 200, answer.text
    return f"/wnioski/{application}"


async def now(office: Office, place: str) -> Any:
    return await office.application(place.rpartition("/")[2])


async def test_a_correction_shows_what_was_asked_why_until_when_and_only_those_fields(
    office: Office, anna: Reader
) -> None:
    said = "Opis jest niejasny."
    place = await sent(office, "correct", HERE, defect("social-activity", said, "activity.social"))
    page = await anna.open(f"{place}/uzupelnienie")
    assert page.status_code == 200
    assert "Masz czas do 22 stycznia 2026 ." in words(page)
    assert f"1. Opis działalności społecznej Uwaga urzędu: {said}" in words(page)
    assert FORM["activity"]["social"] in words(page)
    asked = [
        name
        for name in ("activity.social", "activity.served", "entity.nip", STATEMENT)
        if f'name="{name}"' in page.text
    ]
    assert asked == ["activity.social"]


async def test_a_correction_is_sent_once_however_often_the_button_is_clicked(
    office: Office, anna: Reader
) -> None:
    place = await sent(office, "correct", HERE, defect("social-activity", "?", "activity.social"))
    said = {"activity__social": "Uczymy zawodu i zatrudniamy.", "key": "k"}
    answers = [await anna.send(f"{place}/uzupelnienie", **said) for _ in range(2)]
    assert [(each.status_code, each.headers["location"]) for each in answers] == [(303, place)] * 2
    corrected = await now(office, place)
    assert corrected.state is State.FORMAL_CHECK
    assert corrected.form.activity.social == said["activity__social"]
    again = await anna.send(f"{place}/uzupelnienie", activity__social="Jeszcze raz.")
    assert (again.status_code, "nie ma nic do uzupełnienia" in words(again)) == (409, True)


async def test_a_wrong_field_is_named_and_what_was_typed_stays(
    office: Office, anna: Reader
) -> None:
    place = await sent(office, "correct", HERE, defect("identifiers", "NIP jest błędny."))
    answer = await anna.send(f"{place}/uzupelnienie", entity__nip="123", entity__regon="991234561")
    assert answer.status_code == 422
    assert 'href="#entity.nip"' in answer.text
    assert 'value="123"' in answer.text


async def test_a_questioned_file_comes_with_the_correction_and_stays_when_a_field_is_wrong(
    office: Office, anna: Reader
) -> None:
    place = await sent(office, "correct", defect("activity", "Od kiedy?"))
    assert (
        'name="attachments.register-extract.1"' in (await anna.open(f"{place}/uzupelnienie")).text
    )
    files = {STATEMENT: ("bilans.pdf", PDF, "application/pdf")}
    wrong = await anna.send(f"{place}/uzupelnienie", files=files, activity__since="kiedyś")
    assert (wrong.status_code, "zamień plik bilans.pdf" in words(wrong)) == (422, True)
    done = await anna.send(f"{place}/uzupelnienie", activity__since="2018-05-01")
    corrected = await now(office, place)
    assert (done.status_code, corrected.state) == (303, State.FORMAL_CHECK)
    assert {name: each.name for name, each in corrected.attachments.items()} == {
        "financial-statement": "bilans.pdf"
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"MZ", "Załącz plik PDF, JPEG albo PNG."), (PDF + b" " * LARGEST, "najwyżej 10 MB.")],
)
async def test_a_file_that_cannot_be_taken_is_named(
    office: Office, anna: Reader, content: bytes, said: str
) -> None:
    place = await sent(office, "correct", defect("attachments", "Brakuje bilansu."))
    files = {STATEMENT: ("bilans.exe", content, "application/pdf")}
    answer = await anna.send(f"{place}/uzupelnienie", files=files)
    assert (answer.status_code, f'href="#{STATEMENT}"' in answer.text) == (422, True)
    assert said in words(answer)


async def test_items_are_corrected_taken_out_and_get_more_recommendations(
    office: Office, anna: Reader
) -> None:
    bread, praise = FORM["items"][0], {"author": "Szkoła", "text": "Polecamy."}
    items = [{**bread, "recommendations": [praise]}, {**bread, "name": "Bułki"}]
    place = await sent(office, "correct", HERE, defect("items", "Za mało."), items=items)
    first = {
        f"items__0__{name}": bread[name]
        for name in ("kind", "name", "category", "description", "quality")
    }
    said = {
        **first,
        "items__0__name": "Chleb żytni",
        "items__0__recommendations__0__author": "Szkoła",
        "items__0__recommendations__0__text": "Polecamy.",
        "items__0__recommendations__1__author": "",
        "items__0__recommendations__1__text": "",
        "items__0__recommendations__2__author": "Biblioteka",
        "items__1__usun": "true",
    }
    wrong = await anna.send(f"{place}/uzupelnienie", **said)
    assert 'href="#items.0.recommendations.2.text"' in wrong.text
    done = await anna.send(
        f"{place}/uzupelnienie", **said, items__0__recommendations__2__text="Dobry."
    )
    assert done.status_code == 303
    [item] = (await now(office, place)).form.items
    assert (item.name, [each.author for each in item.recommendations]) == (
        "Chleb żytni",
        ["Szkoła", "Biblioteka"],
    )


async def test_a_correction_that_comes_too_late_is_told_so(office: Office, anna: Reader) -> None:
    place = await sent(office, "correct", HERE, defect("activity", "Od kiedy?"))
    office.clock.moment = NOON + dt.timedelta(days=8)
    answer = await anna.send(f"{place}/uzupelnienie", activity__since="2018-05-01")
    assert (answer.status_code, "Termin na uzupełnienie minął." in words(answer)) == (409, True)


async def test_withdrawing_says_what_it_means_and_ends_the_case(
    office: Office, anna: Reader
) -> None:
    place = await sent(office, "")
    page = await anna.open(f"{place}/wycofanie")
    assert "nie da się cofnąć" in words(page)
    done = await anna.send(f"{place}/wycofanie", what="application", reason="Rezygnujemy.")
    assert (done.status_code, done.headers["location"]) == (303, place)
    assert (await now(office, place)).state is State.WITHDRAWN
    assert "sprawa jest zakończona" in words(await anna.open(f"{place}/wycofanie"))


async def test_an_accepted_application_is_asked_back_and_once(office: Office, anna: Reader) -> None:
    place = await sent(office, "accept")
    assert "Zapytamy, czy można go jeszcze wycofać" in words(await anna.open(f"{place}/wycofanie"))
    done = await anna.send(f"{place}/wycofanie", what="application")
    assert done.status_code == 303
    assert (await now(office, place)).withdrawal_asked
    assert "jest już wysłana" in words(await anna.open(f"{place}/wycofanie"))


async def test_an_appeal_is_filed_with_its_grounds_and_may_be_taken_back(
    office: Office, anna: Reader
) -> None:
    place = await sent(office, "reject", HERE, defect("seat", "Siedziba jest w Radomiu."))
    page = words(await anna.open(f"{place}/odwolanie"))
    assert "Możesz się odwołać do 29 stycznia 2026" in page
    assert "Siedziba w województwie. Siedziba jest w Radomiu." in page
    done = await anna.send(f"{place}/odwolanie", grounds="Przenieśliśmy się do Lublina.")
    assert done.status_code == 303
    appealed = await now(office, place)
    assert (appealed.state, appealed.appeals[-1].grounds) == (
        State.APPEAL,
        "Przenieśliśmy się do Lublina.",
    )
    filed = await anna.open(f"{place}/odwolanie")
    assert "Przenieśliśmy się do Lublina." in words(filed)
    assert f'href="{place}/wycofanie"' in filed.text
    assert (await anna.send(f"{place}/odwolanie", grounds="Jeszcze.")).status_code == 409
    assert "Drugi raz odwołać się nie można." in words(await anna.open(f"{place}/wycofanie"))
    assert (await anna.send(f"{place}/wycofanie", what="appeal")).status_code == 303
    assert (await now(office, place)).state is State.REJECTED


async def test_an_appeal_after_its_last_day_is_not_even_typed(office: Office, anna: Reader) -> None:
    place = await sent(office, "reject", HERE, defect("seat", "Radom."))
    office.clock.moment = NOON + dt.timedelta(days=15)
    assert "Termin na odwołanie minął" in words(await anna.open(f"{place}/odwolanie"))
    assert (await anna.send(f"{place}/odwolanie", grounds="Za późno.")).status_code == 409


async def test_an_officer_records_a_letter_and_says_when_it_came(office: Office) -> None:
    place = await sent(office, "reject", HERE, defect("seat", "Radom."))
    officer = Reader(office.app)
    officer.sign_in(office.key, "officer", "jan")
    page = words(await officer.open(f"{place}/odwolanie"))
    assert "Liczy się dzień, w którym list dotarł do urzędu." in page
    assert "w którym wyślesz" not in page
    assert (await officer.send(f"{place}/odwolanie", grounds="List.")).status_code == 422
    said = {"grounds": "List.", "received_on": "2026-01-15"}
    done = await officer.send(f"{place}/odwolanie", **said)
    assert (done.status_code, done.headers["location"]) == (303, place.replace("wnioski", "sprawy"))


async def test_an_officer_types_in_a_correction_by_letter_with_its_day_and_its_files(
    office: Office,
) -> None:
    officer = Reader(office.app)
    officer.sign_in(office.key, "officer", "jan")
    paper = {**FORM, "channel": "paper", "received_on": "2026-01-13"}
    body = {"call": await office.call(procedure="zakup-prospoleczny"), "form": paper}
    typed = await office.door("officer", "POST", "/api/applications", submit=True, **body)
    place = f"/wnioski/{typed.json()['id']}"
    seat = defect("seat", "Gdzie?", "entity.address.street")
    path = f"/api{place.replace('wnioski', 'applications')}/formal-decision"
    asked = await office.door("officer", "POST", path, outcome="correct", points=[seat])
    assert asked.status_code == 200, asked.text
    office.clock.moment = NOON + dt.timedelta(days=8)
    page = await officer.open(f"{place}/uzupelnienie")
    assert "Wnioskodawca ma czas do 22 stycznia 2026" in words(page)
    assert "2026-01-13" not in page.text  # that is when the application came
    files = {STATEMENT: ("bilans.pdf", PDF, "application/pdf")}
    said = {"entity__address__street": "ul. Nowa 2"}
    late = await officer.send(f"{place}/uzupelnienie", files=files, **said)
    assert (late.status_code, "Termin na uzupełnienie minął." in words(late)) == (409, True)
    wrong = await officer.send(f"{place}/uzupelnienie", **said, received_on="2026-01-14")
    assert (wrong.status_code, 'href="#received_on"' in wrong.text) == (422, True)
    done = await officer.send(f"{place}/uzupelnienie", **said, received_on="2026-01-22")
    corrected = await now(office, place)
    assert (done.status_code, corrected.state) == (303, State.FORMAL_CHECK)
    assert (corrected.form.entity.address.street, corrected.lapses) == ("ul. Nowa 2", None)
    assert [each.name for each in corrected.attachments.values()] == ["bilans.pdf"]


@pytest.mark.parametrize("page", ["uzupelnienie", "wycofanie", "odwolanie"])
async def test_somebody_elses_application_is_nobody_elses_business(
    office: Office, page: str
) -> None:
    place = await sent(office, "correct", HERE, defect("activity", "Od kiedy?"))
    jan = Reader(office.app)
    assert (await jan.open(f"{place}/{page}")).headers["location"].startswith("/logowanie")
    jan.sign_in(office.key, "applicant", "jan")
    assert (await jan.open(f"{place}/{page}")).status_code == 403
    assert (await jan.send(f"{place}/{page}", what="application")).status_code == 403
    assert (await now(office, place)).state is State.CORRECTION
