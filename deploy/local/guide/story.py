"""The small story that the guide shows: one call, a cooperative that gets the mark, and others.

The applications are samples of the demonstration; officers, experts and chapter are its bots, which
do here what nobody takes a picture of. What is made has keys of its own, so that it is named the
same each time.
"""

from __future__ import annotations

import operator
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import orjson

from deploy.local import bots_chapter, bots_office
from deploy.local.bots_chapter import CHAIR, MEMBERS, Ballots
from deploy.local.bots_experts import work
from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Person, Znak
from deploy.local.demo.acts_experts import profile_of
from deploy.local.demo.cast import EXPERTS
from deploy.local.demo.days import WARSAW
from deploy.local.demo.mail import PDF, secret_for
from deploy.local.demo.samples import Sample, read_samples
from deploy.local.mailsink import read_mails
from deploy.local.stack import ROOT
from deploy.local.travel import Clocks, Diary, travel

OPENS: Final = datetime(2028, 1, 10, 9, tzinfo=WARSAW).astimezone(UTC)
"""A Monday on which the call opens; the clock only goes forward, so it lies ahead of us."""

_ECONOMY: Final = {"from": "2027-01-01", "to": "2027-12-31"}


def in_whole_years(sample: Sample) -> Sample:
    """The samples' dates are moved by whole weeks; a statement is of a calendar year."""
    form = sample.form
    return sample.model_copy(update={"form": {**form, "economy": {**form["economy"], **_ECONOMY}}})


SAMPLES: Final = {each.no: in_whole_years(each) for each in read_samples(OPENS)}
HERS: Final = SAMPLES[1]
"""The cooperative whose way the guide follows."""

ASKED: Final = SAMPLES[13]
"""The foundation that is asked to correct."""

TOO_YOUNG: Final = SAMPLES[20]
"""The one that is rejected and may appeal."""

ALICJA: Final = HERS.person
_CALL: Final = {
    "number": "1/2028",
    "title": "Nabór na znak Zakup Prospołeczny",
    "procedure": "zakup-prospoleczny",
}
_EXPERTS: Final = 2  # both sit in every panel: whose picture is taken is not left to chance
_PROCEDURE: Final = ROOT / "procedures" / "zakup-prospoleczny.toml"


@dataclass
class Story:
    """Everybody, and what they have made so far.

    Attributes:
        znak: The services.
        clocks: Of every process.
        mails: Where mails lie.
        made: Ids and addresses by the names that the table of pictures uses.
    """

    znak: Znak
    clocks: Clocks
    mails: Path
    made: dict[str, str] = field(default_factory=dict)

    async def until(self, moment: datetime) -> None:
        """Lets time pass; what is due on the way happens."""
        await travel(self.clocks, moment, diary=Diary(), act=nobody)

    async def begin(self) -> None:
        """The office enrols experts and the chapter and opens the call."""
        every = tomllib.loads(_PROCEDURE.read_text("utf-8"))["categories"]
        for expert in EXPERTS[:_EXPERTS]:
            await self.znak.evaluation.enrol(OFFICER, profile_of(expert, every))
        for member in MEMBERS:
            await self.znak.evaluation.appoint(OFFICER, member)
        call = {**_CALL, "opens": OPENS.isoformat()}
        self.made["call"] = (await self.znak.intake.post("calls", OFFICER, call, "guide"))["id"]

    async def draft(self, sample: Sample, **changes: Json) -> None:
        """Saves an application; what changes is told by the name of its section."""
        form, key = {**sample.form, **changes}, f"guide-{sample.no}"
        made = await self.znak.intake.apply(sample.person, self.made["call"], form, key=key)
        self.made[f"no{sample.no}"] = str(made["id"])

    async def finish(self, sample: Sample) -> None:
        """Replaces the draft by the whole form."""
        path, body = f"applications/{self.made[f'no{sample.no}']}", {"form": sample.form}
        content = orjson.dumps(body)
        await self.znak.intake.put(path, sample.person, content, "application/json")

    async def send(self, sample: Sample) -> None:
        """Saves an application, unless it is saved already, and sends it in."""
        if f"no{sample.no}" not in self.made:
            await self.draft(sample)
        case = self.made[f"no{sample.no}"]
        there = (await self.znak.intake.get(f"applications/{case}", sample.person))["attachments"]
        for kind in sample.attachments:
            if kind not in there:
                await self.znak.intake.attach(sample.person, case, kind, PDF)
        await self.znak.intake.submit(sample.person, case)

    async def link(self, who: Person) -> None:
        """Somebody asks for a link; the mail is put where a browser finds it."""
        await self.znak.intake.tell("sign-in", {"email": who.email, "language": "pl"})
        await secret_for(who.email, "/logowanie#", self.mails)
        sent = [mail for mail in read_mails(self.mails) if who.email in str(mail["To"])]
        page = sent[-1].get_body(("html",))
        file = self.mails.parent / "link.html"
        file.write_text(str(page.get_content()) if page else "", "utf-8")
        self.made["mail"] = file.as_uri()

    async def task_of(self, expert: Person) -> None:
        """Notes the task that this expert has in the case that the guide follows."""
        for task in await self.znak.evaluation.listed("tasks", expert, state="open"):
            if task["case"] == self.made[f"no{HERS.no}"]:
                self.made["task"] = str(task["id"])

    async def checked(self, left: Collection[int]) -> None:
        """The office decides what waits, but for these."""
        for case in self._cases(left):
            await bots_office.check(self.znak, partial(operator.ne, case))
            await self.rest()

    async def scored(self) -> None:
        """The experts do all that waits for them."""
        for expert in EXPERTS[:_EXPERTS]:
            await work(self.znak, expert)

    async def confirmed(self) -> None:
        """The director confirms one decision after the other, so that numbers follow."""
        for case in self._cases():
            await bots_office.confirm(self.znak, partial(operator.ne, case))
            await self.rest()

    async def called(self, ahead: timedelta) -> None:
        """The office calls a sitting for whatever waits."""
        held = await self.clocks.now() + ahead
        await bots_chapter.call(self.znak, held, lambda _: False)
        sittings = await self.znak.evaluation.listed("sittings", OFFICER, state="called")
        self.made["sitting"] = str(sittings[0]["id"])

    async def opened(self) -> None:
        """The chair opens the sitting."""
        await self.znak.evaluation.at(CHAIR, self.made["sitting"], "opening")

    async def voted(self) -> None:
        """Every member votes on every case as the experts scored it."""
        path = f"sittings/{self.made['sitting']}"
        for matter in (await self.znak.evaluation.get(path, OFFICER))["agenda"]:
            await bots_chapter.vote(self.znak, self.made["sitting"], matter, Ballots())

    async def closed(self) -> None:
        """The chair closes the sitting."""
        await self.znak.evaluation.at(CHAIR, self.made["sitting"], "closure", reasons=[])

    async def licensed(self) -> None:
        """Notes the number of the licence, as it stands in addresses."""
        for licence in await self.znak.licensing.listed("licences", OFFICER):
            if licence["id"] == self.made[f"no{HERS.no}"]:
                self.made["licence"] = str(licence["number"]).replace("/", "-")

    def _cases(self, left: Collection[int] = ()) -> list[str]:
        """The applications in the order in which they were sent."""
        numbers = [int(name[2:]) for name in self.made if name.startswith("no")]
        return [self.made[f"no{no}"] for no in numbers if no not in left]

    async def rest(self) -> None:
        """Waits until nothing is under way."""
        await self.clocks.rest()


async def nobody(_: datetime) -> int:
    """Whoever might act does not."""
    return 0
