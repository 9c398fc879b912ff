"""From a call to an application that was sent, through the pages, without a script."""

from __future__ import annotations

import re

from services.intake.domain.application import State
from tests.services.intake.builders import FORM
from tests.services.intake.conftest import Office
from tests.services.intake.test_attachments import PDF
from tests.support.reader import Reader, words

ITEM = FORM["items"][0]


def typed(section: str, **over: str) -> dict[str, str]:
    """A section of the form as fields."""
    found: dict[str, str] = {}

    def put(name: str, value: object) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                put(f"{name}.{key}", inner)
        elif isinstance(value, list):
            for no, inner in enumerate(value):
                put(f"{name}.{no}", inner)
        else:
            found[name] = str(value).lower() if isinstance(value, bool) else str(value)

    put(section, FORM[section])
    return found | over


PATHS = {
    "podmiot": "entity",
    "kontakt": "contact",
    "dzialalnosc": "activity",
    "przychody": "economy",
    "produkty": "items",
    "oswiadczenia": "declarations",
}


async def begun(office: Office, reader: Reader) -> str:
    """A draft of Anna's; its page."""
    await office.call()
    answer = await reader.press("/wnioski/nowy", "Zacznij")
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removesuffix("/podmiot")


async def filled(office: Office, reader: Reader) -> str:
    """A draft that only has to be sent."""
    page = await begun(office, reader)
    await reader.press(f"{page}/produkty", "Dodaj produkt lub usługę")
    for path, section in PATHS.items():
        answer = await reader.press(f"{page}/{path}", "Zapisz i dalej", **typed(section))
        assert answer.status_code == 303, words(answer)
    await attached(reader, page)
    return page


async def attached(reader: Reader, page: str, content: bytes = PDF) -> None:
    files = {"attachment": ("sprawozdanie 2025.pdf", content, "application/pdf")}
    kind = "financial-statement"
    answer = await reader.press(f"{page}/zalaczniki", "Dodaj plik", files, kind=kind)
    assert answer.status_code == 303, words(answer)


async def kept(office: Office, page: str) -> object:
    return (await office.application(page.rpartition("/")[2])).form.model_dump(mode="json")


async def test_calls_are_listed_and_told_to_anybody(office: Office) -> None:
    reader = Reader(office.app)
    assert "nie ma otwartego naboru" in words(await reader.open("/nabory"))
    call = await office.call(title="Nabór zimowy", closes="2026-01-31", procedure="demo")
    await office.call(number="2/2026", opens="2026-03-01", title="Nabór wiosenny")
    said = words(await reader.open("/nabory"))
    assert said.index("Nabór zimowy") < said.index("Inne nabory") < said.index("Nabór wiosenny")
    one = await reader.open(f"/nabory/{call}")
    assert "Złóż wniosek" in words(one)
    assert "31 stycznia 2026, 23:59" in words(one)
    assert "sprawozdanie finansowe" in words(one)
    office.clock.moment = office.clock.moment.replace(month=2)
    assert "Ten nabór jest zamknięty" in words(await reader.open(f"/nabory/{call}"))


async def test_an_application_is_typed_checked_sent_and_has_its_receipt(
    office: Office, anna: Reader
) -> None:
    page = await filled(office, anna)
    assert await kept(office, page) == {
        **FORM,
        "channel": "online",
        "received_on": None,
        "licence_number": None,
        "entity": {**FORM["entity"], "run_by": None, "register": None, "edoreczenia": None},
        "items": [{**ITEM, "new": None}],
    }
    check = await anna.open(f"{page}/sprawdz")
    assert "100 000,00" in words(check).replace("\xa0", " ")
    sent = await anna.send(f"{page}/sprawdz", key="k")
    again = await anna.send(f"{page}/sprawdz", key="k")
    assert (sent.status_code, again.status_code) == (303, 303)
    shown = words(await anna.follow(sent))
    assert "ZP/2026/000001" in shown
    receipt = await anna.open(f"{page}/potwierdzenie.pdf")
    assert (receipt.status_code, receipt.content[:5]) == (200, b"%PDF-")
    assert "ZP/2026/000001" in words(await anna.open("/wnioski"))


async def test_sending_too_early_names_every_field_and_leads_to_it(
    office: Office, anna: Reader
) -> None:
    page = await begun(office, anna)
    answer = await anna.send(f"{page}/sprawdz")
    assert answer.status_code == 422
    assert f'href="{page}/podmiot?braki=1#entity.nip"' in answer.text
    section = await anna.open(f"{page}/podmiot?braki=1")
    assert "NIP: To pole jest wymagane." in words(section)
    assert "To pole jest wymagane." not in words(await anna.open(f"{page}/podmiot"))
    assert (await office.application(page.rpartition("/")[2])).state is State.DRAFT


