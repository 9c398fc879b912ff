"""Who has yet to score reads no card of a colleague's, by whatever door, in whatever role."""

from __future__ import annotations

import datetime as dt
from typing import Final

import httpx
from fastapi import FastAPI

from chassis.auth import ROLES, Principal, Verifier, mint
from chassis.site.visitor import TOKEN
from deploy.local.keys import Keys
from tests.journeys.build import a_form
from tests.journeys.offline import House
from tests.journeys.people import ANNA, EXPERTS, People, people_of
from tests.services.access.table import TABLE
from tests.services.access.test_access import Door
from tests.services.access.world import NOBODYS, Record, apps

SECRET: Final = "Widać to tylko na tej karcie."
NAMES: Final = ("cases", "sprawy", "applications", "wnioski", "sent", "numbered")


async def scored_by_one(people: People) -> tuple[str, str]:
    """The id of a case that the first expert has scored, and the task that the second still has."""
    await people.begin(experts=2)
    sent = await people.apply("blind", a_form(ANNA, 1, people.house.clock.moment))
    await people.house.settle()
    office, first = people.znak.evaluation, EXPERTS[0]
    tasks = [(await office.listed("tasks", each, state="open"))[0]["id"] for each in EXPERTS[:2]]
    await office.declare(first, tasks[0])
    opened = await office.claim(first, tasks[0])
    said = [
        {"criterion": each["code"], "points": each["max"], "justification": SECRET}
        for each in opened["criteria"]
    ]
    items = [{"item": each["id"], "scores": said} for each in opened["application"]["items"]]
    await office.score(first, tasks[0], opened["token"], items)
    await people.house.settle()
    return str(sent["id"]), str(tasks[1])


async def read(app: FastAPI, door: Door, held: str) -> str:
    """What the answer says."""
    as_page = {"Accept": "text/html", "Cookie": f"{TOKEN}={held}"}
    headers = as_page if door.row.page else {"Authorization": f"Bearer {held}"}
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://znak") as client:
        return (await client.get(door.path, headers=headers)).text


async def test_an_expert_in_every_role_reads_no_card_that_the_office_reads(
    house: House, verifier: Verifier, keys: Keys
) -> None:
    async with people_of(house) as people:
        case, task = await scored_by_one(people)
    records = {(name, word): Record(case, NOBODYS.owner) for name in TABLE for word in NAMES}
    records |= {("evaluation", "tasks"): Record(task, EXPERTS[1].id)}
    served, told = apps(house, verifier), dict[str, list[str]]()
    reads = [
        (served[name], Door.of(name, row, records))
        for name, rows in TABLE.items()
        for row in rows
        if row.route.startswith("GET ")
    ]
    for person, roles in (("officer", {"officer"}), (EXPERTS[1].id, ROLES)):
        who = Principal(person, person, f"{person}@znak.example", roles=frozenset(roles))
        held = mint(keys.private.read_bytes(), who, dt.datetime.now(dt.UTC))
        told[person] = [
            door.row.route for app, door in reads if SECRET in await read(app, door, held)
        ]

    by_the_office = ["GET /api/cases/{case}", "GET /oceny/{case}"]
    assert told == {"officer": by_the_office, EXPERTS[1].id: []}
