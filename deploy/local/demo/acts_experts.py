"""What a sample's steps can say about its experts; a seat is named by its number."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from deploy.local.bots_experts import Opinion, Quality, card
from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Person, Problem

if TYPE_CHECKING:
    from deploy.local.demo.script import Story

_LEASE_WITHIN = 100
_PAUSE = 0.1


async def recuse(story: Story, *, seat: int, ground: str, opened: bool = False) -> None:
    """An expert steps aside, perhaps only after the contents were opened."""
    expert, task = await _seat(story, seat)
    if opened:
        await story.znak.evaluation.declare(expert, task)
        await story.znak.evaluation.claim(expert, task)
    await story.znak.evaluation.declare(expert, task, ground)


async def tie(story: Story, *, seat: int) -> None:
    """The office writes down that an expert works for the applicant."""
    expert, _ = await _seat(story, seat)
    profile = await _profile(story, expert)
    entity = story.filing.form["entity"]["nip"]
    affiliations = [*profile["affiliations"], entity]
    await story.znak.evaluation.amend(OFFICER, {**profile, "affiliations": affiliations})


async def enrol(story: Story, *, name: str, categories: Sequence[str]) -> None:
    """The office finds one more expert."""
    login = name.lower().replace(" ", ".")
    expert = Person("expert", login, name, f"{login}@eksperci.example")
    await story.znak.evaluation.enrol(OFFICER, profile_of(expert, categories))
    story.stage.experts.append(expert)


async def reassign(story: Story, *, seat: int, reason: str) -> None:
    """An officer gives an expert's task to the next in turn."""
    await story.znak.evaluation.reassign(OFFICER, f"{story.case}.{seat}", reason)


async def score(story: Story, *, seat: int, quality: Quality) -> None:
    """An expert hands the card in before anybody else does anything."""
    expert, task = await _seat(story, seat)
    await story.znak.evaluation.declare(expert, task)
    opened = await story.znak.evaluation.claim(expert, task)
    filled = card(opened, Opinion((quality,)))
    await story.znak.evaluation.score(expert, task, opened["token"], filled)


async def open_(story: Story, *, seat: int) -> None:
    """An expert opens the task at home and leaves it open."""
    expert, task = await _seat(story, seat)
    await story.znak.evaluation.declare(expert, task)
    story.kept["token"] = (await story.znak.evaluation.claim(expert, task, "w domu"))["token"]


async def lose(story: Story, *, seat: int) -> None:
    """The lease has lapsed and another session has the task; the first one comes too late."""
    expert, task = await _seat(story, seat)
    for _ in range(_LEASE_WITHIN):
        try:
            opened = await story.znak.evaluation.claim(expert, task, "w pracy")
        except Problem:
            await asyncio.sleep(_PAUSE)  # leases run on the real clock
        else:
            break
    filled = card(opened, Opinion())
    try:
        await story.znak.evaluation.score(expert, task, story.kept["token"], filled)
    finally:
        await story.znak.evaluation.score(expert, task, opened["token"], filled)


def profile_of(expert: Person, categories: Sequence[str]) -> Json:
    """What the office says about an expert."""
    return {
        "person": expert.id,
        "name": expert.name,
        "email": expert.email,
        "competences": list(categories),
    }


async def _seat(story: Story, no: int) -> tuple[Person, str]:
    """Who has this seat, and their task."""
    case = await story.znak.evaluation.get(f"cases/{story.case}", OFFICER)
    holder = next(seat["expert"] for seat in case["seats"] if seat["no"] == no)
    expert = next(each for each in story.stage.experts if each.id == holder)
    return expert, f"{story.case}.{no}"


async def _profile(story: Story, expert: Person) -> Json:
    listed = await story.znak.evaluation.listed("experts", OFFICER)
    found = next(each for each in listed if each["person"] == expert.id)
    return {name: value for name, value in found.items() if name not in {"id", "state"}}
