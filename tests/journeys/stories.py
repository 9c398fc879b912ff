"""What people do, as lists of steps; a step that nobody can take yet is simply not possible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from deploy.local import bots_experts, bots_office
from deploy.local.bots_experts import Opinion
from deploy.local.bots_office import DIRECTOR, OFFICER
from deploy.local.client import Json, Problem
from tests.journeys.build import a_form, an_item
from tests.journeys.offline import House
from tests.journeys.people import ANNA, EXPERTS, People, people_of

POOR: Final = Opinion(("poor",))
BIASED: Final = Opinion(ground="Pracuję w tym podmiocie.")
MINUTE: Final = dt.timedelta(minutes=1)
ONE_PRAISE: Final = {**an_item("Obiady domowe"), "recommendations": [{"author": "A", "text": "B"}]}
PRAISES: Final = an_item("Obiady domowe")["recommendations"]


Step = Callable[[People], Awaitable[Any]]
"""Gives something false, or a `Problem`, when it is not possible yet."""


def apply(**changes: Any) -> Step:
    """Anna's first application."""

    async def step(people: People) -> Json:
        return await people.apply("first", a_form(ANNA, 1, people.house.clock.moment, **changes))

    return step


def renew(name: str = "renewal", **changes: Any) -> Step:
    """Anna renews her licence, all as it was."""

    async def step(people: People) -> Json | None:
        found = await people.znak.licensing.listed("licences", OFFICER)
        if not found:
            return None
        form = {
            "kind": "renewal",
            "licence_number": found[0]["number"],
            "items": [an_item("Obiady domowe", new=False)],
            **changes,
        }
        return await people.apply(name, a_form(ANNA, 1, people.house.clock.moment, **form))

    return step


def scores(no: int, opinion: Opinion = bots_experts.GOOD) -> Step:
    """The expert of this number does what is in their queue."""

    async def step(people: People) -> int:
        return await bots_experts.work(people.znak, EXPERTS[no - 1], lambda _: opinion)

    return step


async def check(people: People) -> int:
    """The officer decides what waits for a formal check."""
    return await bots_office.check(people.znak)


async def confirm(people: People) -> int:
    """The director confirms what waits."""
    return await bots_office.confirm(people.znak)


async def sign(people: People) -> int:
    """The licensee signs what waits."""
    return await bots_office.sign(people.znak)


async def correct(people: People) -> Json:
    """Anna sends the missing recommendation."""
    form = {"items": [{"recommendations": PRAISES}]}
    return await people.znak.intake.correct(ANNA, people.cases["first"], form)


def withdraw(name: str = "first") -> Step:
    """Anna takes an application back."""

    async def step(people: People) -> Json:
        return await people.znak.intake.withdraw(ANNA, people.cases[name], "Rezygnuję.")

    return step


async def appeal(people: People) -> Json:
    """Anna appeals."""
    return await people.znak.intake.appeal(ANNA, people.cases["first"], "Atest jest.")


async def take_back(people: People) -> Json:
    """Anna takes the appeal back."""
    return await people.znak.intake.take_appeal_back(ANNA, people.cases["first"])


async def reject(people: People) -> Json:
    """The officer rejects what the system cannot accept."""
    return await people.znak.intake.decide(OFFICER, people.cases["first"], [], "reject")


async def rule(people: People) -> int:
    """Another officer grants the appeals against a rejection."""
    return await bots_office.rule(people.znak)


async def put_right(people: People) -> Json:
    """The director grants what was refused by mistake."""
    case = people.cases["first"]
    decided = await people.znak.evaluation.get(f"cases/{case}", DIRECTOR)
    grant = {made["item"]["id"]: {"granted": True} for made in decided["verdicts"]}
    return await people.znak.evaluation.put_right(DIRECTOR, case, "Pomylono karty.", grant)


async def answered(people: People) -> bool:
    """Anna waits until everybody has heard."""
    await people.house.settle()
    return True


def days(count: int) -> Step:
    """Time passes."""

    async def step(people: People) -> bool:
        await people.house.travel(count)
        return True

    return step


