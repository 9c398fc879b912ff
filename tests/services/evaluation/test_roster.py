from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from chassis import mongo as driver
from chassis.mongo import Collection, Database
from services.evaluation.roster import REMEMBERED, Candidate, pick
from tests.support.servers import Database as Server

PANEL = ("panel-1", "panel-2")


def candidates(*persons: str, limit: int | None = None) -> list[Candidate]:
    return [Candidate(person, limit, "") for person in persons]


async def chosen(rosters: Collection, case: str, *persons: str, **changes: Any) -> list[str]:
    """Whom the roster picks for a panel of two."""
    answer = await pick(rosters, "call-1", case, PANEL, candidates(*persons, **changes))
    return [answer[purpose] for purpose in PANEL if purpose in answer]


async def entries(rosters: Collection) -> dict[str, tuple[int, int]]:
    """Load and seats of everybody on the roster."""
    roster = await rosters.find_one({"_id": "call-1"})
    assert roster is not None
    return {entry["person"]: (entry["load"], entry["seats"]) for entry in roster["loads"]}


async def test_the_least_loaded_sit_down_and_ties_go_to_who_waited_longest(
    database: Database,
) -> None:
    rosters, people = database["rosters"], ("a", "b", "c", "d")

    assert [await chosen(rosters, f"c-{no}", *people) for no in range(4)] == [
        ["a", "b"],
        ["c", "d"],
        ["a", "b"],
        ["c", "d"],
    ]


async def test_who_waited_longest_comes_before_who_is_first_in_the_alphabet(
    database: Database,
) -> None:
    rosters = database["rosters"]
    await chosen(rosters, "c-1", "b", "c")
    await chosen(rosters, "c-2", "a", "d")

    assert await chosen(rosters, "c-3", "a", "b", "c", "d") == ["b", "c"]


async def test_the_same_seat_asked_for_again_goes_to_the_same_expert(database: Database) -> None:
    rosters = database["rosters"]
    first = await chosen(rosters, "c-1", "a", "b", "c")
    before = await rosters.find_one({"_id": "call-1"})

    assert await chosen(rosters, "c-1", "b", "c", "a") == first
    assert await rosters.find_one({"_id": "call-1"}) == before


async def test_what_is_lacking_is_given_later_to_somebody_else(database: Database) -> None:
    rosters = database["rosters"]

    assert await chosen(rosters, "c-1", "a") == ["a"]
    assert await chosen(rosters, "c-1", "a", "b") == ["a", "b"]
    assert await chosen(rosters, "c-2") == []


async def test_two_seats_of_one_case_never_go_to_the_same_expert(database: Database) -> None:
    rosters = database["rosters"]
    first = await pick(rosters, "call-1", "c-1", ["after-1"], candidates("a"))

    assert first == {"after-1": "a"}
    assert await pick(rosters, "call-1", "c-1", ["after-2"], candidates("a")) == {}


async def test_a_newcomer_starts_at_the_present_minimum(database: Database) -> None:
    rosters = database["rosters"]
    for no in range(3):
        await chosen(rosters, f"c-{no}", "a", "b")

    assert await chosen(rosters, "c-3", "a", "b", "new") == ["new", "a"]
    assert await entries(rosters) == {"a": (4, 4), "b": (3, 3), "new": (4, 1)}


async def test_a_limit_is_of_seats_in_this_call(database: Database) -> None:
    rosters = database["rosters"]
    for no in range(3):
        await chosen(rosters, f"c-{no}", "a", "b", limit=2)
    elsewhere = await pick(rosters, "call-2", "c-9", PANEL, candidates("a", "b", limit=2))

    assert await entries(rosters) == {"a": (2, 2), "b": (2, 2)}
    assert elsewhere == {"panel-1": "a", "panel-2": "b"}


async def test_names_are_never_read_as_expressions(database: Database) -> None:
    assert await chosen(database["rosters"], "$turn", "$loads", "$$ROOT") == ["$$ROOT", "$loads"]


async def test_a_roster_remembers_a_bounded_number_of_answers(database: Database) -> None:
    rosters = database["rosters"]
    for no in range(REMEMBERED // 2 + 1):
        await chosen(rosters, f"c-{no}", "a", "b")

    roster = await rosters.find_one({"_id": "call-1"})
    assert roster is not None
    assert len(roster["given"]) == REMEMBERED
    assert sorted(roster) == ["_id", "given", "loads", "turn"]


async def test_four_pickers_at_once_share_the_seats_out_evenly(
    mongo: Server, database_name: str
) -> None:
    people = [f"e-{no}" for no in range(7)]
    clients = [driver.connect(mongo.mongo_url, "motor") for _ in range(4)]

    async def work(picker: int) -> list[str]:
        rosters = driver.durable(clients[picker], database_name)["rosters"]
        panels = [await chosen(rosters, f"c-{picker}-{no}", *people) for no in range(20)]
        assert all(len(set(panel)) == 2 for panel in panels)
        return [person for panel in panels for person in panel]

    got = Counter(
        person for seats in await asyncio.gather(*map(work, range(4))) for person in seats
    )
    kept = await entries(driver.durable(clients[0], database_name)["rosters"])
    for client in clients:
        await driver.close(client)

    assert got.total() == 160
    assert kept == {person: (seats, seats) for person, seats in got.items()}
    assert max(got.values()) - min(got.values()) <= 1


async def test_a_replacement_is_the_least_loaded_of_those_not_on_the_case(
    database: Database,
) -> None:
    rosters = database["rosters"]
    for case, *people in (("c-1", "a", "b"), ("c-2", "c", "d"), ("c-3", "c", "d"), ("c-4", "d")):
        await chosen(rosters, case, *people)
    found = await pick(rosters, "call-1", "c-1", ["after-1"], candidates("a", "b", "c", "d"))

    assert found == {"after-1": "c"}  # d has three seats; a and b have one, and it is on this case
