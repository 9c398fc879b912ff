"""Work beside the messages: it goes on whatever happens in a round."""

from __future__ import annotations

import asyncio

from pymongo.errors import ConnectionFailure

from chassis.rounds import rounds

FAILURES = (ConnectionFailure("away"), ValueError("what was sent"), None, None)


async def test_a_failed_round_is_followed_by_the_next_until_the_end() -> None:
    begun = 0
    went_on = asyncio.Event()

    async def work() -> bool:
        nonlocal begun
        begun += 1
        if begun == len(FAILURES):
            went_on.set()
        failure = FAILURES[min(begun, len(FAILURES)) - 1]
        if failure is not None:
            raise failure
        return False

    async with rounds("trying", work, every=0.001):
        async with asyncio.timeout(5):
            await went_on.wait()
    ended = begun
    await asyncio.sleep(0.02)
    assert begun == ended


async def test_the_next_round_begins_at_once_while_there_is_more() -> None:
    left, done = 3, asyncio.Event()

    async def work() -> bool:
        nonlocal left
        left -= 1
        if not left:
            done.set()
        return left > 0

    async with rounds("trying", work, every=3_600), asyncio.timeout(5):
        await done.wait()
