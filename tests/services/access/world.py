"""What routes are tried on: the four apps as they are served, and a few records of somebody's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from fastapi import FastAPI

from chassis import health
from chassis.auth import Verifier
from chassis.http import build
from chassis.meters import Meters
from contracts.base import SERVICES
from deploy.local.bots import Staff
from deploy.local.bots_office import OFFICER
from deploy.local.client import Person
from tests.journeys.build import PDF, a_form, an_applicant
from tests.journeys.offline import House
from tests.journeys.people import ANNA, EXPERTS, People, people_of

BEATA: Final = an_applicant(2)
CHAIR: Final = Person("chapter", "chair", "Przewodnicząca", "chair@kapitula.example")


class Record(NamedTuple):
    """What a path names, and whose it is."""

    id: str
    owner: str


NOBODYS: Final = Record("no-such-thing", "nobody")

Records = Mapping[tuple[str, str], Record]
"""By service and the word before the id in a path."""


class Still:
    """A process that is at rest and stays where it is."""

    def __init__(self) -> None:
        self.meters = Meters()

    def troubles(self) -> list[str]:
        return []

    async def rest(self) -> dict[str, Any]:
        return {"rest": True}

    async def waiting(self) -> health.Waiting:
        now = dt.datetime.now(dt.UTC)
        return health.Waiting(outbox=None, due=None, queues={}, counts={}, now=now)

    async def move(self, to: dt.datetime, at: dt.datetime | None) -> None:
        pass


async def the_records(house: House) -> Records:
    """Every record there has to be for somebody to be refused it."""
    async with people_of(house) as people:
        await people.begin(experts=2)
        licence = await _granted(people)
        voted = await _before_the_chapter(people)
        sitting = await _a_sitting(people, voted)
        sent, number, task = await _with_the_experts(people)
        draft, paper = await _drafts(people)
        asked = await _asked_to_correct(people)
        team, invitation = await _a_team(people)
    return {
        ("intake", "calls"): Record(people.call, NOBODYS.owner),
        ("intake", "nabory"): Record(people.call, NOBODYS.owner),
        ("intake", "applications"): Record(draft, ANNA.id),
        ("intake", "wnioski"): Record(draft, ANNA.id),
        ("intake", "zalaczniki"): Record("financial-statement", ANNA.id),
        ("intake", "sent"): Record(sent, ANNA.id),
        ("intake", "decided"): Record(licence, ANNA.id),
        ("intake", "asked"): Record(asked, ANNA.id),
        ("intake", "attachments"): Record("financial-statement", ANNA.id),
        ("intake", "paper"): Record(paper, NOBODYS.owner),
        ("intake", "cases"): Record(draft, ANNA.id),
        ("intake", "numbered"): Record(number, ANNA.id),
        **{(service, "people"): Record(ANNA.id, ANNA.id) for service in SERVICES},
        ("intake", "teams"): Record(team, ANNA.id),
        ("intake", "members"): Record(BEATA.id, ANNA.id),
        ("intake", "invitations"): Record(invitation, ANNA.id),
        ("intake", "zespoly"): Record(team, ANNA.id),
        ("intake", "osoby"): Record(BEATA.id, ANNA.id),
        ("intake", "zaproszenia"): Record(invitation, ANNA.id),
        ("evaluation", "cases"): Record(voted, NOBODYS.owner),
        ("evaluation", "sprawy"): Record(voted, NOBODYS.owner),
        ("evaluation", "tasks"): Record(task, EXPERTS[0].id),
        ("evaluation", "sittings"): Record(sitting, CHAIR.id),
        ("licensing", "licences"): Record(licence, ANNA.id),
        ("licensing", "licencje"): Record(await _number(house, licence), ANNA.id),
        ("licensing", "pliki"): Record("wzor", NOBODYS.owner),
    }


def apps(house: House, verifier: Verifier) -> dict[str, FastAPI]:
    """The services' apps with the routes that every process has."""
    return {
        name: build(
            name,
            [health.router(Still(), time_travel=True), *wiring.routers],
            verifier,
            1_000_000,
            site=wiring.site,
        )
        for name, wiring in house.wirings.items()
    }


