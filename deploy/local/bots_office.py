"""The office as bots: an officer who checks and signs, a director who confirms.

Each takes what the API lists as waiting, does it, and says how much that was.
"""

import asyncio
from collections.abc import Callable, Collection

from deploy.local.client import Json, Person, Znak

OFFICER = Person("officer", "officer-1", "Maria Urzędowska", "m.urzedowska@rops.example")
SECOND_OFFICER = Person("officer", "officer-2", "Ewa Odwoławcza", "e.odwolawcza@rops.example")
DIRECTOR = Person("director", "director-1", "Tomasz Dyrektorski", "t.dyrektorski@rops.example")

Leaves = Callable[[str], bool]
"""Whether the office leaves the case of this id alone for now."""


def nothing(_case: str) -> bool:
    """It does not."""
    return False


BEYOND_REPAIR = {"in-call", "entity-type", "seat", "activity", "own-revenue", "no-duplicate"}
"""Points that no correction mends: what they look at is a fact, not a field left out."""


async def check(znak: Znak, leaves: Leaves = nothing) -> int:
    """Decides every formal check that waits for an officer."""
    found = await znak.intake.listed("applications", OFFICER, state="formal_check")
    waiting = [each for each in found if not leaves(each["id"])]
    await asyncio.gather(*(_check(znak, each["id"]) for each in waiting))
    return len(waiting)


async def rule(znak: Znak, grants: Callable[[Json], bool] = lambda _: True) -> int:
    """Another officer decides every appeal against a formal rejection."""
    waiting = await znak.intake.listed("applications", SECOND_OFFICER, state="appeal")
    found = [await znak.intake.get(f"applications/{a['id']}", SECOND_OFFICER) for a in waiting]
    formal = [each for each in found if each["appeals"][-1]["against"] == "rejection"]
    await asyncio.gather(*(_rule(znak, each["id"], granted=grants(each)) for each in formal))
    return len(formal)


async def _rule(znak: Znak, application: str, *, granted: bool) -> None:
    outcome = "granted" if granted else "upheld"
    reasons = "Dokumenty to potwierdzają." if granted else "Odwołanie niczego nie zmienia."
    await znak.intake.rule(SECOND_OFFICER, application, outcome, reasons)


async def confirm(znak: Znak, leaves: Leaves = nothing) -> int:
    """Confirms every verdict that waits for the director."""
    found = await znak.evaluation.listed("cases", DIRECTOR, state="awaiting_confirmation")
    waiting = [each for each in found if not leaves(each["id"])]
    await asyncio.gather(*(znak.evaluation.confirm(DIRECTOR, each["id"]) for each in waiting))
    return len(waiting)


async def sign(
    znak: Znak, signs: Callable[[Json], bool] = lambda _: True, state: str | None = None
) -> int:
    """Records a signature for every agreement that was drawn up and that the licensee signs."""
    return await sign_of(znak, await znak.licensing.listed("licences", OFFICER, state=state), signs)


async def sign_of(
    znak: Znak, licences: Collection[Json], signs: Callable[[Json], bool] = lambda _: True
) -> int:
    """The same for these licences."""
    drawn = [each for each in licences if each["next"] and each["state"] != "lapsed"]
    waiting = [each for each in drawn if each["number"] and signs(each)]
    await asyncio.gather(*(znak.licensing.sign(OFFICER, each["id"]) for each in waiting))
    return len(waiting)


async def _check(znak: Znak, application: str) -> None:
    found = await znak.intake.get(f"applications/{application}", OFFICER)
    outcome, points = formal_decision(found)
    await znak.intake.decide(OFFICER, application, points, outcome)


def formal_decision(application: Json) -> tuple[str, list[Json]]:
    """What an officer decides: as suggested, and in favour where the system cannot tell."""
    points = [_in_favour(p) if p["verdict"] == "unknown" else p for p in application["points"]]
    wrong = {point["code"] for point in points if point["verdict"] == "no"}
    if not wrong:
        return "accept", points
    beyond_repair = wrong & BEYOND_REPAIR or application["asked"]
    return ("reject" if beyond_repair else "correct"), points


def _in_favour(point: Json) -> Json:
    return {**point, "verdict": "yes", "reason": "Sprawdzono w dokumentach."}
