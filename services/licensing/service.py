"""What the handlers, the routes and the scheduler of licensing work with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

from chassis.clock import Clock
from chassis.numbers import Numbers
from chassis.repository import Absent, Repository, Stored
from services.licensing.domain import draft
from services.licensing.domain.calendar import day_of
from services.licensing.domain.commands import GiveNumber, TimeArrived
from services.licensing.domain.licence import Licence, State
from services.licensing.domain.process import decide


@dataclass(frozen=True)
class Licensing:
    """The licences, their numbers and the clock."""

    licences: Repository[Licence]
    numbers: Numbers
    clock: Clock

    def today(self) -> dt.date:
        """The date in Warsaw."""
        return day_of(self.clock.now())

    async def change(
        self,
        id: str,  # noqa: A002
        command: object,
        cause: str | None = None,
        guess: Stored[Licence] | Absent | None = None,
    ) -> Stored[Licence]:
        """Decide the command on a licence and commit."""
        decision = partial(decide, command, self.clock.now())
        return await self.licences.change(id, decision, cause, guess)

    async def number(self, drawn: Stored[Licence]) -> None:
        """Give a draft its number; harmless when it has been given one before."""
        no = await self.numbers.give(draft.series(drawn.state), drawn.id)
        await self.change(drawn.id, GiveNumber(draft.numbered(drawn.state, no)), guess=drawn)

    async def tick(self, id: str) -> None:  # noqa: A002
        """Do what is due; a draft without a number was left by a crash."""
        licence = await self.licences.get(id)
        if licence.state.state is State.DRAFTED:
            await self.number(licence)
        else:
            await self.change(id, TimeArrived())

    async def id_of(self, number: str) -> str | None:
        """The id of the licence with this number, which never changes."""
        found = await self.licences.collection.find_one({"state.number": number}, {"_id": 1})
        return None if found is None else str(found["_id"])
