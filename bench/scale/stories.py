"""Some dozen applications lived through by the real services, kept at every stage of their lives.

Each stage is a template: all the documents that one case has left so far, in every database, with
made-up words where each copy gets its own. How many copies a stage gets follows from how long
cases stay in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bench import samples
from bench.scale.house import House
from chassis.auth import Principal
from chassis.mongo import Document
from contracts.values import Contact
from deploy.local import bots_experts
from deploy.local.bots_experts import Opinion
from deploy.local.bots_office import DIRECTOR, OFFICER
from deploy.local.client import Json, Person
from services.intake.domain.subscription import Wish

PDF: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
EXPERTS: Final = tuple(
    Person("expert", f"zqexpert{no}z", f"Zqjudge{no}z", f"zqexpert{no}z@eksperci.example")
    for no in range(1, 5)
)
MEMBERS: Final = tuple(
    Person("chapter", f"member-{no}", f"Członkini {no}", f"member-{no}@kapitula.example")
    for no in range(1, 5)
)
NUMBERED: Final = {"applications": "intake", "licences": "licensing"}
"""What bears numbers, and the service that gives them."""

RARE: Final = "it"
"""A category that no expert of the stories knows."""


@dataclass(frozen=True)
class Kept:
    """The documents of one case at one moment.

    Attributes:
        name: The stage.
        share: How many of a thousand cases are in it.
        at: The business moment.
        no: The applicant's number; made-up words end with it.
        cases: Application ids, the first one being the licence's too.
        others: Ids of their own that documents of the case have: the account, attached files.
        documents: With the service and the collection they lie in.
    """

    name: str
    share: float
    at: dt.datetime
    no: int
    cases: tuple[str, ...]
    others: tuple[str, ...]
    call: str
    documents: tuple[tuple[str, str, Document], ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that a copy has anew."""
        return (*self.cases, *self.others)

    @property
    def numbers(self) -> dict[str, str]:
        """Whose each number is: of the applications and of the licence."""
        return {
            doc["state"]["number"]: doc["_id"]
            for _, name, doc in self.documents
            if name in NUMBERED and doc.get("state", {}).get("number")
        }


