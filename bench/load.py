"""The two loops: as many cases at once as allowed, or so many a second whatever happens."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.bots import People

REST_WITHIN = 60.0
LOOK = 0.05


class Unrest(Exception):  # noqa: N818 -- reads as what happened
    """The arm did not come to rest."""


@dataclass(frozen=True)
class Run:
    """What a loop took: seconds until everything was at rest, and until active by case."""

    seconds: float
    latencies: tuple[float, ...]

    @property
    def cases_per_s(self) -> float:
        """Cases a second, the mails and case files of the last one included."""
        return len(self.latencies) / self.seconds


async def closed(
    people: People, first: int, cases: int, concurrency: int, at_rest: Callable[[], bool]
) -> Run:
    """Run cases numbered from ``first``, so many at once, until everything is at rest."""
    began = time.perf_counter()
    left = iter(range(first, first + cases))
    latencies: list[float] = []

    async def applicant() -> None:
        for no in left:  # shared: each number is taken by one of them
            latency = await people.apply(no)
            latencies.append(latency)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(people.watch())
        applicants = [tasks.create_task(applicant()) for _ in range(concurrency)]
        await asyncio.gather(*applicants)
        people.leave()
    await rest(at_rest)
    return Run(time.perf_counter() - began, tuple(latencies))


async def opened(
    people: People, first: int, rate: float, seconds: float, at_rest: Callable[[int], bool]
) -> Run:
    """Send ``rate`` cases a second at even distances, whether or not the others are done."""
    began = time.perf_counter()
    latencies: list[float] = []

    async def applicant(no: int) -> None:
        latencies.append(await people.apply(no))

    cases = round(rate * seconds)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(people.watch())
        applicants = []
        for index in range(cases):
            await asyncio.sleep(max(0.0, began + index / rate - time.perf_counter()))
            applicants.append(tasks.create_task(applicant(first + index)))
        await asyncio.gather(*applicants)
        people.leave()
    await rest(lambda: at_rest(cases))
    return Run(time.perf_counter() - began, tuple(latencies))


async def rest(at_rest: Callable[[], bool]) -> None:
    """Wait until the arm is at rest.

    Raises:
        Unrest: It is not within a minute.
    """
    end = time.monotonic() + REST_WITHIN
    while not at_rest():
        if time.monotonic() > end:
            raise Unrest(f"not at rest {REST_WITHIN:g} s after the last licence")
        await asyncio.sleep(LOOK)
