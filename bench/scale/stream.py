"""New applications at a steady rate, and how long each takes to reach evaluation."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from bench import samples
from bench.report import quantile
from bench.web import Unexpected, Web
from chassis.auth import Principal, mint
from contracts.base import Role

LOOK: Final = 0.02
GIVEN_UP: Final = 60.0
UNKNOWN: Final = 404
DAY_OF_TOKENS: Final = 24 * 60


@dataclass
class Stream:
    """Applicants who file one after another, whatever happens to those before.

    Attributes:
        urls: Of intake and evaluation.
        signing_key: What tokens are signed with (PEM).
        rate: Applications a second.
        first: Number of the first applicant.
        taken: By application: the moment it was sent, and seconds until its case was open.
    """

    urls: Mapping[str, str]
    signing_key: bytes
    rate: float
    first: int
    taken: list[tuple[float, float]] = field(default_factory=list)
    _sent: int = 0

    async def run(self, call: str, stop: asyncio.Event) -> None:
        """File until told to stop, then wait for the last case."""
        async with AsyncExitStack() as stack, asyncio.TaskGroup() as tasks:
            intake, evaluation = [
                await stack.enter_async_context(Web(self.urls[name]))
                for name in ("intake", "evaluation")
            ]
            began = time.perf_counter()
            while not stop.is_set():
                await asyncio.sleep(max(0, began + self._sent / self.rate - time.perf_counter()))
                tasks.create_task(self._file(intake, evaluation, call, self.first + self._sent))
                self._sent += 1

    async def _file(self, intake: Web, evaluation: Web, call: str, no: int) -> None:
        body = {"call": call, "form": samples.application(no), "submit": True}
        applicant, officer = self.token("applicant", no), self.token("officer", no)
        sent = time.perf_counter()
        made = await intake.post("/api/applications", applicant, body, f"stream-{no}")
        while not await _open(evaluation, made["id"], officer):
            if time.perf_counter() - sent > GIVEN_UP:
                raise TimeoutError(f"{made['id']} is not with evaluation after {GIVEN_UP:g} s")
            await asyncio.sleep(LOOK)
        self.taken.append((sent, time.perf_counter() - sent))

    def token(self, role: Role, no: int) -> str:
        """Each applicant and each officer is somebody else: nobody asks too often."""
        who = Principal(f"{role}-{no}", "Anna", f"{role}-{no}@example.org", "pl", frozenset({role}))
        return mint(self.signing_key, who, datetime.now(UTC), minutes=DAY_OF_TOKENS)

    def between(self, begin: float, end: float) -> dict[str, float]:
        """What applications sent in this time took."""
        took = [seconds * 1000 for sent, seconds in self.taken if begin <= sent < end]
        return {
            "applications": len(took),
            "p50_ms": round(quantile(took, 0.5)),
            "p99_ms": round(quantile(took, 0.99)),
        }


async def _open(evaluation: Web, case: str, officer: str) -> bool:
    try:
        await evaluation.get(f"/api/cases/{case}", officer)
    except Unexpected as answer:
        if answer.status != UNKNOWN:
            raise
        return False
    return True
