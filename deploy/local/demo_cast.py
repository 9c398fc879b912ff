"""The people of the demonstration. Everybody takes some days, each a fixed number of their own."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from deploy.local.bots import Staff
from deploy.local.bots_experts import Opinion
from deploy.local.client import Json, Person, Znak
from deploy.local.demo_samples import WARSAW, Renewal, Sample
from deploy.local.travel import Diary

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_NAMES = (
    *("Barbara Nowicka", "Piotr Zieliński", "Helena Mazur", "Marek Wójtowicz"),
    *("Ewa Kalinowska", "Jan Sokołowski", "Zofia Lis", "Adam Górski"),
)
EXPERTS = tuple(
    Person("expert", f"expert-{no}", name, f"expert-{no}@eksperci.example")
    for no, name in enumerate(_NAMES, start=1)
)
_MORNING = time(8)  # when reminders go out too: the clock stops once for both
_FRIDAY = 4
_REACH = 6  # categories that one expert knows; neighbours in the list go together
_TWISTS: Mapping[tuple[str, int], Opinion] = {
    ("06-dom-pelen-troski", 1): Opinion(silent=True),  # reminded, then replaced
    ("07-szlak-lesny", 1): Opinion(ground="Pracowałem w tym podmiocie w zeszłym roku."),
    ("08-druk-i-duch", 2): Opinion(("poor",)),  # the other one says "good": a third is asked
}
"""What single experts (sample and seat) do otherwise than the sample says."""


def profiles(categories: Sequence[str]) -> list[Json]:
    """The experts' competences: every category is known to four of the eight."""
    ring = [*categories, *categories]
    return [
        {
            "person": expert.id,
            "name": expert.name,
            "email": expert.email,
            "competences": ring[first : first + _REACH],
        }
        for no, expert in enumerate(EXPERTS)
        for first in (no * len(categories) // len(EXPERTS),)
    ]


@dataclass
class Applicant:
    """Somebody who applies, and what is still to come from them."""

    znak: Znak
    sample: Sample
    diary: Diary
    case: str = ""
    call: str = ""
    renewal: str = ""
    _withdrawn: bool = False
    _corrected: bool = False
    _remembered: bool = False

    @property
    def who(self) -> Person:
        """The person."""
        return self.sample.person

    async def send(self, call: str) -> None:
        """Saves a draft, attaches what there is and sends it in."""
        self.call = call
        self.case = await self._file(self.sample.form, self.sample.attachments)

    async def act(self, now: datetime) -> int:
        """Withdraws, corrects or plans the renewal, when its time has come."""
        if self.sample.withdraw and not self._withdrawn:
            self._withdrawn = True
            await self.znak.intake.withdraw(self.who, self.case, "Zmiana planów.")
            return 1
        if self.sample.correction is not None and not self._corrected:
            return await self._correct(now)
        if self.sample.renewal and not self._remembered:
            await self._remember(self.sample.renewal)
        return 0

    async def _correct(self, now: datetime) -> int:
        found = await self.znak.intake.get(f"applications/{self.case}", self.who)
        if found["state"] != "correction":
            return 0
        last = datetime.fromisoformat(found["deadline"])
        if not _ripe(now, last - timedelta(days=1 + self.sample.no % 4), self.diary):
            return 0
        self._corrected = True
        for kind in self.sample.correction_attachments:
            await self.znak.intake.attach(self.who, self.case, kind, PDF)
        await self.znak.intake.correct(self.who, self.case, self.sample.correction or {})
        return 1

    async def _remember(self, renewal: Renewal) -> None:
        file = await self.znak.intake.get(f"cases/{self.case}", self.who)
        if file["state"] != "active":
            return
        self._remembered = True
        last = datetime.fromisoformat(file["until"]).astimezone(WARSAW).date()
        at = datetime.combine(last + timedelta(days=renewal.days), _MORNING, WARSAW).astimezone(UTC)

        async def renew() -> None:
            named = {"kind": "renewal", "licence_number": file["licence_number"]}
            form = {**self.sample.form, **named, **renewal.form}
            self.renewal = await self._file(form, renewal.attachments)

        self.diary.note(at, renew)

    async def _file(self, form: Json, attachments: Sequence[str]) -> str:
        draft = await self.znak.intake.apply(self.who, self.call, form)
        for kind in attachments:
            await self.znak.intake.attach(self.who, draft["id"], kind, PDF)
        await self.znak.intake.submit(self.who, draft["id"])
        return str(draft["id"])


@dataclass
class Cast:
    """Everybody: applicants, the office and the experts."""

    znak: Znak
    applicants: Sequence[Applicant]
    diary: Diary
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    async def act(self, now: datetime) -> int:
        """Lets everybody act; the office goes on only when no applicant has just done something."""
        self.now = now
        done = sum(await asyncio.gather(*(each.act(now) for each in self.applicants)))
        return done or await self._staff.act(now)

    @property
    def _staff(self) -> Staff:
        return Staff(self.znak, EXPERTS, self._judge, self._signs)

    @property
    def _by_case(self) -> Mapping[str, Applicant]:
        return {case: each for each in self.applicants for case in (each.case, each.renewal)}

    def _judge(self, task: Json) -> Opinion:
        applicant = self._by_case[task["case"]]
        sample, seat = applicant.sample, int(task["id"].rpartition(".")[2])
        if twist := _TWISTS.get((sample.name, seat)):
            return twist
        before = timedelta(days=13 - (sample.no * seat) % 12)
        if not _ripe(self.now, datetime.fromisoformat(task["deadline"]) - before, self.diary):
            return Opinion(silent=True)
        renewed = sample.renewal if task["case"] == applicant.renewal else None
        scores = (renewed or sample).scores
        return Opinion((scores,) if isinstance(scores, str) else scores)

    def _signs(self, licence: Json) -> bool:
        """Agreements are signed on Fridays."""
        drawn = datetime.fromisoformat(licence["next"]["drawn_at"])
        return _ripe(self.now, drawn + timedelta(days=(_FRIDAY - drawn.weekday()) % 7), self.diary)


def _ripe(now: datetime, at: datetime, diary: Diary) -> bool:
    """Whether the morning of that day has come; if not, whoever asks looks again then."""
    morning = datetime.combine(at.astimezone(WARSAW), _MORNING, WARSAW).astimezone(UTC)
    if now >= morning:
        return True
    diary.remind(morning)
    return False
