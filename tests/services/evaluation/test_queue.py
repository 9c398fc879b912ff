from __future__ import annotations

from typing import Any

from services.evaluation import queries
from services.evaluation.domain.case import OPEN_SEATS
from tests.services.evaluation.build import CASE, GOOD, LEASE, MATERIALS, NUMBER, accepted, sheet
from tests.services.evaluation.conftest import Doors, Office

TASK = f"/api/tasks/{CASE}.1"


async def test_a_task_in_the_queue_shows_whose_it_is_but_not_what_it_holds(
    office: Office, door: Doors
) -> None:
    await office.one_case()

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
    await office.one_case()
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
    await office.one_case()
    early = await door("expert:e-1", "POST", f"{TASK}/claim", session="s")
    await door("expert:e-1", "POST", f"{TASK}/declaration", conflict=False)
    opened = await door("expert:e-1", "POST", f"{TASK}/claim", session="s")

    assert (early.status_code, early.json()["code"]) == (409, "declaration-needed")
    assert opened.json()["application"]["items"][0]["description"] == "Żytni, na zakwasie."
    assert [c["code"] for c in opened.json()["criteria"]] == list(GOOD)


async def test_what_the_expert_scores_by_is_shown_to_the_holder_of_the_claim_alone(
    office: Office, door: Doors
) -> None:
    await office.one_case()
    await door("expert:e-1", "POST", f"{TASK}/declaration", conflict=False)
    before = [
        await door("expert:e-1", "GET", "/api/tasks"),
        await door("officer", "GET", f"/api/cases/{CASE}"),
        await door("officer", "GET", "/api/cases"),
    ]
    opened = (await door("expert:e-1", "POST", f"{TASK}/claim", session="s")).json()

    assert opened["application"]["materials"] == MATERIALS.model_dump(mode="json")
    assert ["Szkoła nr 1" in answer.text for answer in before] == [False, False, False]


async def test_a_case_brought_in_without_its_form_opens_without_materials(
    office: Office, door: Doors
) -> None:
    await office.enrol("e-1", "e-2")
    await office.hear(accepted(materials=None))
    await door("expert:e-1", "POST", f"{TASK}/declaration", conflict=False)
    opened = await door("expert:e-1", "POST", f"{TASK}/claim", session="s")

    assert opened.json()["application"]["materials"] is None


async def test_a_stale_card_is_told_which_session_holds_the_task(
    office: Office, door: Doors
) -> None:
    await office.one_case()
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
    await office.one_case()
    await door("expert:e-1", "POST", f"{TASK}/declaration", conflict=False)
    token = (await door("expert:e-1", "POST", f"{TASK}/claim", session="s")).json()["token"]
    office.clock.real_moment += LEASE / 2
    kept = await door("expert:e-1", "POST", f"{TASK}/lease", token=token)
    freed = await door("expert:e-1", "POST", f"{TASK}/release", token=token)

    assert kept.json()["lease_until"] == "2026-03-02T12:22:30Z"
    assert (freed.json()["state"], freed.json()["lease_until"]) == ("declared", None)


async def test_what_was_typed_is_shown_again_to_nobody_but_its_expert(
    office: Office, door: Doors
) -> None:
    await office.one_case()
    await door("expert:e-1", "POST", f"{TASK}/declaration", conflict=False)
    token = (await door("expert:e-1", "POST", f"{TASK}/claim", session="s")).json()["token"]
    card = {"item": "i-1", "scores": [{"criterion": "quality", "justification": "Brudnopis."}]}
    kept = await door("expert:e-1", "PUT", f"{TASK}/draft", token=token, items=[card])
    again = (await door("expert:e-1", "POST", f"{TASK}/claim", session="s")).json()
    seen = await door("officer", "GET", f"/api/cases/{CASE}")

    assert kept.status_code == 200
    assert [score["justification"] for score in again["draft"]] == ["Brudnopis."]
    assert "Brudnopis" not in seen.text


async def test_a_wrong_card_names_its_fields(office: Office, door: Doors) -> None:
    await office.one_case()
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
