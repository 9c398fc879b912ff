"""A world in which much has happened: for each page there is somebody who finds something on it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from deploy.local import bots_experts, bots_office
from deploy.local.bots_experts import GOOD, Opinion
from deploy.local.bots_office import OFFICER
from deploy.local.client import Json
from tests.journeys.build import PDF, a_form
from tests.journeys.offline import House
from tests.journeys.people import ANNA, EXPERTS, People, people_of
from tests.pages.cases import ASKED
from tests.services.access.world import BEATA, CHAIR, NOBODYS, Record, Records, the_records

CARD: Final = "Chromium"
"""The browser in which the expert has a card open."""

GUEST: Final = "trzecia@znak.example"
"""Asked into a team, and in none yet."""

BY_HAND: Final = "zakup-prospoleczny"
"""The procedure in which an officer checks and the chapter votes."""


async def lived_in(house: House) -> Records:
    """Records in every state that a page shows, by service and word."""
    found = await the_records(house)
    async with people_of(house) as people:
        made = _Made(people)
        known = await people.znak.intake.listed("calls")
        people.call = next(each["id"] for each in known if each["number"] == "1/2026")
        words = {
            **await made.at_intake(),
            **await made.at_evaluation(),
            **await made.at_licensing(),
            ("notifications", "poczta"): await made.mail(),
            ("system", "licensing"): Record("licensing", NOBODYS.owner),
        }
    return {**found, **words}


class _Made:
    """Makes records, each application of an entity of its own."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._znak = people.znak
        self._no = 20

    async def at_intake(self) -> Records:
        """Applications at each step, and a person with an account."""
        intake = self._znak.intake
        made = [await self._sent(BY_HAND) for _ in range(5)]
        checked, asked, refused, appealed, withdrawn = made
        await intake.withdraw(ANNA, withdrawn, "Złożymy wniosek w następnym roku.")
        await intake.decide(OFFICER, asked, ASKED, "correct")
        for case in (refused, appealed):
            await intake.decide(OFFICER, case, ASKED, "reject")
        await intake.appeal(ANNA, appealed, "Drugą rekomendację wysłałam pocztą.")
        account = {"email": BEATA.email, "name": BEATA.name, "roles": ["applicant"]}
        person = await intake.post("people", OFFICER, account)
        month = self._people.house.clock.moment + dt.timedelta(days=30)
        closing, planned = await self._call(closes=month), await self._call(opens=month)
        team = (await intake.post("teams", ANNA, {"name": "Bochen i wspólnicy"}))["id"]
        await intake.post(f"teams/{team}/invitations", ANNA, {"email": GUEST})
        begun = await intake.apply(ANNA, self._people.call, {})
        await self._people.house.settle()
        words = {
            "checked": checked,
            "asked": asked,
            "refused": refused,
            "appealed": appealed,
            "withdrawn": withdrawn,
            "begun": str(begun["id"]),
            "inviting": str(team),
        }
        return {
            ("intake", "link"): Record(await self._link("sign-in"), NOBODYS.owner),
            ("intake", "confirmation"): Record(await self._link("subscriptions"), NOBODYS.owner),
            **{("intake", word): Record(case, ANNA.id) for word, case in words.items()},
            ("intake", "closing"): Record(closing, NOBODYS.owner),
            ("intake", "planned"): Record(planned, NOBODYS.owner),
            ("intake", "person"): Record(str(person["id"]), NOBODYS.owner),
            ("intake", "unaccounted"): Record(ANNA.id, NOBODYS.owner),
        }

    async def at_evaluation(self) -> Records:
        """An open card, a verdict that waits for the director, three sittings."""
        experts = self._znak.evaluation
        opened = await self._assigned()
        await experts.declare(EXPERTS[0], opened)
        claimed = await experts.claim(EXPERTS[0], opened, CARD)
        assert claimed["token"]
        await self._scored("bench")
        voted = await self._scored(BY_HAND)
        called = await self._sitting(await self._scored(BY_HAND), dt.timedelta(days=1))
        late = await self._planned(await self._scored(BY_HAND), dt.timedelta(minutes=5))
        sitting = await self._sitting(voted, dt.timedelta(minutes=5))
        await self._voted(sitting, voted, "no")
        resolved = await self._scored(BY_HAND)
        closed = await self._sitting(resolved, dt.timedelta(minutes=5))
        await self._voted(closed, resolved, "yes")
        await experts.at(OFFICER, closed, "closure")
        done = await experts.listed("tasks", EXPERTS[0], state="done")
        await self._scored(BY_HAND)  # for the next sitting
        return {
            ("evaluation", "card"): Record(opened, EXPERTS[0].id),
            ("evaluation", "given"): Record(opened.partition(".")[0], NOBODYS.owner),
            ("evaluation", "called"): Record(called, CHAIR.id),
            ("evaluation", "late"): Record(late, NOBODYS.owner),
            ("evaluation", "meeting"): Record(sitting, CHAIR.id),
            ("evaluation", "closed"): Record(closed, CHAIR.id),
            ("evaluation", "done"): Record(str(done[0]["id"]), EXPERTS[0].id),
            ("evaluation", "sprawy"): Record(voted, CHAIR.id),
            ("evaluation", "expert"): Record(EXPERTS[0].id, NOBODYS.owner),
            ("evaluation", "member"): Record(CHAIR.id, NOBODYS.owner),
        }

    async def at_licensing(self) -> Records:
        """A licence to be signed, one that is suspended and one that is revoked."""
        licensing = self._znak.licensing
        drawn, paused, revoked = [await self._granted() for _ in range(3)]
        for each in (paused, revoked):
            await licensing.sign(OFFICER, each)
        await self._people.house.settle()
        await licensing.take(OFFICER, paused, "suspension", "Produkt ma inną nazwę.")
        await licensing.take(OFFICER, revoked, "revocation", "Podmiot nie działa.")
        await self._people.house.settle()
        numbers = [await self._number(each) for each in (drawn, paused, revoked)]
        return {
            ("licensing", "drawn"): Record(numbers[0], ANNA.id),
            ("licensing", "paused"): Record(numbers[1], ANNA.id),
            ("licensing", "revoked"): Record(numbers[2], ANNA.id),
        }

    async def mail(self) -> Record:
        """One of those that went out."""
        [first, *_] = await self._znak.notifications.listed("mails", OFFICER)
        return Record(str(first["id"]), NOBODYS.owner)

    async def _link(self, asked: str) -> str:
        """The secret in the link that is mailed to who asks for it."""
        body = {"email": "pierwszy.raz@spoldzielnia.example", "name": "Jan Nowak", "language": "pl"}
        path, keys = asked, ("email",) if asked == "sign-in" else tuple(body)
        await self._znak.intake.tell(path, {key: body[key] for key in keys})
        await self._people.house.settle()
        mails = self._people.house.databases["notifications"]["mails"]
        found = await mails.find_one({"state.to": body["email"]}, sort=[("state.created_at", -1)])
        assert found is not None
        return str(found["state"]["context"]["link"]).partition("#")[2]

    async def _call(self, procedure: str = BY_HAND, **days: dt.datetime) -> str:
        self._no += 1
        opens = {"opens": self._people.house.clock.moment.isoformat()}
        opened = await self._znak.intake.open_call(
            OFFICER,
            number=f"{self._no}/2026",
            title=f"Nabór {self._no}",
            procedure=procedure,
            **opens | {name: f"{moment:%Y-%m-%d}" for name, moment in days.items()},
        )
        return str(opened["id"])

    async def _sent(self, procedure: str = "bench") -> str:
        now, intake = self._people.house.clock.moment, self._znak.intake
        form = a_form(ANNA, self._no, now)
        draft = await intake.apply(ANNA, await self._call(procedure), form)
        await intake.attach(ANNA, draft["id"], "financial-statement", PDF)
        await intake.submit(ANNA, draft["id"])
        await self._people.house.settle()
        return str(draft["id"])

    async def _accepted(self, procedure: str = "bench") -> str:
        case = await self._sent(procedure)
        await bots_office.check(self._znak, lambda each: each != case)
        await self._people.house.settle()
        return case

    async def _assigned(self) -> str:
        case = await self._accepted()
        tasks = await self._znak.evaluation.listed("tasks", EXPERTS[0], state="open")
        return str(next(each["id"] for each in tasks if each["case"] == case))

    async def _scored(self, procedure: str) -> str:
        case = await self._accepted(procedure)

        def only(task: Json) -> Opinion:
            return GOOD if task["case"] == case else Opinion(silent=True)

        for expert in EXPERTS[:2]:
            await bots_experts.work(self._znak, expert, only)
        await self._people.house.settle()
        return case

    async def _granted(self) -> str:
        case = await self._scored("bench")
        await bots_office.confirm(self._znak, lambda each: each != case)
        await self._people.house.settle()
        return case

    async def _number(self, licence: str) -> str:
        held = await self._znak.licensing.get(f"licences/{licence}", OFFICER)
        return str(held["number"]).replace("/", "-")

    async def _planned(self, case: str, later: dt.timedelta) -> str:
        """For then, on one case; nobody knows of it."""
        held = (self._people.house.clock.moment + later).isoformat()
        planned = await self._znak.evaluation.sitting(
            OFFICER, held=held, place="Lublin, sala 14", chair=CHAIR.id, cases=[case]
        )
        return str(planned["id"])

    async def _sitting(self, case: str, later: dt.timedelta) -> str:
        """Called for then, on one case."""
        sitting = await self._planned(case, later)
        await self._znak.evaluation.at(OFFICER, sitting, "call")
        return sitting

    async def _voted(self, sitting: str, case: str, ballot: str) -> None:
        """It is open, and the chair has voted."""
        office = self._znak.evaluation
        self._people.house.clock.moment += dt.timedelta(minutes=5)
        opened = await office.at(OFFICER, sitting, "opening")
        [matter] = opened["agenda"]
        votes = {each["item"]["id"]: ballot for each in matter["scored"]}
        await office.at(CHAIR, sitting, "votes", case=case, votes=votes)
        await self._people.house.settle()
