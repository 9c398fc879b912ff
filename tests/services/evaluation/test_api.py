from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from chassis.auth import Principal, Verifier, mint
from chassis.http import build
from deploy.local.keys import kept_keys
from services.evaluation import api, queries, tasks
from services.evaluation.domain.case import OPEN_SEATS
from tests.services.evaluation.build import CASE, GOOD, LEASE, NUMBER, accepted, sheet
from tests.services.evaluation.conftest import Office

Doors = Callable[..., Any]
TASK = f"/api/tasks/{CASE}.1"
EXPERT = {
    "person": "e-1",
    "name": "Jan Nowak",
    "email": "jan@experts.example",
    "competences": ["gastronomia"],
    "affiliations": ["5252344078"],
}


@pytest.fixture
async def door(office: Office, tmp_path: Path) -> AsyncIterator[Doors]:
    """Asks as somebody: ``await door("expert:e-1", "POST", path, body…)``."""
    keys = kept_keys(tmp_path)
    app = build(
        "evaluation",
        [api.router(office.service), tasks.router(office.service)],
        Verifier(keys.public, lambda: dt.datetime.now(dt.UTC)),
        100_000,
    )
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://evaluation")
        )

        async def ask(who: str, method: str, path: str, **body: Any) -> httpx.Response:
            role, _, person = who.partition(":")
            principal = Principal(person or role, "Jan", "j@x.example", roles=frozenset({role}))
            token = mint(keys.private.read_bytes(), principal, dt.datetime.now(dt.UTC))
            headers = {"authorization": f"Bearer {token}", "idempotency-key": str(uuid4())}
            content = body if method in {"POST", "PUT"} else None
            return await client.request(method, path, json=content, headers=headers)

        yield ask


async def a_case(office: Office) -> None:
    await office.enrol("e-1", "e-2")
    await office.hear(accepted())


async def test_one_case_from_the_queue_to_the_confirmation(office: Office, door: Doors) -> None:
    await a_case(office)
    for no in (1, 2):
        who = f"expert:e-{no}"
        task = (await door(who, "GET", "/api/tasks")).json()["items"][0]
        path = f"/api/tasks/{task['id']}"
        await door(who, "POST", f"{path}/declaration", conflict=False)
        opened = (await door(who, "POST", f"{path}/claim", session="s")).json()
        items = [sheet(GOOD, item["id"]) for item in opened["application"]["items"]]
        done = await door(who, "POST", f"{path}/card", token=opened["token"], items=items)
        assert (done.status_code, done.json()["state"]) == (200, "scored")

    waiting = await door("director", "GET", "/api/cases?state=awaiting_confirmation")
    assert [case["id"] for case in waiting.json()["items"]] == [CASE]
    confirmed = await door("director", "POST", f"/api/cases/{CASE}/confirmation")
    assert (confirmed.json()["state"], confirmed.json()["mean"]) == ("concluded", "75.00")
    assert (await door("expert:e-1", "GET", "/api/tasks")).json() == {"items": [], "next": None}
    done = (await door("expert:e-1", "GET", "/api/tasks?state=done")).json()["items"]
    assert [(task["id"], task["state"]) for task in done] == [(f"{CASE}.1", "scored")]


async def test_a_task_in_the_queue_shows_whose_it_is_but_not_what_it_holds(
    office: Office, door: Doors
) -> None:
    await a_case(office)

    assert (await door("expert:e-1", "GET", "/api/tasks")).json()["items"] == [
        {
            "id": f"{CASE}.1",
            "case": CASE,
            "number": NUMBER,
            "entity": "Spółdzielnia Socjalna Bochen",
            "state": "assigned",
            "deadline": "2026-03-16T22:59:59Z",
            "lease_until": None,
        }
    ]


def stages(plan: Any) -> dict[str, Any]:
    """Every stage of a query plan by its name, wherever the server's version nests it."""
    if isinstance(plan, list):
        return {name: stage for part in plan for name, stage in stages(part).items()}
    if not isinstance(plan, dict):
        return {}
    here = {plan["stage"]: plan} if "stage" in plan else {}
    return {**here, **stages(list(plan.values()))}


async def test_the_queue_is_read_through_its_index_alone(office: Office) -> None:
    await a_case(office)
    cursor = office.service.cases.collection.find(queries.seated("e-1", OPEN_SEATS))
    explained = await cursor.sort("_id", 1).limit(51).explain()
    found = stages(explained["queryPlanner"]["winningPlan"])

    assert found["IXSCAN"]["indexBounds"]["state.seats.expert.person"] == ['["e-1", "e-1"]']
    assert "COLLSCAN" not in found
    assert "SORT" not in found, sorted(found)


async def test_lists_come_in_pages(office: Office, door: Doors) -> None:
    await office.enrol("e-1", "e-2")
    for no in range(5):
        await office.hear(accepted(f"case-{no}"))
    seen, after = [], ""
    while after is not None:
        page = (await door("expert:e-1", "GET", f"/api/tasks?limit=2{after}")).json()
        seen += [task["case"] for task in page["items"]]
        after = page["next"] and f"&after={page['next']}"

    assert seen == [f"case-{no}" for no in range(5)]


async def test_the_application_opens_only_after_declaration_and_claim(
    office: Office, door: Doors
) -> None:
    await a_case(office)
    early = await door("expert:e-1", "POST", f"{TASK}/claim", session="s")
    await door("expert:e-1", "POST", f"{TASK}/declaration", conflict=False)
    opened = await door("expert:e-1", "POST", f"{TASK}/claim", session="s")

    assert (early.status_code, early.json()["code"]) == (409, "declaration-needed")
    assert opened.json()["application"]["items"][0]["description"] == "Żytni, na zakwasie."
    assert [c["code"] for c in opened.json()["criteria"]] == list(GOOD)


