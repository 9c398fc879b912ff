"""Every message twice, and every pair of messages in the wrong order: the end is the same.

The four services run on a real database with nothing between them but the test, which hands their
messages out (`offline`). What people do is in `stories`, what is compared in `ending`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Final

import pytest

from tests.journeys.ending import Ending, case_files, differences, ending, mails
from tests.journeys.offline import CASE_FILE, House
from tests.journeys.pairs import EXPLAINED, Kind, Outcome, Pair, Told, unexplained
from tests.journeys.post import Hold, Letter
from tests.journeys.site import Crew, Site, a_site
from tests.journeys.stories import STORIES, tell
from tests.support.servers import Database

pytestmark = pytest.mark.prove

SITES: Final = 4
"""Stories told at the same time: most of each is waiting for the database's journal."""

SEEDS: Final = 8
"""How often each story is left to chance."""

SWAPPED: Final = {
    ("evaluation", "appeal-filed", "appeal-withdrawn"),
    ("evaluation", "appeal-filed", "application-accepted"),
    ("evaluation", "application-accepted", "withdrawal-requested"),
    ("evaluation", "expert-changed", "expert-changed"),
    ("intake", "evaluation-concluded", "case-withdrawn"),
    ("intake", "evaluation-concluded", "decision-corrected"),
    ("intake", "evaluation-concluded", "withdrawal-too-late"),
    ("licensing", "application-rejected", "evaluation-concluded"),
    ("licensing", "case-withdrawn", "evaluation-concluded"),
    ("licensing", "case-withdrawn", "renewal-filed"),
    ("licensing", "evaluation-concluded", "appeal-decided"),
    ("licensing", "evaluation-concluded", "case-withdrawn"),
    ("licensing", "evaluation-concluded", "decision-corrected"),
    ("licensing", "renewal-filed", "application-rejected"),
    ("licensing", "renewal-filed", "application-withdrawn"),
    ("licensing", "renewal-filed", "case-withdrawn"),
    ("licensing", "renewal-filed", "evaluation-concluded"),
    ("licensing", "renewal-filed", "renewal-filed"),
}
"""Reader and two messages that can come to it in the wrong order.

Whatever else a reader gets waits for what came before.
"""


@pytest.fixture
async def crew(mongo: Database, database_name: str, tmp_path: Path) -> AsyncIterator[Crew]:
    async with AsyncExitStack() as stack:
        sites = asyncio.Queue[Site]()
        for no in range(SITES):
            site = a_site(mongo.mongo_url, f"{database_name}-{no}", tmp_path)
            sites.put_nowait(await stack.enter_async_context(site))
        yield Crew(sites)


async def as_it_should(site: Site, story: str) -> Told:
    house = await site.house()
    people = await tell(house, story)
    end = await ending(house, people.cases)
    assert (end["dead letters"], end["outboxes"]) == ([], 0)
    return Told(story, end, {id_: name for name, id_ in people.cases.items()}, house.log)


async def everything_twice(site: Site, told: Told) -> set[str]:
    """What is different when each message comes twice at once, and once more after the end."""
    house = await site.house(times=2)
    people = await tell(house, told.story)
    await house.again()
    return differences(told.end, await ending(house, people.cases))


async def in_the_wrong_order(site: Site, told: Told, pair: Pair) -> Outcome:
    """Let the pair come the other way round, if the second can come without the first."""
    hold = Hold(pair.reader, pair.first.key, pair.then.key)
    house = await site.house(hold=hold)
    people = await tell(house, pair.story)
    end = await ending(house, people.cases)
    found = differences(told.end, end)
    return Outcome(pair, hold.swapped, found, unexplained(told, pair, found))


async def by_chance(site: Site, told: Told, seed: int) -> set[str]:
    """What is different, and may not be, when messages come in any order and some of them twice."""
    house = await site.house(chance=Random(f"{told.story}{seed}"))  # noqa: S311
    people = await tell(house, told.story)
    found = differences(told.end, await ending(house, people.cases))
    for pair in told.pairs():
        found = unexplained(told, pair, found)
    return found


async def written_down(house: House, reader: str, letters: Iterable[Letter]) -> Ending:
    """What a reader that only writes down makes of these messages in this order."""
    await house.clear("intake" if reader == CASE_FILE else reader)
    for letter in letters:
        await house.deliver(reader, letter)
    assert house.dead == []
    return await (case_files(house) if reader == CASE_FILE else mails(house, letters))


async def wrongly_written(site: Site, told: Told, reader: str) -> list[Kind]:
    """The pairs that lead to something else in the wrong order."""
    house, letters = await site.house(), told.log[reader]
    end = await written_down(house, reader, letters)
    return [
        Pair(told.story, reader, letters[first], letters[then]).kind
        for first, then in combinations(range(len(letters)), 2)
        if await written_down(house, reader, moved(letters, first, then)) != end
    ]


def moved(letters: Sequence[Letter], first: int, then: int) -> list[Letter]:
    """The letters with one of them right after a later one."""
    rest = [*letters[:first], *letters[first + 1 :]]
    return [*rest[:then], letters[first], *rest[then:]]


async def test_every_message_twice_leads_to_the_same_end(crew: Crew) -> None:
    told = await crew.all(as_it_should, [(story,) for story in STORIES])
    found = await crew.all(everything_twice, [(each,) for each in told])
    assert dict(zip(STORIES, found, strict=True)) == {story: set() for story in STORIES}


async def test_two_messages_in_the_wrong_order_lead_to_the_same_end(crew: Crew) -> None:
    told = await crew.all(as_it_should, [(story,) for story in STORIES])
    jobs = [(each, pair) for each in told for pair in each.pairs()]
    outcomes = await crew.all(in_the_wrong_order, jobs)
    assert [(one.pair, one.wrong) for one in outcomes if one.wrong] == []
    assert {one.pair.kind for one in outcomes if one.swapped} == SWAPPED
    assert {one.pair.kind for one in outcomes if one.found} == set(EXPLAINED)


async def test_whatever_order_messages_come_in_the_end_is_the_same(crew: Crew) -> None:
    told = await crew.all(as_it_should, [(story,) for story in STORIES])
    jobs = [(each, seed) for each in told for seed in range(SEEDS)]
    found = await crew.all(by_chance, jobs)
    wrong = [(one.story, seed, left) for (one, seed), left in zip(jobs, found, strict=True) if left]
    assert wrong == []


async def test_what_is_written_down_does_not_depend_on_the_order(crew: Crew) -> None:
    told = await crew.all(as_it_should, [(story,) for story in STORIES])
    jobs = [(each, reader) for each in told for reader in (CASE_FILE, "notifications")]
    found = await crew.all(wrongly_written, jobs)
    assert found == [[] for _ in jobs]
