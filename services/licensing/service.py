"""What the handlers, the routes and the scheduler of licensing work with."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import dataclass
from functools import partial

from chassis.clock import Clock
from chassis.mongo import Collection
from chassis.numbers import Numbers
from chassis.repository import ABSENT, Absent, Repository, Stored
from chassis.revocations import Revocations
from contracts.evaluation import EvaluationConcluded
from services.licensing.domain import draft
from services.licensing.domain.calendar import day_of
from services.licensing.domain.commands import Amend, DrawUp, GiveNumber, TimeArrived, Withdraw
from services.licensing.domain.licence import Licence, State, case_of, granted
from services.licensing.domain.process import decide
from services.licensing.people import People

NEWEST = sys.maxsize
"""A withdrawal is the last word on its case."""


@dataclass(frozen=True)
class Licensing:
    """The licences, their numbers, the tombstones of withdrawn first applications, the people."""

    licences: Repository[Licence]
    numbers: Numbers
    withdrawn: Collection
    people: People
    revoked: Revocations
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
        """Give a draft its number, or void it when its case was withdrawn; harmless if repeated."""
        # A verdict and the withdrawal of its case come in any order, also at once. This side has
        # written the licence and now looks for the tombstone; `withdraw` writes the tombstone and
        # then looks for the licence. Each writes before it reads, so one of the two sees the other.
        tombstone = await self.withdrawn.find_one({"_id": drawn.id})
        if tombstone is not None and tombstone.get("seq", NEWEST) > draft.waiting(drawn.state).seq:
            await self.change(drawn.id, Withdraw(drawn.id))
            return
        no = await self.numbers.give(draft.series(drawn.state), drawn.id)
        await self.change(drawn.id, GiveNumber(draft.numbered(drawn.state, no)), guess=drawn)

    async def withdraw(self, case: str, cause: str) -> None:
        """Void what a first application has led to, or will when its verdict comes; see `number`.

        Raises:
            Refused: It is signed already.
        """
        await self.withdrawn.replace_one({"_id": case}, {}, upsert=True)
        if await self.licences.find(case) is not None:
            await self.change(case, Withdraw(case), cause)

    async def follow(self, verdict: EvaluationConcluded, cause: str) -> None:
        """Let a first application's licence follow a later verdict, whichever comes first.

        Raises:
            Refused: A person has to look at it.
        """
        case = case_of(verdict)
        if granted(verdict):
            await self.change(case, DrawUp(verdict), cause, ABSENT)
        else:
            word = {"$max": {"seq": verdict.seq}}
            await self.withdrawn.update_one({"_id": case}, word, upsert=True)
            if await self.licences.find(case) is None:
                return
        amended = await self.change(case, Amend(verdict), cause)
        await self.catch_up(case, case)
        if amended.state.state is State.DRAFTED:
            await self.number(amended)

    async def catch_up(self, id: str, case: str) -> None:  # noqa: A002
        """Take over a contact that changed before this case led to anything here.

        As with `number`: each side writes before it reads, so one of the two sees the other.
        """
        known = await self.people.contact_of(case)
        if known is not None:
            await self.change(id, known)

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