async def test_a_stale_card_is_told_which_session_holds_the_task(
    office: Office, door: Doors
) -> None:
    await a_case(office)
    await door("expert:e-1", "POST", f"{TASK}/declaration", conflict=False)
    first = (await door("expert:e-1", "POST", f"{TASK}/claim", session="home")).json()
    office.clock.real_moment += LEASE
    since = office.clock.real_moment.isoformat()
    queue = (await door("expert:e-1", "GET", "/api/tasks")).json()["items"]
    await door("expert:e-1", "POST", f"{TASK}/claim", session="work")
    stale = await door(
        "expert:e-1", "POST", f"{TASK}/card", token=first["token"], items=[sheet(GOOD)]
    )

    assert queue[0]["state"] == "declared"
    assert stale.status_code == 409
    assert {k: stale.json()[k] for k in ("code", "session", "since")} == {
        "code": "lease-lost",
        "session": "work",
        "since": since,
    }


async def test_a_lease_is_kept_alive_and_given_back(office: Office, door: Doors) -> None:
    await a_case(office)
    await door("expert:e-1", "POST", f"{TASK}/declaration", conflict=False)
    token = (await door("expert:e-1", "POST", f"{TASK}/claim", session="s")).json()["token"]
    office.clock.real_moment += LEASE / 2
    kept = await door("expert:e-1", "POST", f"{TASK}/lease", token=token)
    freed = await door("expert:e-1", "POST", f"{TASK}/release", token=token)

    assert kept.json()["lease_until"] == "2026-03-02T12:22:30Z"
    assert (freed.json()["state"], freed.json()["lease_until"]) == ("declared", None)


async def test_a_wrong_card_names_its_fields(office: Office, door: Doors) -> None:
    await a_case(office)
    await door("expert:e-1", "POST", f"{TASK}/declaration", conflict=False)
    token = (await door("expert:e-1", "POST", f"{TASK}/claim", session="s")).json()["token"]
    card = sheet({**GOOD, "reputation": "wiele"})  # type: ignore[dict-item]
    answer = await door("expert:e-1", "POST", f"{TASK}/card", token=token, items=[card])

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "field": "items.0.scores.2.points",
            "code": "not-whole",
            "detail": "Podaj liczbę całkowitą.",
        }
    ]


async def test_an_expert_never_sees_the_cards_and_the_office_never_a_token(
    office: Office, door: Doors
) -> None:
    await a_case(office)
    await door("expert:e-1", "POST", f"{TASK}/declaration", conflict=False)
    await door("expert:e-1", "POST", f"{TASK}/claim", session="s")
    seen = await door("officer", "GET", f"/api/cases/{CASE}")

    assert (await door("expert:e-2", "GET", f"/api/cases/{CASE}")).status_code == 403
    assert seen.json()["seats"][0]["state"] == "claimed"
    assert "token" not in seen.text


@pytest.mark.parametrize(
    ("who", "method", "path", "status"),
    [
        ("expert:e-2", "POST", f"{TASK}/claim", 403),
        ("expert:e-1", "POST", f"/api/tasks/{CASE}.9/claim", 404),
        ("expert:e-1", "POST", "/api/tasks/nothing/claim", 404),
        ("officer", "POST", f"{TASK}/claim", 403),
        ("officer", "GET", "/api/tasks", 403),
        ("expert:e-1", "GET", "/api/cases", 403),
        ("expert:e-1", "GET", "/api/experts", 403),
        ("director", "POST", "/api/experts", 403),
        ("officer", "POST", f"/api/cases/{CASE}/confirmation", 403),
        ("director", "POST", f"/api/cases/{CASE}/confirmation", 409),
        ("director", "GET", "/api/cases/nothing", 404),
    ],
)
async def test_everybody_keeps_to_their_own_doors(
    office: Office, door: Doors, who: str, method: str, path: str, status: int
) -> None:
    await a_case(office)

    assert (await door(who, method, path, session="s", **EXPERT)).status_code == status


async def test_saving_an_expert_moves_waiting_cases_on(office: Office, door: Doors) -> None:
    await office.hear(accepted())
    first = await door("officer", "POST", "/api/experts", **EXPERT)
    await door("officer", "POST", "/api/experts", **{**EXPERT, "person": "e-2"})
    again = await door("officer", "POST", "/api/experts", **EXPERT)

    assert (first.status_code, first.json()["id"]) == (201, "e-1")
    assert again.status_code == 409
    assert (await office.case()).state == "in_panel"


async def test_an_expert_is_changed_and_listed(office: Office, door: Doors) -> None:
    await office.enrol("e-1")
    changes = {key: value for key, value in EXPERT.items() if key != "person"}
    put = await door("officer", "PUT", "/api/experts/e-1", **{**changes, "limit": 4})
    listed = (await door("officer", "GET", "/api/experts")).json()["items"]
    nobody = await door("officer", "PUT", "/api/experts/e-9", **changes)

    assert put.status_code == 200
    assert [(e["id"], e["name"], e["limit"]) for e in listed] == [("e-1", "Jan Nowak", 4)]
    assert nobody.status_code == 404


async def test_a_wrong_expert_names_its_fields(door: Doors) -> None:
    wrong = {**EXPERT, "affiliations": ["1234567890"], "competences": []}
    answer = await door("officer", "POST", "/api/experts", **wrong)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [
        "competences",
        "affiliations.0",
    ]
