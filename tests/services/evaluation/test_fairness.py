"""The seats of a call are shared out fairly, whatever comes: through the real way to a seat.

Experts are *equals* when they are eligible for exactly the same cases: competent for the same, tied
to the same. Of two of them who are there, one has at most one seat more than the other counts for
(``load``), and one more for each seat that only one of them could take: the other had been on that
case already.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis import mongo as driver
from services.evaluation import panels
from services.evaluation.domain import Case, decide_expert
from services.evaluation.domain.case import Seat
from services.evaluation.domain.experts import Absence, Amend, Enrol, Profile, Remove
from tests.services.evaluation.build import NOON, a_profile, accepted, an_item, declare
from tests.services.evaluation.conftest import Office, an_evaluation
from tests.support.servers import Database as Server

KINDS = (("gastronomia",), ("it",), ("gastronomia", "it"))
NIP = "5252344078"
AWAY = Absence(since=NOON.date(), until=NOON.date() + dt.timedelta(days=30))
PERSON, CASE = st.integers(0, 30), st.integers(0, 30)
AN_EXPERT = st.tuples(st.sampled_from(KINDS), st.sampled_from([(), (), (NIP,)]))
A_CASE = st.tuples(st.sampled_from(KINDS), st.booleans())
STEP = st.one_of(
    st.tuples(st.just("open"), A_CASE),
    st.tuples(st.just("open"), A_CASE),
    st.tuples(st.just("recuse"), st.tuples(CASE, st.integers(0, 4))),
    st.tuples(st.just("enrol"), AN_EXPERT),
    st.tuples(st.just("amend"), st.tuples(PERSON, st.sampled_from(KINDS))),
    st.tuples(st.just("leave"), PERSON),
    st.tuples(st.just("return"), PERSON),
    st.tuples(st.just("remove"), PERSON),
)
TEAM = st.lists(AN_EXPERT, min_size=3, max_size=7)
STORY = st.lists(STEP, min_size=5, max_size=14)


@dataclass
class World:
    """A call, and what is known of it from the outside.

    Attributes:
        experts: Everybody, as the office last said.
        there: Who is on the list and not absent.
        entered: Who has been asked since they came, came back or became competent for other things.
        apart: How many seats only one of two could take, by the pair.
        seats: Those of each case, as they were after the last step.
    """

    offices: Sequence[Office]
    experts: dict[str, Profile] = field(default_factory=dict)
    there: set[str] = field(default_factory=set)
    entered: set[str] = field(default_factory=set)
    apart: dict[frozenset[str], int] = field(default_factory=lambda: defaultdict(int))
    seats: dict[str, tuple[Seat, ...]] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        return self.offices[0]

    async def begin(self, team: Sequence[Any]) -> None:
        service = self.office.service
        for kept in (service.cases.collection, service.experts.collection, service.rosters):
            await kept.delete_many({})
        for each in team:
            await self.enrol(each)

    async def open(self, case: Any, office: Office | None = None) -> None:
        categories, tied = case
        items = tuple(an_item(no, category=each) for no, each in enumerate(categories, start=1))
        id_ = f"c-{len(self.seats)}"
        self.seats[id_] = ()
        exclude = (NIP,) if tied else ()
        await (office or self.office).hear(accepted(id_, items=items, exclude=exclude))

    async def recuse(self, which: Any, office: Office | None = None) -> None:
        held = [(id_, seat) for id_, seats in self.seats.items() for seat in seats if seat.open]
        if held:
            id_, seat = held[sum(which) % len(held)]
            command = declare(seat.no, seat.expert.person, conflict=True, ground="kin")
            cause = f"http:{seat.expert.person}:{id_}"
            await panels.declare((office or self.office).service, id_, command, cause)

    async def enrol(self, expert: Any) -> None:
        competences, ties = expert
        person = f"e-{len(self.experts)}"
        await self._save(a_profile(person, competences=competences, affiliations=ties), Enrol)

    async def amend(self, change: Any) -> None:
        if found := self._chosen(change[0]):
            await self._save(found.but(competences=change[1]), Amend)

    async def leave(self, which: Any) -> None:
        if found := self._chosen(which):
            await self._save(found.but(absence=AWAY), Amend)

    async def return_(self, which: Any) -> None:
        gone = sorted(self.experts.keys() - self.there)
        if gone:
            found = self.experts[gone[which % len(gone)]]
            listed = await self.office.service.experts.get(found.person)
            how = Enrol if listed.state.state == "removed" else Amend
            await self._save(found.but(absence=None), how)

    async def remove(self, which: Any) -> None:
        if found := self._chosen(which):
            self.there.discard(found.person)
            self.entered.discard(found.person)
            await self._change(found.person, Remove("o-1"))

    def _chosen(self, which: int) -> Profile | None:
        there = sorted(self.there)
        return self.experts[there[which % len(there)]] if there else None

    async def _save(self, profile: Profile, how: Any) -> None:
        person = profile.person
        self.experts[person] = profile
        self.entered.discard(person)
        (self.there.discard if profile.absence else self.there.add)(person)
        await self._change(person, how(profile, "o-1"))

    async def _change(self, person: str, command: Any) -> None:
        decision = partial(decide_expert, command, NOON)
        await self.office.service.experts.change(person, decision)
        await self.office.told_of_experts()

    async def check(self, replaced: int = 0) -> None:
        """What has to hold after every step; ``replaced``: so many seats only some could take."""
        for id_ in self.seats:
            case = await self.office.case(id_)
            before = {seat.expert.person for seat in self.seats[id_]}
            new = [seat for seat in case.seats if seat.expert.person not in before]
            for seat in new:
                self.may_sit(seat, case)
            self.ask(new, case, before)
            self.seats[id_] = case.seats
        roster = await self.office.service.rosters.find_one({"_id": "call-1"}) or {"loads": []}
        entries = {entry["person"]: entry for entry in roster["loads"]}
        self.nothing_is_lost(entries)
        for pair in combinations(sorted(self.there & self.entered), 2):
            if self.equals(*pair):
                one, other = (entries[person]["load"] for person in pair)
                assert abs(one - other) <= 1 + self.apart[frozenset(pair)] + replaced, pair

    def may_sit(self, seat: Seat, case: Case) -> None:
        """Competent, not tied, on the list and there; on each case once."""
        person = seat.expert.person
        expert = self.experts[person]
        assert {item.category for item in case.file.items_in(seat.category)} <= {
            *expert.competences
        }
        assert not {tie.nip for tie in expert.affiliations} & {*case.file.exclude}
        assert person in self.there
        assert [each.expert.person for each in case.seats].count(person) == 1

    def ask(self, new: Sequence[Seat], case: Case, before: set[str]) -> None:
        """Follow who was asked for these seats, and who of two equals was not."""
        for category in {seat.category for seat in new}:
            needed = {item.category for item in case.file.items_in(category)}
            could = {p for p in self.there if needed <= {*self.experts[p].competences}}
            could -= {p for p in could if self.experts[p].affiliations and case.file.exclude}
            for person in sorted(could - before - self.entered):
                self.enter(person)
            for pair in combinations(sorted(could & self.entered), 2):
                if len(before.intersection(pair)) == 1:
                    self.apart[frozenset(pair)] += 1

    def enter(self, person: str) -> None:
        """At the minimum of their equals, who need not be together themselves."""
        equals = [each for each in self.entered & self.there if self.equals(each, person)]
        for each in equals:
            widest = [self.apart[frozenset((each, one))] for one in equals if one != each]
            pair = frozenset((each, person))
            self.apart[pair] = max([self.apart[pair], *widest])
        self.entered.add(person)

    def equals(self, one: str, other: str) -> bool:
        first, second = self.experts[one], self.experts[other]
        return (first.competences, first.affiliations) == (second.competences, second.affiliations)

    def nothing_is_lost(self, entries: dict[str, Any]) -> None:
        """Each seat that was given is counted, once."""
        held = Counter(seat.expert.person for seats in self.seats.values() for seat in seats)
        assert Counter({p: entry["seats"] for p, entry in entries.items()}) == held


async def live(office: Office, team: Sequence[Any], story: Sequence[tuple[str, Any]]) -> None:
    world = World([office])
    await world.begin(team)
    for what, how in story:
        await getattr(world, "return_" if what == "return" else what)(how)
        await world.check()


async def live_at_once(
    offices: Sequence[Office], team: Sequence[Any], batches: Sequence[Sequence[Any]]
) -> None:
    """Four openings at once, then four recusals at once, then somebody new, and again."""
    world, replaced = World(offices), 0
    await world.begin(team)
    for batch in batches:
        await asyncio.gather(*(map(world.open, batch, offices)))
        await world.check(replaced)
        replaced += len(batch)
        seats = [(no, 0) for no in range(len(batch))]
        await asyncio.gather(*(map(world.recuse, seats, offices)))
        await world.check(replaced)
        await world.enrol(team[0])
        await world.check(replaced)


LONG = settings(deadline=None, suppress_health_check=[*HealthCheck])
BATCHES = st.lists(st.lists(A_CASE, min_size=4, max_size=4), min_size=1, max_size=3)


@pytest.fixture
async def offices(mongo: Server, database_name: str, office: Office) -> AsyncIterator[list[Office]]:
    """Four workers with a connection each."""
    clients = [driver.connect(mongo.mongo_url, "motor") for _ in range(4)]
    yield [an_evaluation(driver.durable(each, database_name), office.clock) for each in clients]
    for each in clients:
        await driver.close(each)


@settings(LONG, max_examples=12)
@given(TEAM, STORY)
async def test_equals_are_loaded_alike_and_nobody_sits_who_may_not(
    office: Office, team: Any, story: Any
) -> None:
    await live(office, team, story)


@pytest.mark.prove
@settings(LONG, max_examples=300)
@given(TEAM, st.lists(STEP, min_size=5, max_size=40))
async def test_equals_are_loaded_alike_in_many_long_stories(
    office: Office, team: Any, story: Any
) -> None:
    await live(office, team, story)


@settings(LONG, max_examples=5)
@given(TEAM, BATCHES)
async def test_the_same_holds_when_four_assign_at_once(
    offices: list[Office], team: Any, batches: Any
) -> None:
    await live_at_once(offices, team, batches)


@pytest.mark.prove
@settings(LONG, max_examples=100)
@given(TEAM, BATCHES)
async def test_the_same_holds_in_many_stories_of_four_at_once(
    offices: list[Office], team: Any, batches: Any
) -> None:
    await live_at_once(offices, team, batches)


@pytest.mark.parametrize("gone", [{"competences": ("it",)}, {"absence": AWAY}])
async def test_who_comes_back_or_becomes_competent_starts_where_their_equals_are(
    office: Office, gone: dict[str, Any]
) -> None:
    async def amend(**changes: Any) -> None:
        command = partial(decide_expert, Amend(a_profile("e-3", **changes), "o-1"), NOON)
        await office.service.experts.change("e-3", command)

    async def seats(*cases: int) -> list[int]:
        for no in cases:
            await office.hear(accepted(f"c-{no}"))
        held = [seat for no in cases for seat in (await office.case(f"c-{no}")).seats]
        return sorted(Counter(seat.expert.person for seat in held).values())

    await office.enrol("e-1", "e-2", "e-3")
    first = await seats(1, 2, 3)
    await amend(**gone)
    await office.hear(accepted("c-it", items=(an_item(category="it"),)))
    without = await seats(*range(4, 14))
    await amend()

    assert (first, without, await seats(14, 15, 16)) == ([2, 2, 2], [10, 10], [2, 2, 2])


async def test_who_changes_to_another_category_starts_where_its_experts_are(office: Office) -> None:
    await office.enrol("e-1", "e-2")
    await office.enrol("e-3", competences=("it",))
    await office.hear(accepted("c-it", items=(an_item(category="it"),)))
    for no in range(10):
        await office.hear(accepted(f"c-{no}"))
    command = partial(decide_expert, Amend(a_profile("e-3"), "o-1"), NOON)
    await office.service.experts.change("e-3", command)
    for no in (10, 11, 12):
        await office.hear(accepted(f"c-{no}"))

    assert await office.seats() == {"e-1": 12, "e-2": 12, "e-3": 3}  # one of them for the program
