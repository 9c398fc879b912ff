"""A renewal begins with what is known, and only for who holds the licence."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from services.intake.domain.form import Address, Contact, Declarations, Economy, Entity
from tests.services.intake.builders import FORM, a_licence
from tests.services.intake.conftest import Office
from tests.support.reader import Reader, words

NEW = "/wnioski/nowy?licencja=ZP-LUB-2025-0001"


async def licensed(office: Office, **fields: Any) -> str:
    """A licence that an application of Anna's was granted; an open call."""
    call = await office.call()
    granted = (await office.apply(call))["id"] if "case" not in fields else fields["case"]
    licence = a_licence(**{"case": granted, **fields})
    document = licence.model_dump(mode="json", exclude={"people", "team", "renewing"})
    await office.service.licences.collection.insert_one({"_id": licence.number, **document})
    return call


async def test_a_renewal_is_filled_in_but_for_revenue_files_and_declarations(
    office: Office, anna: Reader
) -> None:
    call = await licensed(office)
    assert "Przepisaliśmy, co już wiemy" in words(await anna.open(NEW))
    sent = {"call": call, "licence_number": "ZP-LUB/2025/0001"}
    answer = await anna.send("/wnioski/nowy", key="k", **sent)
    again = await anna.send("/wnioski/nowy", key="k", **sent)
    assert again.headers["location"] == answer.headers["location"]
    form = (await office.application(answer.headers["location"].split("/")[2])).form
    assert (form.kind, form.licence_number) == ("renewal", "ZP-LUB/2025/0001")
    assert form.entity.model_dump(exclude_none=True) == FORM["entity"]
    assert form.contact.model_dump() == FORM["contact"]
    assert [(each.name, each.quality, each.new) for each in form.items] == [
        ("Chleb na zakwasie", "Badania co kwartał.", False)
    ]
    assert (form.economy, form.declarations) == (Economy(), Declarations())


async def test_an_imported_licence_gives_its_entity_and_items_and_whoever_asks_is_the_contact(
    office: Office, anna: Reader
) -> None:
    imported = {"imported": True, "email": "Anna@przyklad.example", "person": "lic:1"}
    register = {"entity": "Bochen", "type": "cis", "town": "Kraśnik", "voivodeship": "lubelskie"}
    call = await licensed(office, case="old", **imported, **register)
    said = words(await anna.open(NEW))
    assert ("Jako kontakt wpisaliśmy Ciebie" in said, "co już wiemy" in said) == (True, False)
    answer = await anna.send("/wnioski/nowy", call=call, licence_number="ZP-LUB/2025/0001")
    form = (await office.application(answer.headers["location"].split("/")[2])).form
    assert form.entity == Entity(
        name="Bochen",
        type="cis",
        nip=FORM["entity"]["nip"],
        address=Address(town="Kraśnik", voivodeship="lubelskie"),
    )
    assert form.contact == Contact(name="Anna Nowak", email="anna@przyklad.example")
    assert form.items[0].description == "Chleb pieczony co rano."


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"person": "jan", "case": ""}, "To jest licencja innego podmiotu."),
        ({"ended": True}, "Ta licencja jest cofnięta albo podmiot się jej zrzekł."),
        ({"opens_renewal": dt.date(2026, 2, 1)}, "można złożyć od 01.02.2026"),
    ],
)
async def test_a_licence_that_cannot_be_renewed_now_says_why_and_tells_nothing(
    office: Office, anna: Reader, fields: dict[str, Any], said: str
) -> None:
    call = await licensed(office, **fields)
    shown = await anna.open(NEW)
    assert said in words(shown)
    assert FORM["entity"]["name"] not in shown.text
    sent = await anna.send("/wnioski/nowy", call=call, licence_number="ZP-LUB/2025/0001")
    assert (sent.status_code, said in words(sent)) == (422, True)


async def test_a_licence_nobody_has_is_not_found(office: Office, anna: Reader) -> None:
    await office.call()
    answer = await anna.open("/wnioski/nowy?licencja=ZP-LUB/2025/9999")
    assert "Nie ma licencji o tym numerze." in words(answer)
