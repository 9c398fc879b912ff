"""The doors: default deny, problem details in the reader's language, idempotency keys, limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from chassis import http
from chassis.auth import Verifier, allow, public
from chassis.clock import Clock
from chassis.http import Takes, idempotency, request_id_for
from chassis.process import FieldError, Forbidden, IllegalState, Invalid, Text, Unknown
from chassis.service import Process
from chassis.settings import ServiceSettings
from chassis.wiring import Chassis, Wiring
from deploy.local.keys import kept_keys
from tests.chassis import sample
from tests.chassis.conftest import Corner

SECRET = "tajne-dane-osoby"
NIP = FieldError("entity.nip", "nip", Text("Popraw NIP.", "Correct the NIP."))
ERRORS = {
    "unknown": Unknown("x"),
    "forbidden": Forbidden(),
    "state": IllegalState("draft", "Withdraw", ("Submit",)),
    "invalid": Invalid((NIP,)),
    "bug": RuntimeError(SECRET),
}


class Body(BaseModel):
    amount: int
    name: str = ""


def doors(jars: Any) -> APIRouter:
    routes = APIRouter()

    @routes.post("/api/errors/{kind}", dependencies=[Depends(public)])
    async def fail(kind: str) -> None:
        raise ERRORS[kind]

    @routes.post("/api/bodies", dependencies=[Depends(public)])
    async def take(body: Body) -> Body:
        return body

    room = [Depends(public), Depends(Takes("picture", 2_000_000))]

    @routes.post("/api/roomy/{no}", dependencies=room)
    async def picture(no: int, request: Request) -> int:
        return len(await request.body()) + no

    @routes.get("/api/officers", dependencies=[Depends(allow("officer"))])
    async def officers() -> None:
        """For officers."""

    @routes.post("/api/made", dependencies=[Depends(allow("officer"))])
    async def make(body: Body, cause: Annotated[str, Depends(idempotency)]) -> dict[str, Any]:
        made = request_id_for(cause, "jar")
        await jars.put(made, cause)
        return {"id": made, "coins": (await jars.jars.get(made)).state.coins, "got": body.amount}

    return routes


def wire(chassis: Chassis[ServiceSettings]) -> Wiring:
    wiring = sample.wire(chassis)
    return Wiring(wiring.service, wiring.handlers, [doors(wiring.service)])


@pytest.fixture
async def client(corner: Corner) -> AsyncIterator[httpx.AsyncClient]:
    process = Process("licensing", corner.settings(role="web"), wire, sample.EVENTS)
    await process.prepare()
    transport = httpx.ASGITransport(process.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://znak") as client:
        yield client


def bearer(corner: Corner, *roles: str, person: str = "p1") -> dict[str, str]:
    return {"Authorization": f"Bearer {sample.token(corner.directory, *roles, person=person)}"}


def test_a_route_that_says_nothing_about_who_may_use_it_does_not_start(corner_less: Any) -> None:
    routes = APIRouter()
    routes.add_api_route("/open", lambda: None)

    with pytest.raises(RuntimeError, match=r"/open says neither allow\(...\) nor public"):
        http.build("licensing", [routes], corner_less, 100)


@pytest.fixture
def corner_less(tmp_path: Any) -> Verifier:
    return Verifier(kept_keys(tmp_path).public, Clock().real)


async def test_roles_open_doors(client: httpx.AsyncClient, corner: Corner) -> None:
    async def asks(headers: dict[str, str]) -> tuple[int, str]:
        answer = await client.get("/api/officers", headers=headers)
        return answer.status_code, (answer.json() or {}).get("code", "")

    assert await asks({}) == (401, "unauthenticated")
    assert await asks({"Authorization": "Basic abc"}) == (401, "unauthenticated")
    assert await asks(bearer(corner, "applicant")) == (403, "forbidden")
    assert await asks(bearer(corner, "applicant", "officer")) == (200, "")


@pytest.mark.parametrize(
    ("kind", "status", "members"),
    [
        ("unknown", 404, {"code": "unknown"}),
        ("forbidden", 403, {"code": "forbidden"}),
        ("state", 409, {"state": "draft", "command": "Withdraw", "possible": ["Submit"]}),
        (
            "invalid",
            422,
            {"errors": [{"field": "entity.nip", "code": "nip", "detail": "Popraw NIP."}]},
        ),
        ("bug", 500, {"code": "internal"}),
    ],
)
async def test_an_error_is_a_problem_document(
    client: httpx.AsyncClient, kind: str, status: int, members: dict[str, Any]
) -> None:
    answer = await client.post(f"/api/errors/{kind}")

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert {key: body[key] for key in members} == members
    assert (body["type"], body["status"]) == (f"urn:znak:problem:{body['code']}", status)
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("", "Popraw zaznaczone pola."),
        ("en", "Please correct the fields named."),
        ("en-GB,pl;q=0.5", "Please correct the fields named."),
        ("pl,en;q=0.5", "Popraw zaznaczone pola."),
        ("de,en;q=0.5", "Please correct the fields named."),
    ],
)
async def test_problems_are_told_in_the_readers_language(
    client: httpx.AsyncClient, asked: str, title: str
) -> None:
    answer = await client.post("/api/errors/invalid", headers={"Accept-Language": asked})
    assert answer.json()["title"] == title


async def test_a_body_that_does_not_fit_names_every_field_and_repeats_no_value(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/api/bodies", json={"amount": SECRET, "name": 1})

    assert answer.status_code == 422
    fields = {error["field"]: error["code"] for error in answer.json()["errors"]}
    assert fields == {"amount": "int_parsing", "name": "string_type"}
    assert SECRET not in answer.text


async def test_too_large_is_a_413_whether_its_length_is_told_or_not(
    client: httpx.AsyncClient,
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    told = await client.post("/api/bodies", content=b"x" * 2_000_000)
    untold = await client.post("/api/bodies", content=pieces())
    assert (told.status_code, untold.status_code) == (413, 413)
    most = {"field": "body", "code": "too-large", "detail": "Można przesłać najwyżej 1 MB."}
    assert told.json() == untold.json()
    assert told.json()["errors"] == [most]


async def test_a_route_may_take_more_than_the_others(client: httpx.AsyncClient) -> None:
    sizes = (2_000_000, 2_000_001)
    answers = [await client.post("/api/roomy/7", content=b"x" * size) for size in sizes]
    assert [answer.status_code for answer in answers] == [200, 413]
    assert answers[1].json()["errors"][0]["field"] == "picture"


async def test_no_such_page_is_a_problem_too(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "http-404")


async def test_a_method_that_is_not_there_is_told_which_is(client: httpx.AsyncClient) -> None:
    answer = await client.put("/api/bodies", json={})
    told = (answer.status_code, answer.json()["code"], answer.headers["allow"])
    assert told == (405, "http-405", "POST")


async def test_the_same_key_twice_gives_the_same_document(
    client: httpx.AsyncClient, corner: Corner
) -> None:
    async def posts(key: str, person: str = "p1", amount: int = 1) -> httpx.Response:
        headers = {**bearer(corner, "officer", person=person), "Idempotency-Key": key}
        return await client.post("/api/made", json={"amount": amount}, headers=headers)

    first, again = await posts("k"), await posts("k")
    assert again.json() == first.json() == {"id": first.json()["id"], "coins": 1, "got": 1}
    assert (await posts("other key")).json()["id"] != first.json()["id"]
    assert (await posts("k", person="p2")).json()["id"] != first.json()["id"]

    numbered = [(await posts(key)).json()["id"] for key in ("order#1", "order#2", "k" * 199)]
    assert len({*numbered, (await posts("k" * 200)).json()["id"]}) == 4
    assert [(await posts(key)).status_code for key in ("", "k" * 201)] == [422, 422]

    reused = await posts("k", amount=2)
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency-key-reused")


async def test_without_a_key_every_request_is_its_own(
    client: httpx.AsyncClient, corner: Corner
) -> None:
    made = [
        (await client.post("/api/made", json={"amount": 1}, headers=bearer(corner))).json()["id"]
        for _ in range(2)
    ]
    assert made[0] != made[1]
