"""Work that a worker does beside its messages, round after round."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog

from chassis.logging import describe
from chassis.mongo import TROUBLE, wanted

log = structlog.get_logger()


@asynccontextmanager
async def rounds(
    name: str, work: Callable[[], Awaitable[bool]], every: float
) -> AsyncIterator[None]:
    """Do the work again and again while the context lasts.

    A round that fails is logged and another one begins: nothing but the end of the process stops
    them.

    Args:
        name: What the work is called in the log.
        work: One round; true when the next is to begin at once.
        every: Seconds between two rounds.
    """
    task = asyncio.create_task(_go(name, work, every), name=name)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task], timeout=1)


async def _go(name: str, work: Callable[[], Awaitable[bool]], every: float) -> None:
    while wanted():
        try:
            if await work():
                continue
        except TROUBLE as trouble:
            log.debug("round_waits", work=name, error=type(trouble).__name__)
        except Exception as error:  # noqa: BLE001 -- one round's failure never ends the others
            log.error("round_failed", work=name, error=describe(error))  # noqa: TRY400
        await asyncio.sleep(every)