async def _granted(people: People) -> str:
    sent = await people.apply("licensed", a_form(ANNA, 1, people.house.clock.moment))
    await _worked_off(people)
    return str(sent["id"])


async def _number(house: House, licence: str) -> str:
    """As addresses carry it."""
    held = (await house.wirings["licensing"].service.licences.get(licence)).state
    return str(held.number).replace("/", "-")


async def _worked_off(people: People) -> None:
    """Everybody does what waits for them."""
    staff = Staff(people.znak, EXPERTS[:2])
    await people.house.settle()
    while await staff.act(people.house.clock.moment):
        await people.house.settle()


async def _before_the_chapter(people: People) -> str:
    opens = people.house.clock.moment.isoformat()
    call = {"number": "2/2026", "title": "Nabór", "opens": opens}
    with_vote = {**call, "procedure": "zakup-prospoleczny"}
    intake = people.znak.intake
    opened = await intake.post("calls", OFFICER, with_vote)
    draft = await intake.apply(ANNA, opened["id"], a_form(ANNA, 2, people.house.clock.moment))
    await intake.attach(ANNA, draft["id"], "financial-statement", PDF)
    await intake.submit(ANNA, draft["id"])
    await _worked_off(people)
    return str(draft["id"])


async def _a_sitting(people: People, case: str) -> str:
    office = people.znak.evaluation
    await office.appoint(OFFICER, CHAIR)
    held = people.house.clock.moment + dt.timedelta(days=1)
    planned = await office.sitting(
        OFFICER, held=held.isoformat(), place="Lublin", chair=CHAIR.id, cases=[case]
    )
    return str(planned["id"])


async def _a_team(people: People) -> tuple[str, str]:
    """Anna's and Beata's, and an invitation to it."""
    intake = people.znak.intake
    team = (await intake.post("teams", ANNA, {"name": "Bochen"}))["id"]
    for email in (BEATA.email, "trzecia@spoldzielnia.example"):
        asked = await intake.post(f"teams/{team}/invitations", ANNA, {"email": email})
    await intake.post(f"teams/{team}/members", BEATA)
    return str(team), str(asked["invitations"][-1]["id"])


async def _with_the_experts(people: People) -> tuple[str, str, str]:
    """The id and number of a case, and the task that the first expert has in it."""
    sent = await people.apply("scored", a_form(ANNA, 3, people.house.clock.moment))
    await people.house.settle()
    (task,) = await people.znak.evaluation.listed("tasks", EXPERTS[0], state="open")
    return str(sent["id"]), str(sent["number"]), str(task["id"])


async def _drafts(people: People) -> tuple[str, str]:
    """One that an applicant has begun, and one that an officer has from paper."""
    intake, now = people.znak.intake, people.house.clock.moment
    online = await intake.apply(ANNA, people.call, a_form(ANNA, 4, now))
    await intake.attach(ANNA, online["id"], "financial-statement", PDF)
    form = a_form(ANNA, 5, now, channel="paper", received_on=f"{now:%Y-%m-%d}")
    paper = await intake.apply(OFFICER, people.call, form)
    await people.house.settle()
    return str(online["id"]), str(paper["id"])


async def _asked_to_correct(people: People) -> str:
    """One of an entity that has been active for too short a time."""
    intake, now = people.znak.intake, people.house.clock.moment
    form = a_form(ANNA, 6, now)
    form["activity"] = {**form["activity"], "since": f"{now:%Y-%m-%d}"}
    sent = await intake.apply(ANNA, people.call, form)
    await intake.submit(ANNA, sent["id"])
    young = {"code": "activity", "verdict": "no", "reason": "Podaj datę z rejestru."}
    await intake.decide(OFFICER, sent["id"], [young], "correct")
    return str(sent["id"])
