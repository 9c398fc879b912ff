"""Experts as bots: they declare, open their tasks and hand score cards in."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from deploy.local.client import Json, Person, Znak

Quality = Literal["good", "fair", "poor"]
SHARES: Mapping[Quality, Fraction] = {
    "good": Fraction(85, 100),
    "fair": Fraction(65, 100),
    "poor": Fraction(35, 100),
}
"""How much of each criterion's maximum an item of that quality gets."""


@dataclass(frozen=True)
class Opinion:
    """What an expert makes of a case.

    Attributes:
        qualities: One per item, in the order of the card; the last one goes for all that follow.
        ground: Of a conflict of interest; empty when there is none.
        silent: Whether the expert does nothing at all.
    """

    qualities: Sequence[Quality] = ("good",)
    ground: str = ""
    silent: bool = False


GOOD = Opinion()
Judge = Callable[[Json], Opinion]
"""From a task in the queue to what is thought of its case."""


async def work(znak: Znak, expert: Person, judge: Judge = lambda _: GOOD) -> int:
    """Does everything in an expert's queue; returns how many tasks that were."""
    waiting = await znak.evaluation.listed("tasks", expert, state="open")
    known = [(task, opinion) for task in waiting if not (opinion := judge(task)).silent]
    await asyncio.gather(*(_do(znak, expert, task, opinion) for task, opinion in known))
    return len(known)


async def _do(znak: Znak, expert: Person, task: Json, opinion: Opinion) -> None:
    if task["state"] == "assigned":
        await znak.evaluation.declare(expert, task["id"], opinion.ground)
    if not opinion.ground:
        opened = await znak.evaluation.claim(expert, task["id"])
        await znak.evaluation.score(expert, task["id"], opened["token"], card(opened, opinion))


def card(opened: Json, opinion: Opinion) -> list[Json]:
    """A full score card for what was opened."""
    items = opened["application"]["items"]
    last = len(opinion.qualities) - 1
    return [
        {
            "item": item["id"],
            "scores": _scores(opened["criteria"], opinion.qualities[min(no, last)]),
        }
        for no, item in enumerate(items)
    ]


def _scores(criteria: Sequence[Json], quality: Quality) -> list[Json]:
    share = SHARES[quality]
    return [
        {
            "criterion": criterion["code"],
            "points": int(criterion["max"] * share),
            "justification": _WORDS[quality],
        }
        for criterion in criteria
    ]


_WORDS: Mapping[Quality, str] = {
    "good": "Bardzo dobrze udokumentowane, potwierdzają to rekomendacje.",
    "fair": "Spełnia wymagania, dowody są skromne.",
    "poor": "Dowody nie potwierdzają opisu.",
}