def crossing(first: Step, second: Step, *, swapped: bool = False) -> Step:
    """Two steps at two doors before anybody hears of either.

    Args:
        first: Tells whether the crossing is possible.
        second: Taken with it.
        swapped: The second one was a minute earlier.
    """

    async def step(people: People) -> bool:
        if not await first(people):
            return False
        people.house.clock.moment += -MINUTE / 2 if swapped else MINUTE
        return bool(await second(people))

    return step


PANEL: Final = (scores(1), scores(2))
GRANTED: Final = (apply(), *PANEL, confirm, sign)
LICENSED: Final = (*GRANTED, days(320))
POORLY: Final = (scores(1, POOR), scores(2, POOR))
OTHERS_POORLY: Final = (scores(3, POOR), scores(1, POOR))
"""The least busy experts once the first case is over."""
DEFECT: Final[Json] = {"items": [ONE_PRAISE]}
CATERING: Final = an_item("Catering")
WANTING: Final[Json] = {
    "items": [an_item("Obiady domowe", new=False), {**ONE_PRAISE, "name": "Catering"}]
}
"""Items of a renewal one of which is new and not praised enough."""

STORIES: Final[Mapping[str, Sequence[Step]]] = {
    "plain": (*GRANTED, days(400)),
    "renewed early": (*LICENSED, renew(), confirm, sign, days(110)),
    "corrected": (apply(**DEFECT), check, correct, *PANEL, confirm, sign),
    "silent": (apply(**DEFECT), check, days(30)),
    "withdrawn before acceptance": (apply(**DEFECT), withdraw()),
    "withdrawn after acceptance": (apply(), withdraw()),
    "withdrawn after one card": (apply(), scores(1), withdraw()),
    "withdrawn as it is confirmed": (apply(), *PANEL, crossing(confirm, withdraw(), swapped=True)),
    "withdrawn too late": (apply(), *PANEL, crossing(confirm, withdraw()), sign),
    "recused": (apply(), scores(1, BIASED), scores(2), scores(3), confirm, sign),
    "refused": (apply(), *POORLY, confirm),
    "rejection appealed": (apply(**DEFECT), reject, appeal, rule, *PANEL, confirm, sign),
    "refusal appealed": (apply(), *POORLY, confirm, appeal, take_back),
    "refusal put right": (apply(), *POORLY, confirm, put_right, sign),
    "third expert": (apply(), scores(1), scores(2, POOR), scores(3), confirm, sign),
    "expert late": (apply(), scores(1), days(20), scores(3), confirm, sign),
    "renewal refused": (*LICENSED, renew(items=[CATERING]), *OTHERS_POORLY, confirm, days(110)),
    "renewal silent": (*LICENSED, renew(**WANTING), check, days(110)),
    "renewal withdrawn before acceptance": (
        *LICENSED,
        renew(**WANTING),
        withdraw("renewal"),
        days(110),
    ),
    "renewal withdrawn, another granted": (
        *LICENSED,
        renew(),
        withdraw("renewal"),
        answered,
        renew("again"),
        confirm,
        sign,
        days(110),
    ),
    "renewal withdrawn as it is confirmed": (
        *LICENSED,
        renew(),
        crossing(confirm, withdraw("renewal"), swapped=True),
        days(110),
    ),
}


async def tell(house: House, story: str) -> People:
    """Take every step of a story as soon as it is possible, and let all messages arrive.

    A step that is not possible while a message is held back shows that it cannot be held so long.
    """
    async with people_of(house) as people:
        await people.begin(experts=3)
        for step in STORIES[story]:
            await house.settle(wholly=False)
            house.clock.moment += MINUTE
            while (trouble := await _taken(step, people)) is not None:
                assert await house.release(), f"{story}: not possible: {trouble}"
        await house.settle()
        await house.release()
        return people


async def _taken(step: Step, people: People) -> str | None:
    """Why the step was not possible, None when it was taken."""
    try:
        return None if await step(people) else "nothing waits for it"
    except Problem as problem:
        return str(problem)
