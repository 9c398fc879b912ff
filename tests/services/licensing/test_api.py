from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.auth import Principal, Role, Verifier, mint
from chassis.http import build
from deploy.local.keys import Keys, kept_keys
from services.licensing import api
from tests.services.licensing.build import ENTITY, FIRST, a_verdict, at
from tests.services.licensing.conftest import Office

Login = Callable[[str, Role], None]


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return kept_keys(tmp_path)


@pytest.fixture
def login(client: httpx.AsyncClient, keys: Keys) -> Login:
    """Makes the client another person's."""

    def becomes(person: str, role: Role) -> None:
        who = Principal(person=person, name="", email="", roles=frozenset({role}))
        token = mint(keys.private.read_bytes(), who, dt.datetime.now(dt.UTC))
        client.headers["authorization"] = f"Bearer {token}"

    return becomes


@pytest.fixture
async def client(office: Office, keys: Keys) -> AsyncIterator[httpx.AsyncClient]:
    """An officer's client."""
    verifier = Verifier(keys.public, office.clock.real)
    app = build("licensing", [api.router(office.service)], verifier, 100_000)
    who = Principal(person="o-1", name="Ewa", email="e@r.example", roles=frozenset({"officer"}))
    token = mint(keys.private.read_bytes(), who, dt.datetime.now(dt.UTC))
    transport = httpx.ASGITransport(app)
    headers = {"authorization": f"Bearer {token}", "idempotency-key": "k-1"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://licensing", headers=headers
    ) as officer:
        yield officer


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

    assert first["next"] == "ZP-LUB/2026/0002"
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


WHY = {"reason": "Znak na innym chlebie."}


async def does(client: httpx.AsyncClient, what: str, **body: Any) -> httpx.Response:
    client.headers["idempotency-key"] = what
    return await client.post(f"/api/licences/{FIRST}/{what}", json=body)


async def test_the_office_suspends_reinstates_and_revokes(
    office: Office, client: httpx.AsyncClient
) -> None:
    await office.hear(a_verdict())
    await sign(client, FIRST)

    answers = [await does(client, what, **WHY) for what in ("suspension", "reinstatement")]
    answers += [await does(client, "revocation", **WHY)]
    again = await does(client, "revocation", **WHY)

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.json()["state"] for answer in answers] == ["suspended", "active", "revoked"]
    assert (again.status_code, again.json()) == (200, answers[-1].json())
    assert [type(event).__name__ for event in await office.said(FIRST)][-3:] == [
        "LicenceSuspended",
        "LicenceReinstated",
        "LicenceRevoked",
    ]


@pytest.mark.parametrize("body", [{}, {"reason": " "}, {"reason": "x" * 2001}, {**WHY, "x": 1}])
async def test_a_measure_without_a_proper_reason_names_the_field(
    office: Office, client: httpx.AsyncClient, body: dict[str, Any]
) -> None:
    await office.hear(a_verdict())
    await sign(client, FIRST)

    answer = await does(client, "suspension", **body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert (await office.licence(FIRST)).state == "active"


async def test_what_is_not_possible_names_the_state(
    office: Office, client: httpx.AsyncClient
) -> None:
    await office.hear(a_verdict())

    answer = await does(client, "suspension", **WHY)

    assert (answer.status_code, answer.json()["state"]) == (409, "awaiting_signature")


async def test_the_register_and_the_lists_tell_the_measures_truthfully(
    office: Office, client: httpx.AsyncClient
) -> None:
    await office.hear(a_verdict())
    await sign(client, FIRST)
    await does(client, "suspension", **WHY)

    async def state() -> str:
        return str((await client.get("/api/register/ZP-LUB-2026-0001")).json()["state"])

    assert (await state(), await numbers(client, "/api/licences?state=active")) == ("suspended", [])
    assert await numbers(client, "/api/licences?state=suspended") == ["ZP-LUB/2026/0001"]
    office.clock.moment = at("2027-03-02")  # and no timer has run
    assert await state() == "expired"
    assert await numbers(client, "/api/licences?state=suspended") == []
    assert await numbers(client, "/api/licences?state=expired") == ["ZP-LUB/2026/0001"]


@pytest.mark.parametrize(("person", "status"), [("p-1", 200), ("p-2", 403)])
async def test_only_the_licensee_gives_a_licence_up(
    office: Office, client: httpx.AsyncClient, login: Login, person: str, status: int
) -> None:
    await office.hear(a_verdict())
    await sign(client, FIRST)
    login(person, "applicant")

    answer = await does(client, "surrender")

    assert answer.status_code == status
    assert (await office.licence(FIRST)).state == ("surrendered" if status == 200 else "active")
    assert (await does(client, "revocation", **WHY)).status_code == 403


async def test_an_officer_records_that_a_licence_is_given_up(
    office: Office, client: httpx.AsyncClient
) -> None:
    await office.hear(a_verdict())
    await sign(client, FIRST)

    answer = await does(client, "surrender", reason="Pismo z 1 marca.")

    assert answer.json()["measures"] == [
        {
            "kind": "surrendered",
            "at": "2026-03-02T11:00:00Z",
            "by": "o-1",
            "reason": "Pismo z 1 marca.",
        }
    ]


async def test_the_office_is_closed_to_others(office: Office, client: httpx.AsyncClient) -> None:
    await office.hear(a_verdict())
    del client.headers["authorization"]

    assert (await client.get("/api/licences")).status_code == 401
    assert (await sign(client, FIRST)).status_code == 401
