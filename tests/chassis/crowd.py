"""What the children of the concurrency tests do."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from pathlib import Path
from typing import Any

from chassis import mongo
from chassis.numbers import INDEXES, Numbers
from chassis.process import decide
from tests.chassis import children, domain, sample


def puts(url: str, database: str, driver: mongo.Driver, many: int, together: Any) -> None:
    """Put many coins into one jar, all at once."""

    async def runs() -> None:
        client = mongo.connect(url, driver)
        jars = sample.jars(mongo.durable(client, database))
        command = partial(decide, domain.RULES, domain.Put("jar"), sample.NOON)
        together.wait(20)
        await asyncio.gather(
            *(jars.change("jar", command, f"{os.getpid()}-{n}") for n in range(many))
        )
        await mongo.close(client)

    asyncio.run(runs())


def numbers(url: str, database: str, driver: mongo.Driver, many: int, together: Any) -> None:
    """Ask for many numbers at once, every one of them twice."""

    async def runs() -> None:
        client = mongo.connect(url, driver)
        held = mongo.durable(client, database)
        await mongo.ensure_indexes(held, {"numbers": INDEXES})
        giver = Numbers(held["numbers"])
        together.wait(20)
        owners = [f"{os.getpid()}-{n}" for n in range(many)] * 2
        first = await asyncio.gather(*(giver.give("ZP", owner) for owner in owners))
        assert first[:many] == first[many:]
        await mongo.close(client)

    asyncio.run(runs())


def serves(settings: Any, log: Path) -> None:
    """The sample as a process of its own."""
    children.serve("licensing", settings, sample.wire, sample.EVENTS, log)
