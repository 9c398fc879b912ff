"""Where every application stands at one moment, as the office's lists tell it."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Znak

UNSAVED = "unsaved"
_PAGE = 100


@dataclass(frozen=True)
class World:
    """What the lists say.

    Attributes:
        applications: By their ids.
        reached: The states of each application, of its case at evaluation and of its licence.
        licences: By the ids of the applications that led to them.
    """

    applications: Mapping[str, Json]
    reached: Mapping[str, set[str]]
    licences: Mapping[str, Json]

    @property
    def all_states(self) -> set[str]:
        """Every state that anything is in."""
        return set().union(*self.reached.values())

    def states(self, case: str) -> set[str]:
        """The states of one application."""
        return self.reached.get(case, set()) if case else {UNSAVED}


async def look(znak: Znak) -> World:
    """Asks the three services that know."""
    applications, cases, licences = await asyncio.gather(
        znak.intake.listed("applications", OFFICER, limit=_PAGE),
        znak.evaluation.listed("cases", OFFICER, limit=_PAGE),
        znak.licensing.listed("licences", OFFICER, limit=_PAGE),
    )
    reached: defaultdict[str, set[str]] = defaultdict(set)
    for each in (*applications, *cases):
        reached[each["id"]].add(each["state"])
    by_case = {case: licence for licence in licences for case in _cases(licence)}
    for case, licence in by_case.items():
        reached[case].add(licence["state"])
    return World({each["id"]: each for each in applications}, reached, by_case)


def _cases(licence: Json) -> set[str]:
    drawn = licence["terms"] if licence["next"] is None else [*licence["terms"], licence["next"]]
    return {licence["id"], *(each["case"] for each in drawn)}
