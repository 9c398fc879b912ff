"""Everybody who answers for the people, together."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from deploy.local import bots_experts, bots_office
from deploy.local.bots_experts import GOOD, Judge
from deploy.local.client import Json, Person, Znak


@dataclass(frozen=True)
class Staff:
    """The office and its experts.

    Attributes:
        judge: What experts make of a case.
        signs: Whether a licensee signs the agreement of this licence.
    """

    znak: Znak
    experts: Sequence[Person]
    judge: Judge = lambda _: GOOD
    signs: Callable[[Json], bool] = lambda _: True

    async def act(self, _now: datetime) -> int:
        """Does what waits; returns how much that was."""
        znak = self.znak
        done = await asyncio.gather(
            bots_office.check(znak),
            bots_office.confirm(znak),
            bots_office.sign(znak, self.signs),
            *(bots_experts.work(znak, expert, self.judge) for expert in self.experts),
        )
        return sum(done)