async def test_what_is_wrong_is_saved_and_said_at_once(office: Office, anna: Reader) -> None:
    page = await begun(office, anna)
    answer = await anna.send(f"{page}/podmiot", **typed("entity", **{"entity.nip": "123"}))
    assert answer.headers["location"] == f"{page}/podmiot"
    assert "Ten numer NIP jest nieprawidłowy" in words(await anna.follow(answer))


async def test_what_cannot_be_read_is_kept_on_the_page(office: Office, anna: Reader) -> None:
    page = await begun(office, anna)
    answer = await anna.send(f"{page}/przychody", economy__total="dużo", economy__own="1")
    assert answer.status_code == 422
    assert 'value="dużo"' in answer.text
    assert "Podaj kwotę" in words(answer)


async def test_another_tab_loses_nothing_and_typing_is_saved_by_itself(
    office: Office, anna: Reader
) -> None:
    page = await begun(office, anna)
    await anna.send(f"{page}/kontakt", **typed("contact"))
    anna.client.headers["hx-request"] = "true"
    saved = await anna.send(f"{page}/dzialalnosc", **typed("activity"))
    assert re.fullmatch(r"Zapisano o \d\d:\d\d\.", saved.text.strip())
    wrong = await anna.send(f"{page}/dzialalnosc", activity__since="9999-01-01")
    assert "Jeszcze nie zapisano." in wrong.text
    form = (await office.application(page.rpartition("/")[2])).form
    assert (form.contact.phone, form.activity.served) == (
        FORM["contact"]["phone"],
        FORM["activity"]["served"],
    )


async def test_items_are_added_and_removed_without_a_script(office: Office, anna: Reader) -> None:
    page = await begun(office, anna)
    await anna.send(f"{page}/produkty", do="add")
    added = await anna.send(f"{page}/produkty", do="add", **typed("items"))
    assert added.headers["location"].endswith("/produkty#items.1")
    assert "Produkt lub usługa 2" in words(await anna.open(f"{page}/produkty"))
    second = {"items.1.name": "Miód", "items.1.kind": "product"}
    await anna.send(f"{page}/produkty", do="remove.0", **typed("items"), **second)
    (item,) = (await office.application(page.rpartition("/")[2])).form.items
    assert (item.name, item.recommendations) == ("Miód", ())


async def test_a_stranger_sees_nothing_of_it(office: Office, anna: Reader) -> None:
    page = await filled(office, anna)
    stranger = Reader(office.app)
    stranger.sign_in(office.key, "applicant", "jan")
    ways = ("", "/podmiot", "/zalaczniki", "/zalaczniki/financial-statement", "/sprawdz")
    assert [(await stranger.open(page + way)).status_code for way in ways] == [403] * 5
    posts = ("/podmiot", "/zalaczniki", "/sprawdz", "/usun")
    assert [(await stranger.send(page + way)).status_code for way in posts] == [403] * 4
    assert page not in (await stranger.open("/wnioski")).text


async def test_a_sent_application_is_no_form_any_more(office: Office, anna: Reader) -> None:
    page = await filled(office, anna)
    await anna.send(f"{page}/sprawdz")
    ways = ("podmiot", "zalaczniki", "sprawdz")
    led = [(await anna.open(f"{page}/{way}")).headers["location"] for way in ways]
    assert led == [page] * 3


async def test_a_draft_is_deleted_when_one_says_so(office: Office, anna: Reader) -> None:
    page = await begun(office, anna)
    assert (await anna.send(f"{page}/usun")).headers["location"] == "/wnioski"
    assert (await anna.open(page)).status_code == 404
    assert "Nie masz jeszcze żadnego wniosku" in words(await anna.open("/wnioski"))


async def test_after_the_call_a_draft_cannot_be_sent(office: Office, anna: Reader) -> None:
    page = await filled(office, anna)
    call = (await office.application(page.rpartition("/")[2])).call
    await office.door("officer", "POST", f"/api/calls/{call}/closure")
    office.clock.moment = office.clock.moment.replace(month=3)
    assert "tej wersji roboczej nie można wysłać" in words(await anna.open(page))
    answer = await anna.send(f"{page}/sprawdz")
    assert (answer.status_code, "przyjmuje wnioski od" in words(answer)) == (409, True)