@dataclass
class Teller:
    """Tells the stories in a house and keeps the stages."""

    house: House
    calls: dict[str, str] = field(default_factory=dict)
    cases: dict[int, list[str]] = field(default_factory=dict)
    used: dict[int, str] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)

    async def begin(self) -> None:
        """Experts, the chapter, two calls."""
        znak = self.house.znak
        for no, expert in enumerate(EXPERTS):
            profile = samples.expert(no) | {
                "person": expert.id,
                "name": expert.name,
                "email": expert.email,
            }
            await znak.evaluation.enrol(OFFICER, profile)
        for member in MEMBERS:
            await znak.evaluation.appoint(OFFICER, member)
        for name in ("bench", "zakup-prospoleczny"):
            opens = self.house.clock.moment.isoformat()
            call = {"number": f"{len(self.calls) + 1}/zqcall", "title": "Nabór", "opens": opens}
            made = await znak.intake.open_call(OFFICER, **call, closes=None, procedure=name)
            self.calls[name] = made["id"]

    async def apply(
        self, no: int, *, submit: bool = True, call: str = "bench", **changes: Any
    ) -> str:
        """Applicant ``no`` files; the case's id."""
        who = a_person(no)
        if no not in self.cases:
            await self._arrive(who)
            await self.house.znak.intake.post("teams", who, {"name": f"Zqkind{no}z"})
        form = a_form(no, self.house.clock.moment) | changes
        made = await self.house.znak.intake.apply(who, self.calls[call], form, submit=submit)
        self.cases.setdefault(no, []).append(made["id"])
        self.used[no] = self.calls[call]
        return str(made["id"])

    async def _arrive(self, who: Person) -> None:
        """The applicant has an account and wants to hear of calls."""
        intake = self.house.wirings["intake"].service
        await intake.people.begin(Contact(person=who.id, name=who.name, email=who.email), "Firefox")
        principal = Principal(who.id, who.name, who.email)
        await intake.subscriptions.choose(principal, Wish(voivodeship="lubelskie"), who.id)

    async def keep(self, name: str, no: int, share: float) -> None:
        """Keep what case ``no`` has left so far."""
        await self.house.settle()
        cases = self.cases[no]
        found = [each async for each in self.all()]
        number = await self.number(no)
        names = [*cases, *([number] if number else ())]
        own = [doc for _, name_, doc in found if self._is_own(no, name_, doc)]
        others = tuple({str(doc["_id"]): 1 for doc in own if not _names(doc["_id"], names)})
        names += others
        mine = tuple(
            each
            for each in found
            if _names(each[2]["_id"], names) or each[2].get("files_id") in others
        )
        at, call = self.house.clock.moment, self.used[no]
        self.kept.append(Kept(name, share, at, no, tuple(cases), others, call, mine))

    def _is_own(self, no: int, collection: str, document: Document) -> bool:
        """Whether it says of itself that it belongs to the applicant or to a case of theirs."""
        who, state = a_person(no), document.get("state", {})
        if collection == "teams":
            return who.id in [each["contact"]["person"] for each in state.get("members", ())]
        if collection == "sittings":
            return any(each["case"] in self.cases[no] for each in state["agenda"])
        return who.email == state.get("email") or document.get("application") in self.cases[no]

    async def all(self) -> AsyncIterator[tuple[str, str, Document]]:
        """Every document there is."""
        for service, database in self.house.own.items():
            for name in sorted(await database.list_collection_names()):
                async for document in database[name].find({}):
                    yield service, name, document

    async def score(
        self, *numbers: int, experts: Iterable[Person] = EXPERTS, opinion: Opinion | None = None
    ) -> None:
        """These experts score the cases of these applicants."""
        ids = {case for no in numbers for case in self.cases[no]}

        def judge(task: Json) -> Opinion:
            return (opinion or Opinion()) if task["case"] in ids else Opinion(silent=True)

        for expert in experts:
            await bots_experts.work(self.house.znak, expert, judge)
        await self.house.settle()

    async def panel(self, no: int) -> tuple[Person, ...]:
        """Who holds the seats of the case."""
        await self.house.settle()
        path = f"cases/{self.cases[no][0]}"
        found = await self.house.znak.evaluation.get(path, OFFICER)
        return tuple(next(e for e in EXPERTS if e.id == s["expert"]) for s in found["seats"])

    async def confirm(self, *numbers: int) -> None:
        """The director confirms."""
        for no in numbers:
            await self.house.znak.evaluation.confirm(DIRECTOR, self.cases[no][-1])
        await self.house.settle()

    async def sign(self, *numbers: int) -> None:
        """The agreement is signed."""
        for no in numbers:
            await self.house.znak.licensing.sign(OFFICER, self.cases[no][0])
        await self.house.settle()

    async def licence(self, no: int, act: str) -> None:
        """The office suspends, revokes and the like."""
        path = f"licences/{self.cases[no][0]}/{act}"
        await self.house.znak.licensing.post(path, OFFICER, {"reason": "Na wniosek zespołu."})
        await self.house.settle()

    async def number(self, no: int) -> str | None:
        """The number of the licence, if there is one."""
        licences = self.house.repositories["licensing", "licences"]
        found = await licences.find(self.cases[no][0])
        return None if found is None else found.state.number


def _names(id_: Any, names: Sequence[str]) -> bool:
    return any(name in str(id_) for name in names)


def a_person(no: int) -> Person:
    """Applicant ``no``, in made-up words."""
    return Person(
        "applicant", f"zqperson{no}z", f"Zqfirst{no}z Zqlast{no}z", f"zqmail{no}z@zq.example"
    )


def a_form(no: int, now: dt.datetime) -> Json:
    """A form with nothing wrong in it, in made-up words."""
    form = samples.application(no)
    name = " ".join(f"Zq{word}{no}z" for word in ("kind", "what", "place", "nth"))
    who = a_person(no)
    form["entity"] |= {"name": name, "krs": f"{777_000_000 + no:010d}"}
    form["entity"]["address"] |= {"town": f"Zqtown{no}z"}
    form["contact"] |= {"name": who.name, "email": who.email}
    form["activity"] |= {"since": f"{now - dt.timedelta(days=1500):%Y-%m-%d}"}
    form["economy"] |= {"from": f"{now.year - 1}-01-01", "to": f"{now.year - 1}-12-31"}
    form["items"][0] |= {
        "name": f"Zqitem{no}z Zqthing{no}z",
        "description": "Robione ręcznie, z materiałów z okolicy, w pracowni na miejscu.",
        "quality": "Każdą sztukę sprawdzamy dwukrotnie i dajemy na nią dwa lata.",
        "recommendations": [
            {"author": "Dom Kultury", "text": "Trwałe i piękne. Kupujemy od trzech lat."},
            {"author": "Sklep u Basi", "text": "Klienci wracają po następne."},
        ],
    }
    return form


def one_praise(form: Json) -> list[Json]:
    """The item with a recommendation missing."""
    item = form["items"][0]
    return [{**item, "recommendations": item["recommendations"][:1]}]
