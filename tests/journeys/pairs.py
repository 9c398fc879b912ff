"""Pairs of messages, and where another order may end otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Final, NamedTuple

from tests.journeys.ending import Ending
from tests.journeys.post import Letter

Kind = tuple[str, str, str]
"""A reader and the names of two messages."""

DECIDERS: Final = ("intake", "evaluation", "licensing")
"""Readers whose messages change what happens next; the others only write down."""

WITHDRAWN_FIRST: Final = ("evaluation", "application-accepted", "withdrawal-requested")
WITHDRAWN_LATE: Final = ("licensing", "evaluation-concluded", "case-withdrawn")
TAKEN_BACK_FIRST: Final = ("evaluation", "appeal-filed", "appeal-withdrawn")
EXPLAINED: Final[dict[Kind, tuple[str, ...]]] = {
    # A case that is withdrawn before it comes is given to no expert and to no director, so nobody
    # is told of it; withdrawn it is either way.
    WITHDRAWN_FIRST: (
        "evaluation.cases.<>.seats.",
        "evaluation.cases.<>.verdicts.",
        "case file.<>.lines",
        "mails.<>.evaluation.expert-assigned.",
    ),
    # An agreement that was drawn up and mailed is void again, and its number is never given again;
    # withdrawn first, there is none.
    WITHDRAWN_LATE: (
        "licensing.licences.<>.number",
        "case file.<>.licence_number",
        "case file.<>.status.licensing.",
        "case file.<>.lines",
        "mails.<>.licensing.licence-drafted.",
    ),
    # An appeal that is taken back before it comes is given to no expert; the refusal stands either
    # way.
    TAKEN_BACK_FIRST: (
        "evaluation.cases.<>.seats.",
        "evaluation.cases.<>.earlier",
        "evaluation.cases.<>.dossier.appeals",
        "evaluation.cases.<>.taken_back",
        "case file.<>.lines",
        "mails.<>.evaluation.expert-assigned.",
        "mails.<>.evaluation.panel-short.",
    ),
}
"""Where another end is right, and which parts of it are different then."""


class Pair(NamedTuple):
    """Two messages that a reader of a story got in this order."""

    story: str
    reader: str
    first: Letter
    then: Letter

    @property
    def kind(self) -> Kind:
        """The reader and the names of the two messages."""
        first, then = (letter.key.type.split(".")[1] for letter in (self.first, self.then))
        return self.reader, first, then


class Told(NamedTuple):
    """How a story ended, and which messages each reader got."""

    story: str
    end: Ending
    names: dict[str, str]
    log: dict[str, list[Letter]]

    def pairs(self) -> Iterable[Pair]:
        """Every pair of a case; in licensing the cases of one licence meet."""
        return (
            Pair(self.story, reader, first, then)
            for reader in DECIDERS
            for first, then in combinations(self.log[reader], 2)
            if reader == "licensing" or first.key.case == then.key.case
        )


class Outcome(NamedTuple):
    """What became of a pair: whether it was swapped, what differed then, and what may not."""

    pair: Pair
    swapped: bool
    found: set[str]
    wrong: set[str]


def unexplained(told: Told, pair: Pair, found: set[str]) -> set[str]:
    """The differences that the table does not say to be right."""
    case = f"<{told.names.get(pair.first.key.case or '', '')}>"
    right = tuple(path.replace("<>", case) for path in EXPLAINED.get(pair.kind, ()))
    return {path for path in found if not path.startswith(right)}
