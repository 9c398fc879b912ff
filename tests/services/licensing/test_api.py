from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.services.licensing.build import ENTITY, FIRST, a_verdict, at
from tests.services.licensing.conftest import Office


async def numbers(client: httpx.AsyncClient, path: str) -> list[str]:
    answer = await client.get(path)
    assert answer.status_code == 200
    return [item["number"] for item in answer.json()["items"]]


async def three(office: Office) -> None:
    """Three licences waiting for a signature, of entities in three towns."""
    for no, town in enumerate(("Łęczna", "Lublin", "Zamość"), start=1):
        entity = ENTITY.model_copy(update={"town": town, "nip": f"712123456{no}"})
        await office.hear(a_verdict(f"case-{no}", entity=entity))


async def sign(client: httpx.AsyncClient, id_: str, **body: Any) -> httpx.Response:
    return await client.post(f"/api/licences/{id_}/signature", json={"form": "paper", **body})


async def test_an_officer_records_the_signature(office: Office, client: httpx.AsyncClient) -> None:
    await office.hear(a_verdict())

    answer = await sign(client, FIRST, signed_on="2026-03-02")

    assert answer.status_code == 200
    assert answer.json()["state"] == "active"
    assert answer.json()["terms"][0]["end"] == "2027-03-01"


async def test_the_same_request_twice_is_one_signature(
    office: Office, client: httpx.AsyncClient
) -> None:
    await office.hear(a_verdict())

    first, second = await sign(client, FIRST), await sign(client, FIRST)

    assert (second.status_code, second.json()) == (200, first.json())


async def test_another_signature_is_a_conflict(office: Office, client: httpx.AsyncClient) -> None:
    await office.hear(a_verdict())
    await sign(client, FIRST)
    client.headers["idempotency-key"] = "k-2"

    answer = await sign(client, FIRST)

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-to-sign")


async def test_a_wrong_day_names_its_field(office: Office, client: httpx.AsyncClient) -> None:
    await office.hear(a_verdict())

    answer = await sign(client, FIRST, signed_on="2026-03-03")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_the_officers_list_follows_the_dates(
    office: Office, client: httpx.AsyncClient
) -> None:
    await three(office)
    await sign(client, "case-2")

    assert await numbers(client, "/api/licences?state=active") == ["ZP-LUB/2026/0002"]
    assert await numbers(client, "/api/licences?state=awaiting_signature") == [
        "ZP-LUB/2026/0001",
        "ZP-LUB/2026/0003",
    ]
    office.clock.moment = at("2027-03-02")  # and no timer has run
    assert await numbers(client, "/api/licences?state=active") == []
    await office.service.tick("case-2")
    assert await numbers(client, "/api/licences?state=expired") == ["ZP-LUB/2026/0002"]


async def test_the_officers_list_comes_in_pages(office: Office, client: httpx.AsyncClient) -> None:
    await three(office)

    first = (await client.get("/api/licences?limit=2")).json()
    rest = (await client.get(f"/api/licences?limit=2&after={first['next']}")).json()

    assert [item["id"] for item in first["items"] + rest["items"]] == ["case-1", "case-2", "case-3"]
    assert rest["next"] is None


async def test_the_register_shows_signed_licences_and_nobodys_contact(
    office: Office, client: httpx.AsyncClient
) -> None:
    await three(office)
    await sign(client, "case-1")
    del client.headers["authorization"]

    answer = await client.get("/api/register")

    shown: dict[str, Any] = {
        "items": [
            {
                "number": "ZP-LUB/2026/0001",
                "state": "active",
                "entity": {**ENTITY.model_dump(), "nip": "7121234561"},
                "items": [
                    {
                        "kind": "product",
                        "name": "Chleb żytni",
                        "category": "gastronomia",
                        "description": "Na zakwasie.",
                    }
                ],
                "term": {"no": 1, "start": "2026-03-02", "end": "2027-03-01"},
                "terms": [{"no": 1, "start": "2026-03-02", "end": "2027-03-01"}],
            }
        ],
        "next": None,
    }
    assert answer.json() == shown


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("bochenek", [1, 2, 3]),
        ("zlo boch", [1, 2, 3]),
        ("LECZNA", [1]),
        ("712-123-45-62", [2]),
        ("chleb lublin", [2]),
        ("bułki", []),
        (".*", [1, 2, 3]),
    ],
)
async def test_the_register_is_searched_by_the_beginnings_of_words(
    office: Office, client: httpx.AsyncClient, question: str, found: list[int]
) -> None:
    await three(office)
    for no in (3, 1, 2):
        await sign(client, f"case-{no}")

    answer = await client.get("/api/register", params={"q": question})

    numbers = [item["number"] for item in answer.json()["items"]]
    assert numbers == [f"ZP-LUB/2026/000{no}" for no in found]


async def test_the_register_comes_in_pages(office: Office, client: httpx.AsyncClient) -> None:
    await three(office)
    for no in (1, 2, 3):
        await sign(client, f"case-{no}")

    first = (await client.get("/api/register?q=chleb&limit=2")).json()
    rest = await numbers(client, f"/api/register?q=chleb&limit=2&after={first['next']}")

    assert [each["number"] for each in first["items"]] == [f"ZP-LUB/2026/000{n}" for n in (1, 2)]
    assert rest == ["ZP-LUB/2026/0003"]


async def test_one_licence_is_found_by_its_number(
    office: Office, client: httpx.AsyncClient
) -> None:
    await three(office)
    await sign(client, "case-1")
    office.clock.moment = at("2027-03-02")

    known = await client.get("/api/register/ZP-LUB-2026-0001")
    unsigned = await client.get("/api/register/ZP-LUB-2026-0002")
    nonsense = await client.get("/api/register/nonsense")

    assert (known.status_code, known.json()["state"]) == (200, "expired")
    assert (unsigned.status_code, nonsense.status_code) == (404, 404)


async def test_the_office_is_closed_to_others(office: Office, client: httpx.AsyncClient) -> None:
    await office.hear(a_verdict())
    del client.headers["authorization"]

    assert (await client.get("/api/licences")).status_code == 401
    assert (await sign(client, FIRST)).status_code == 401
