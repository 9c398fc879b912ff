from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.services.licensing.build import FIRST, a_verdict, at
from tests.services.licensing.conftest import Login, Office
from tests.services.licensing.test_api import numbers, sign

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
    await office.service.tick(FIRST)
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
