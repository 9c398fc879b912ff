from __future__ import annotations

import pytest

from tests.services.evaluation.build import CASE, GOOD, accepted, sheet
from tests.services.evaluation.conftest import Doors, Office

TASK = f"/api/tasks/{CASE}.1"
EXPERT = {
    "person": "e-1",
    "name": "Jan Nowak",
    "email": "jan@experts.example",
    "competences": ["gastronomia"],
    "affiliations": ["5252344078"],
}


async def test_one_case_from_the_queue_to_the_confirmation(office: Office, door: Doors) -> None:
    await office.one_case()
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


async def test_an_expert_never_sees_the_cards_and_the_office_never_a_token(
    office: Office, door: Doors
) -> None:
    await office.one_case()
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
    await office.one_case()

    assert (await door(who, method, path, session="s", **EXPERT)).status_code == status


async def test_saving_an_expert_moves_waiting_cases_on(office: Office, door: Doors) -> None:
    await office.hear(accepted())
    first = await door("officer", "POST", "/api/experts", **EXPERT)
    await door("officer", "POST", "/api/experts", **{**EXPERT, "person": "e-2"})
    again = await door("officer", "POST", "/api/experts", **EXPERT)

    assert (first.status_code, first.json()["id"]) == (201, "e-1")
    assert again.status_code == 409
    await office.told_of_experts()
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
