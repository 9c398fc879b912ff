"""A guess saves a read, and a wrong one changes nothing but the number of tries."""

from __future__ import annotations

from functools import partial

import pytest

from chassis.process import Decision, Refused, Text, decide
from chassis.repository import ABSENT
from tests.chassis import domain, sample
from tests.chassis.conftest import Corner

PUT = partial(decide, domain.RULES, domain.Put("jar"), sample.NOON)


async def test_a_right_guess_is_committed(corner: Corner) -> None:
    jars = sample.jars(corner.database)

    made = await jars.change("jar", PUT, "m1", ABSENT)
    changed = await jars.change("jar", PUT, guess=made)

    assert (made.version, changed.version, await corner.coins("jar")) == (1, 2, 2)


async def test_a_guess_of_absence_that_is_wrong_is_decided_again(corner: Corner) -> None:
    jars = sample.jars(corner.database)
    await jars.change("jar", PUT, "m1")

    changed = await jars.change("jar", PUT, "m2", ABSENT)

    assert (changed.version, changed.state.coins) == (2, 2)


async def test_a_guess_does_not_apply_a_cause_twice(corner: Corner) -> None:
    jars = sample.jars(corner.database)
    await jars.change("jar", PUT, "m1", ABSENT)

    again = await jars.change("jar", PUT, "m1", ABSENT)

    assert (again.repeated, again.version, await corner.coins("jar")) == (True, 1, 1)


async def test_a_stale_guess_is_decided_again(corner: Corner) -> None:
    jars = sample.jars(corner.database)
    stale = await jars.change("jar", PUT, "m1")
    await jars.change("jar", PUT, "m2")

    changed = await jars.change("jar", PUT, guess=stale)

    assert (changed.version, changed.state.coins) == (3, 3)


async def test_nothing_is_concluded_from_a_guess_that_changes_nothing(corner: Corner) -> None:
    jars = sample.jars(corner.database)
    stale = await jars.change("jar", PUT, "m1")
    await jars.change("jar", PUT, "m2")

    def keep(jar: domain.Jar | None) -> Decision[domain.Jar]:
        return Decision(jar or domain.Jar())

    assert (await jars.change("jar", keep, guess=stale)).state.coins == 2


async def test_a_refusal_of_a_guess_is_not_the_last_word(corner: Corner) -> None:
    jars = sample.jars(corner.database)
    await jars.change("jar", PUT, "m1")

    def only_more(jar: domain.Jar | None) -> Decision[domain.Jar]:
        if jar is None:
            raise Refused("empty", Text("Pusto.", "Empty."))
        return PUT(jar)

    changed = await jars.change("jar", only_more, "m2", ABSENT)

    assert changed.state.coins == 2
    with pytest.raises(Refused):
        await jars.change("other", only_more, "m3", ABSENT)
