"""The public register: what is found by which field, and its CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest

from contracts.values import Item, ItemVerdict
from services.licensing.domain.commands import Revoke, Sign, Suspend
from services.licensing.queries import COLUMNS
from tests.services.licensing.build import BREAD, ENTITY, a_verdict, at
from tests.services.licensing.conftest import Office

CLEANING = Item(
    id="i-3",
    kind="service",
    name="Sprzątanie Lublina, „na wysoki połysk”",
    category="uslugi-porzadkowe",
    description="=1+1",
)


@pytest.fixture
async def four(office: Office) -> Office:
    """Signed licences: active, suspended, revoked; and one that is not signed."""
    items = (BREAD, CLEANING, BREAD, BREAD)
    for no, (town, item) in enumerate(
        zip(("Łęczna", "Lublin", "Zamość", "Lublin"), items, strict=True), start=1
    ):
        entity = ENTITY.model_copy(update={"town": town, "name": f"Bochenek {town}"})
        verdict = a_verdict(
            f"case-{no}", entity=entity, verdicts=(ItemVerdict(item=item, granted=True),)
        )
        await office.hear(verdict)
        if no < 4:
            await office.service.change(f"case-{no}", Sign(by="o-1", form="paper"))
    await office.service.change("case-2", Suspend("o-1", "Powód."))
    await office.service.change("case-3", Revoke("o-1", "Powód."))
    return office


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [1, 2, 3]),
        ({"town": "LUBLIN"}, [2]),
        ({"item": "lublin"}, [2]),
        ({"entity": "lubl"}, [2]),
        ({"entity": "bochenek", "town": "zam"}, [3]),
        ({"entity": "chleb"}, []),
        ({"item": "bochenek"}, []),
        ({"category": "uslugi-porzadkowe"}, [2]),
        ({"category": "uslugi"}, []),
        ({"q": "item"}, []),
        ({"q": "sprzątanie lub"}, [2]),
        ({"q": "sprzataniem"}, []),
        ({"state": "active"}, [1]),
        ({"state": "suspended"}, [2]),
        ({"state": "revoked", "q": "chleb"}, [3]),
        ({"state": "expired"}, []),
    ],
)
@pytest.mark.usefixtures("four")
async def test_the_register_is_searched_by_its_fields(
    client: httpx.AsyncClient, asked: dict[str, str], found: list[int]
) -> None:
    del client.headers["authorization"]
    answer = await client.get("/api/register", params=asked)

    assert [each["number"] for each in answer.json()["items"]] == [
        f"ZP-LUB/2026/000{no}" for no in found
    ]
    assert [row["number"] for row in await table(client, **asked)] == [
        f"ZP-LUB/2026/000{no}" for no in found
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "active"}, []),
        ({"state": "suspended"}, []),
        ({"state": "expired"}, [1, 2]),
        ({"state": "expired", "q": "chleb"}, [1]),
        ({"state": "expired", "town": "Lublin"}, [2]),
        ({"state": "revoked"}, [3]),
    ],
)
async def test_what_has_ended_is_found_as_expired_although_its_timer_is_late(
    four: Office, client: httpx.AsyncClient, asked: dict[str, str], found: list[int]
) -> None:
    four.clock.moment = at("2027-03-02")  # and no timer has run

    one = {**asked, "limit": "1"}
    pages = [await client.get("/api/register", params=one)]
    while (place := pages[-1].json()["next"]) is not None:
        pages.append(await client.get("/api/register", params={**one, "after": place}))
    listed = await client.get("/api/licences", params=asked)

    numbers = [f"ZP-LUB/2026/000{no}" for no in found]
    assert [each["number"] for page in pages for each in page.json()["items"]] == numbers
    if asked.keys() == {"state"}:
        assert sorted(each["number"] for each in listed.json()["items"]) == numbers


@pytest.mark.parametrize("asked", [{"state": "drafted"}, {"q": "x" * 201}])
async def test_a_question_that_cannot_be_names_its_field(
    client: httpx.AsyncClient, asked: dict[str, str]
) -> None:
    for path in ("/api/register", "/api/register.csv"):
        answer = await client.get(path, params=asked)
        fields = [error["field"] for error in answer.json()["errors"]]
        assert (answer.status_code, fields) == (422, [*asked])


async def test_the_table_says_what_the_register_shows(
    four: Office, client: httpx.AsyncClient
) -> None:
    four.clock.moment = at("2027-03-02")  # and no timer has run

    lines = await table(client)

    assert [line["state"] for line in lines] == ["expired", "expired", "revoked"]
    assert lines[1] == {
        "number": "ZP-LUB/2026/0002",
        "state": "expired",
        "entity": "Bochenek Lublin",
        "entity_type": "spoldzielnia-socjalna",
        "nip": "7121234565",
        "town": "Lublin",
        "voivodeship": "lubelskie",
        "item_kind": "service",
        "item": "Sprzątanie Lublina, „na wysoki połysk”",
        "category": "uslugi-porzadkowe",
        "description": "'=1+1",
        "term": "1",
        "start": "2026-03-02",
        "end": "2027-03-01",
    }


async def test_an_empty_register_is_a_table_of_its_columns(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/register.csv")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text == ",".join(COLUMNS) + "\r\n"


async def table(client: httpx.AsyncClient, **asked: str) -> list[dict[str, Any]]:
    answer = await client.get("/api/register.csv", params=asked)
    assert answer.status_code == 200
    return [*csv.DictReader(io.StringIO(answer.text, newline=""))]
