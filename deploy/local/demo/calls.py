"""Calls from their announcement to their end, and who reads of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from deploy.local.bots_office import OFFICER
from deploy.local.demo.days import WARSAW, morning
from deploy.local.demo.facts import Fact
from deploy.local.demo.mail import Letter, letters, letters_to, secret_for
from deploy.local.demo.samples import Planned, person
from deploy.local.demo.script import Stage

STAYS = person("Jan Wierny", "jan.wierny@czytelnicy.example")
LEAVES = person("Ewa Przelotna", "ewa.przelotna@czytelnicy.example")
_LEAVES_AFTER = 12


@dataclass
class Calls:
    """All calls, opened in the same morning.

    Attributes:
        opens: That morning.
        heard: How many mails had come to whoever left, at that moment.
    """

    stage: Stage
    planned: Sequence[Planned]
    opens: datetime
    heard: int = field(default=0, init=False)

    async def subscribe(self) -> None:
        """Two people ask to be told of calls, and confirm it by the mailed link."""
        intake, place = self.stage.znak.intake, self.stage.mails
        for reader in (STAYS, LEAVES):
            wish = {"email": reader.email, "name": reader.name, "voivodeship": "lubelskie"}
            await intake.tell("subscriptions", wish)
            secret = await secret_for(reader.email, "/subskrypcja#", place)
            await intake.tell("subscriptions/confirmation", {"secret": secret})

    async def open(self) -> None:
        """Opens every call and notes what will become of it."""
        opened = {}
        for plan in self.planned:
            call = await self.stage.znak.intake.open_call(
                OFFICER,
                number=f"{plan.number}/{self.opens.year}",
                title=plan.title,
                opens=self.opens.isoformat(),
                closes=None if plan.closes is None else self._day(plan.closes).isoformat(),
                procedure=plan.procedure,
            )
            opened[plan.name] = call["id"]
            for day, end in plan.changed.items():
                self.stage.diary.note(self._day(day), partial(self._change, call["id"], day, end))
        self.stage.calls = opened
        self.stage.diary.note(self._day(_LEAVES_AFTER), self._leave)

    def facts(self, sent: Sequence[Letter]) -> list[Fact]:
        """Who heard of what, by all the mails that went out."""
        stayed, left = (len(letters_to(who.email, sent)) for who in (STAYS, LEAVES))
        changes = sum(len(plan.changed) for plan in self.planned)
        opened_and_changed = len(self.planned) + changes
        told = (
            f"Calls: {len(self.planned)} at once. {STAYS.name} subscribed and got {stayed} mails;"
            f" {LEAVES.name} left with one click after {self.heard} and got no more."
        )
        return [Fact(told, right=left == self.heard and stayed > opened_and_changed)]

    def _day(self, no: int) -> datetime:
        return morning(self.opens.astimezone(WARSAW).date() + timedelta(days=no))

    async def _change(self, call: str, day: int, end: int) -> None:
        """Ends it now, or later than was said."""
        closes = {"closes": self._day(end).isoformat()}
        what, body = ("closure", {}) if end == day else ("extension", closes)
        await self.stage.znak.intake.post(f"calls/{call}/{what}", OFFICER, body)

    async def _leave(self) -> None:
        """One click in the mail program, as RFC 8058 has it."""
        heard = letters_to(LEAVES.email, letters(self.stage.mails))
        self.heard = len(heard)
        link = heard[-1].leave.partition("/intake/api/")[2]
        click = {"List-Unsubscribe": "One-Click"}
        (await self.stage.znak.intake.http.post(link, data=click)).raise_for_status()
