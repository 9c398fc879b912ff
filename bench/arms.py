"""One arm at a time on the shared servers: its processes, its people, its figures."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench import lag
from bench.bots import People
from bench.counting import COUNTS_WRITES, STATISTICS_MS, Counts, Servers
from bench.load import Run, closed, opened
from bench.options import Arm
from bench.truth import Truth
from bench.usage import Usage
from contracts.base import SERVICES
from deploy.local.keys import kept_keys
from deploy.local.management import in_vhost
from deploy.local.plan import Plan
from deploy.local.servers import Mongo, Rabbit
from deploy.local.stack import Stack


@dataclass
class Figures:
    """What the rounds of one arm gave."""

    cases: int = 0
    runs: list[Run] = field(default_factory=list)
    counts: list[Counts] = field(default_factory=list)
    cpu_ms: dict[str, float] = field(default_factory=dict)
    memory_mib: dict[str, float] = field(default_factory=dict)


class Ground:
    """The private servers, and what the arms have done on them.

    Args:
        directory: Everything lies below it.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._rabbit = Rabbit(directory, statistics_ms=STATISTICS_MS)
        self._mongo = Mongo(directory, [COUNTS_WRITES])
        self.figures: dict[Arm, Figures] = {}

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start the servers, and kill them at the end: nobody wants their data again."""
        try:
            self._rabbit.launch()
            self._mongo.start()
            self._rabbit.wait()
            self._servers = Servers(self._rabbit.management_url, self._mongo.mongo_url)
            yield
            self._servers.close()
        finally:
            self._rabbit.kill()
            self._mongo.kill()

    async def run(self, arm: Arm, cases: int, concurrency: int) -> Run:
        """One round of the closed loop, counted and checked."""
        figures = self.figures.setdefault(arm, Figures())
        with self._stack(arm) as stack:
            async with self._people(stack) as people:
                truth, pids = self._truth(stack), self._pids(stack)
                before = self._servers.counts(arm.name)
                usage = Usage(pids)
                at_rest = partial(truth.at_rest, figures.cases + cases)
                run = await closed(people, figures.cases, cases, concurrency, at_rest)
                self._add(figures, run, usage)
                figures.cases += cases
                figures.counts.append(self._servers.counts(arm.name) - before)
            self._check(arm, truth, figures)
        return run

    async def run_open(self, arm: Arm, rate: float, seconds: float) -> tuple[Run, lag.Lag]:
        """The open loop, and the lag from commit to visibility that the services saw."""
        figures = self.figures[arm]
        with self._stack(arm) as stack:
            async with self._people(stack) as people:
                truth = self._truth(stack)
                urls = [copy.url for copy in stack.copies]
                before = lag.read(urls)
                first = figures.cases
                run = await opened(
                    people, first, rate, seconds, lambda cases: truth.at_rest(first + cases)
                )
                seen = lag.read(urls) - before
            figures.cases += len(run.latencies)
            self._check(arm, truth, figures)
        return run, seen

    @contextmanager
    def _stack(self, arm: Arm) -> Iterator[Stack]:
        if not self.figures[arm].runs:
            self._servers.management.create_vhost(arm.name)
        plan = Plan(
            self._directory / arm.name,
            keep=False,
            driver=arm.driver,
            broker_url=in_vhost(self._rabbit.amqp_url, arm.name),
            mongo_url=self._mongo.mongo_url,
            database_prefix=f"{arm.name}-",
            package="services" if arm.kind == "znak" else "bench.floor",
        )
        with Stack(plan) as stack:
            yield stack
            stack.check()

    @asynccontextmanager
    async def _people(self, stack: Stack) -> AsyncIterator[People]:
        keys = kept_keys(stack.plan.directory / "keys")
        urls: dict[str, str] = {service: stack.url(service) for service in SERVICES}
        async with People(urls, keys.private.read_bytes()) as people:
            await people.prepare()
            yield people

    def _truth(self, stack: Stack) -> Truth:
        return Truth(self._servers.mongo, stack.plan.database_prefix, stack.mails)

    def _pids(self, stack: Stack) -> Mapping[str, int]:
        return {
            **{copy.service: copy.child.pid for copy in stack.copies},
            "broker": self._rabbit.child.pid,
            "database": self._mongo.child.pid,
            "mail_sink": stack.pids["The mail sink"],
        }

    def _add(self, figures: Figures, run: Run, usage: Usage) -> None:
        figures.runs.append(run)
        for name, spent in usage.cpu_ms().items():
            figures.cpu_ms[name] = figures.cpu_ms.get(name, 0) + spent
        for name, size in usage.memory_mib().items():
            figures.memory_mib[name] = max(figures.memory_mib.get(name, 0), size)

    def _check(self, arm: Arm, truth: Truth, figures: Figures) -> None:
        truth.check(figures.cases)
        dead = self._servers.dead(arm.name)
        if dead:
            raise AssertionError(f"{arm.name}: {dead} messages in dead letters or retries")
