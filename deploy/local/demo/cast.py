"""The people of the demonstration. Everybody takes some days, each a fixed number of their own."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from deploy.local import bots_chapter, bots_experts, bots_office
from deploy.local.bots_chapter import Ballots
from deploy.local.bots_experts import Opinion
from deploy.local.client import Json, Person
from deploy.local.demo.acts_experts import profile_of
from deploy.local.demo.days import WARSAW, ripe
from deploy.local.demo.samples import Sample
from deploy.local.demo.script import Stage, Story
from deploy.local.demo.world import World, look

_NAMES = (
    *("Barbara Nowicka", "Piotr Zieliński", "Helena Mazur", "Marek Wójtowicz"),
    *("Ewa Kalinowska", "Jan Sokołowski", "Zofia Lis", "Adam Górski"),
)
EXPERTS = tuple(
    Person("expert", f"expert-{no}", name, f"expert-{no}@eksperci.example")
    for no, name in enumerate(_NAMES, start=1)
)
_FORTNIGHT = 14
_FRIDAY = 5  # an ordinal day of that remainder is one
_REACH = 6  # categories that one expert knows; neighbours in the list go together
_SCORING = {"in_panel", "third_expert", "waiting_for_expert"}
_SILENT = Opinion(silent=True)


def profiles(categories: Sequence[str]) -> list[Json]:
    """The experts' competences: every category is known to four of the eight."""
    ring = [*categories, *categories]
    return [
        profile_of(expert, ring[first : first + _REACH])
        for no, expert in enumerate(EXPERTS)
        for first in (no * len(categories) // len(EXPERTS),)
    ]


def stories(stage: Stage, samples: Sequence[Sample]) -> list[Story]:
    """One story for each application, a renewal after the one that it renews."""
    told = []
    for sample in samples:
        told.append(Story(stage, sample, sample))
        if sample.renewal is not None:
            told.append(Story(stage, sample, sample.renewal, parent=told[-1]))
    return told


@dataclass
class Cast:
    """Everybody: applicants, the office, the experts and the chapter."""

    stage: Stage
    stories: Sequence[Story]
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    _held: frozenset[str] = frozenset()

    async def act(self, now: datetime) -> int:
        """Lets everybody act; the office goes on only when no applicant has just done something."""
        self.now, world = now, await look(self.stage.znak)
        done = sum(await asyncio.gather(*(each.act(now, world) for each in self.stories)))
        return done or await self._office(world)

    async def _office(self, world: World) -> int:
        """Everybody else asks for what waits only when something does: lists cost time."""
        znak, states = self.stage.znak, world.all_states
        self._held = frozenset(each.case for each in self.stories if each.holds(world))
        jobs = [bots_office.sign_of(znak, _once(world.licences.values()), self._signs)]
        if "formal_check" in states:
            jobs.append(bots_office.check(znak, self._leaves))
        if "awaiting_confirmation" in states:
            jobs.append(bots_office.confirm(znak, self._leaves))
        if states & _SCORING:
            jobs += (bots_experts.work(znak, each, self._judge) for each in self.stage.experts)
        if "chapter" in states:
            jobs.append(self._chapter())
        return sum(await asyncio.gather(*jobs))

    async def _chapter(self) -> int:
        znak, held = self.stage.znak, self.now + bots_chapter.AHEAD
        done = await bots_chapter.call(znak, held, self._leaves)
        if done:
            self.stage.diary.remind(held)
        return done + await bots_chapter.hold(znak, self.now, self._wills)

    def _leaves(self, case: str) -> bool:
        return case in self._held

    def _story(self, case: str) -> Story:
        return next(each for each in self.stories if each.case == case)

    def _wills(self, case: str) -> Ballots:
        story = self._story(case)
        votes = story.filing.votes[story.sittings : story.sittings + 1]
        story.sittings += 1
        return Ballots(votes[0] if votes else (), story.filing.excluded)

    def _judge(self, task: Json) -> Opinion:
        story, seat = self._story(task["case"]), int(task["id"].rpartition(".")[2])
        opinion = story.filing.opinion(seat)
        if task["case"] in self._held or opinion.silent:
            return _SILENT
        before = timedelta(days=13 - story.sample.no * seat % 4 * 3)
        at = datetime.fromisoformat(task["deadline"]) - before
        return opinion if ripe(self.now, at, self.stage.diary) else _SILENT

    def _signs(self, licence: Json) -> bool:
        """Agreements are signed on every other Friday."""
        if self._leaves(licence["next"]["case"]):
            return False
        drawn = datetime.fromisoformat(licence["next"]["drawn_at"]).astimezone(WARSAW)
        ahead = (_FRIDAY - drawn.toordinal()) % _FORTNIGHT
        return ripe(self.now, drawn + timedelta(days=ahead), self.stage.diary)


def _once(licences: Iterable[Json]) -> list[Json]:
    """Each licence once, although several applications led to it."""
    return list({each["id"]: each for each in licences}.values())
