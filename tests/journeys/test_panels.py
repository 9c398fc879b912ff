"""Experts who step down, are found to be tied, are late or away: the case finds others."""

import datetime as dt
from collections.abc import Awaitable
from typing import Any

import orjson

from deploy.local.bots import Staff
from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Person, Problem, Znak
from deploy.local.mailsink import read_mails
from deploy.local.stack import Stack
from deploy.local.travel import Clocks, Diary, settle, travel
from tests.journeys.build import a_form, a_nip, a_profile, an_applicant, an_expert, an_item
from tests.support.waiting import eventually

FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH = (an_expert(no) for no in range(6101, 6107))


async def nobody(_: dt.datetime) -> int:
    return 0


async def enrol(znak: Znak, category: str, *experts: Person) -> None:
    for expert in experts:
        await znak.evaluation.enrol(OFFICER, a_profile(expert, category))


async def amend(znak: Znak, expert: Person, category: str, **changes: Any) -> None:
    body = orjson.dumps({**a_profile(expert, category), **changes})
    await znak.evaluation.put(f"experts/{expert.id}", OFFICER, body, "application/json")


async def send_in(znak: Znak, clocks: Clocks, no: int, *categories: str) -> str:
    """An application that is accepted by itself, with one item in each category."""
    now, who = await clocks.now(), an_applicant(no)
    call = await znak.intake.open_call(
        OFFICER, number=f"{no}/2026", title="Nabór", opens=now.isoformat(), procedure="bench"
    )
    items = [an_item(f"Wyrób {category}", category) for category in categories]
    form = a_form(who, no, now, items=items)
    sent = await znak.intake.apply(who, call["id"], form, submit=True)
    await settle(clocks, nobody)
    return str(sent["id"])


async def seats(znak: Znak, case: str) -> dict[str, str]:
    """How far each expert has come."""
    found = await znak.evaluation.get(f"cases/{case}", OFFICER)
    return {seat["expert"]: seat["state"] for seat in found["seats"]}


async def task(znak: Znak, who: Person, case: str) -> str:
    found = await znak.evaluation.listed("tasks", who, state="open")
    return str(next(each["id"] for each in found if each["case"] == case))


async def claim(znak: Znak, who: Person, task: str, session: str) -> Json:
    return await znak.evaluation.post(f"tasks/{task}/claim", who, {"session": session})


async def problem(answer: Awaitable[Json]) -> Json:
    """The problem that somebody is answered with."""
    try:
        await answer
    except Problem as found:
        return {"status": found.status, **found.body}
    return {}


async def waits(znak: Znak, case: str) -> bool:
    found = await znak.evaluation.get(f"cases/{case}", OFFICER)
    return bool(found["state"] == "waiting_for_expert" and found["missing"])


async def test_whoever_steps_down_or_is_found_to_be_tied_is_replaced_or_the_case_waits(
    stack: Stack, znak: Znak, clocks: Clocks
) -> None:
    office = znak.evaluation
    await enrol(znak, "turystyka", FIRST, SECOND, THIRD)
    case = await send_in(znak, clocks, 6101, "turystyka")

    await office.declare(FIRST, await task(znak, FIRST, case), "Pracuję w tym podmiocie.")
    mine = await task(znak, SECOND, case)
    await office.declare(SECOND, mine)
    await claim(znak, SECOND, mine, "w domu")
    await office.declare(SECOND, mine, "Poznaję bratową.")
    assert await seats(znak, case) == {
        FIRST.id: "recused",
        SECOND.id: "recused",
        THIRD.id: "assigned",
    }
    assert await waits(znak, case)

    await enrol(znak, "turystyka", FOURTH)
    await settle(clocks, nobody)
    assert (await seats(znak, case))[FOURTH.id] == "assigned"

    await amend(znak, FOURTH, "turystyka", affiliations=[a_nip(6101)])
    await settle(clocks, nobody)
    assert (await seats(znak, case))[FOURTH.id] == "recused"
    assert await waits(znak, case)

    await enrol(znak, "turystyka", FIFTH)
    await settle(clocks, nobody)
    await settle(clocks, Staff(znak, [THIRD, FIFTH]).act)
    decided = await office.get(f"cases/{case}", OFFICER)
    told = [str(mail["Subject"]) for mail in read_mails(stack.mails)]
    assert decided["state"] == "concluded"
    assert sum(decided["number"] in subject and "Wyłączenie" in subject for subject in told) == 3


async def test_a_session_that_lost_its_lease_learns_which_one_holds_the_task(
    znak: Znak, clocks: Clocks
) -> None:
    office = znak.evaluation
    await enrol(znak, "zielen", SIXTH)
    case = await send_in(znak, clocks, 6102, "zielen")
    mine = await task(znak, SIXTH, case)
    await office.declare(SIXTH, mine)
    home = await claim(znak, SIXTH, mine, "w domu")

    async def lapsed() -> bool:
        return not await problem(claim(znak, SIXTH, mine, "w pracy"))

    await eventually(lapsed, within=10)
    stale = await problem(office.score(SIXTH, mine, home["token"], []))

    assert (stale["status"], stale["code"], stale["session"]) == (409, "lease-lost", "w pracy")
    # Leases run on the real clock.
    assert dt.datetime.fromisoformat(stale["since"]) <= dt.datetime.now(dt.UTC)


async def test_where_nobody_knows_every_category_each_has_its_panel(
    znak: Znak, clocks: Clocks
) -> None:
    teachers, players = ([an_expert(no) for no in nos] for nos in ((6121, 6122), (6123, 6124)))
    await enrol(znak, "edukacja", *teachers)
    await enrol(znak, "kultura", *players)
    case = await send_in(znak, clocks, 6104, "edukacja", "kultura")
    await settle(clocks, Staff(znak, [*teachers, *players]).act)

    decided = await znak.evaluation.get(f"cases/{case}", OFFICER)
    held = {
        seat["expert"]: [len(item["scores"]) for item in seat["card"]["items"]]
        for seat in decided["seats"]
    }
    assert decided["state"] == "concluded"
    assert held == {expert.id: [5] for expert in (*teachers, *players)}


async def test_a_task_moves_on_by_hand_and_at_its_deadline(znak: Znak, clocks: Clocks) -> None:
    office = znak.evaluation
    away, late, named, last = (an_expert(no) for no in range(6111, 6115))
    await enrol(znak, "opieka", away, late, named, last)
    case = await send_in(znak, clocks, 6103, "opieka")
    panel = list(await seats(znak, case))
    body = {"reason": "Choroba.", "person": next(e.id for e in (named, last) if e.id not in panel)}
    mine = await task(znak, next(e for e in (away, late, named, last) if e.id == panel[0]), case)
    blank = await problem(office.post(f"tasks/{mine}/reassignment", OFFICER, {"reason": " "}))
    await office.post(f"tasks/{mine}/reassignment", OFFICER, body)
    moved = await seats(znak, case)
    found = await office.get(f"cases/{case}", OFFICER)
    deadline = dt.datetime.fromisoformat(found["seats"][1]["deadline"])
    await travel(clocks, deadline + dt.timedelta(seconds=1), diary=Diary(), act=nobody)

    assert blank["status"] == 422
    assert moved == {panel[0]: "reassigned", panel[1]: "assigned", body["person"]: "assigned"}
    assert (await seats(znak, case))[panel[1]] == "overdue"
