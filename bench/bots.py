"""Bots that answer for the people, through the same HTTP paths for both arms.

Each looks at its list at a modest pace and does everything it finds there at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from bench import samples
from bench.web import Web
from chassis.auth import Principal, mint
from contracts.base import Role

PACE = 0.25
"""Seconds between two looks at a list."""

Item = dict[str, Any]


@dataclass
class Case:
    """One application on its way: when it was sent, and when its licence became active."""

    sent: float
    active: asyncio.Future[float] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class People:
    """Applicants, experts, the director and the office of one arm.

    Args:
        urls: Of intake, evaluation and licensing.
        signing_key: What tokens are signed with (PEM).
    """

    def __init__(self, urls: Mapping[str, str], signing_key: bytes) -> None:
        self._key = signing_key
        self._urls = urls
        self._stack = AsyncExitStack()
        self._bots: list[asyncio.Task[None]] = []
        self._cases: dict[str, Case] = {}
        self._done = asyncio.Event()
        self.call = ""

    async def __aenter__(self) -> Self:
        """Everybody signs in and looks at their lists."""
        self._web = {
            name: await self._stack.enter_async_context(Web(url))
            for name, url in self._urls.items()
        }
        self._officer = self._token("officer", "officer")
        self._director = self._token("director", "director")
        self._applicant = self._token("applicant", "applicant")
        tokens = [self._token("expert", f"expert-{no}") for no in range(samples.EXPERTS)]
        bots = [*(self._expert(token) for token in tokens), self._confirm(), self._sign()]
        self._bots = [
            asyncio.create_task(_later(no * PACE / len(bots), bot)) for no, bot in enumerate(bots)
        ]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Everybody goes home."""
        for bot in self._bots:
            bot.cancel()
        await asyncio.gather(*self._bots, return_exceptions=True)
        await self._stack.aclose()

    async def prepare(self) -> None:
        """Open the call and enrol the experts; twice is once."""
        web = self._web["intake"]
        self.call = (await web.post("/api/calls", self._officer, samples.CALL, "call"))["id"]
        for no in range(samples.EXPERTS):
            body = samples.expert(no)
            await self._web["evaluation"].post("/api/experts", self._officer, body, f"expert-{no}")

    async def apply(self, no: int) -> float:
        """Send application ``no`` and wait for its licence; the seconds that took."""
        case = Case(time.perf_counter())
        body = {"call": self.call, "form": samples.application(no), "submit": True}
        path = "/api/applications"
        made = await self._web["intake"].post(path, self._applicant, body, f"application-{no}")
        self._cases[made["id"]] = case
        return await case.active - case.sent

    async def watch(self) -> None:
        """Wait until everybody may leave.

        Raises:
            Exception: What a bot met; none ever ends by itself.
        """
        leaving = asyncio.create_task(self._done.wait())
        await asyncio.wait([leaving, *self._bots], return_when=asyncio.FIRST_COMPLETED)
        for bot in self._bots:
            if bot.done():
                leaving.cancel()
                bot.result()

    def leave(self) -> None:
        """No more applications will be sent in this loop."""
        self._done.set()

    def _token(self, role: Role, person: str) -> str:
        who = Principal(person, person, f"{person}@example.org", "pl", frozenset({role}))
        return mint(self._key, who, datetime.now(UTC), minutes=60)

    async def _expert(self, token: str) -> None:
        web = self._web["evaluation"]

        async def score(item: Item) -> None:
            task = item["id"]
            path = f"/api/tasks/{task}"
            await web.post(f"{path}/declaration", token, {"conflict": False}, f"{task}-declare")
            claimed = await web.post(f"{path}/claim", token, {"session": task}, f"{task}-claim")
            card = samples.card(claimed["token"], claimed)
            await web.post(f"{path}/card", token, card, f"{task}-card")

        await self._look(web, "/api/tasks?limit=100", token, score)

    async def _confirm(self) -> None:
        web = self._web["evaluation"]

        async def confirm(item: Item) -> None:
            path = f"/api/cases/{item['id']}/confirmation"
            await web.post(path, self._director, {}, f"{item['id']}-confirm")

        path = "/api/cases?state=awaiting_confirmation&limit=100"
        await self._look(web, path, self._director, confirm)

    async def _sign(self) -> None:
        web = self._web["licensing"]

        async def sign(item: Item) -> None:
            path = f"/api/licences/{item['id']}/signature"
            signed = await web.post(path, self._officer, {"form": "paper"}, f"{item['id']}-sign")
            if signed["state"] != "active":
                raise AssertionError(f"signed and {signed['state']}")
            while item["id"] not in self._cases:  # its sender has not heard of its id yet
                await asyncio.sleep(PACE)
            self._cases.pop(item["id"]).active.set_result(time.perf_counter())

        path = "/api/licences?state=awaiting_signature&limit=100"
        await self._look(web, path, self._officer, sign)

    async def _look(
        self, web: Web, path: str, token: str, act: Callable[[Item], Awaitable[None]]
    ) -> None:
        while True:
            began = time.perf_counter()
            found = await web.get(path, token)
            await asyncio.gather(*(act(item) for item in found["items"]))
            await asyncio.sleep(max(0.0, PACE - (time.perf_counter() - began)))


async def _later(seconds: float, bot: Coroutine[Any, Any, None]) -> None:
    """People do not all look at their lists at the same moment."""
    await asyncio.sleep(seconds)
    await bot
