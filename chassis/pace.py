"""How often somebody may ask: one bucket for each person, or for each address, of this process.

A bucket is one number, the moment at which it will be full again (the generic cell rate algorithm);
no more than `HELD` are kept, those not used for longest go first.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis import problems
from chassis.auth import Unauthenticated, bearer
from chassis.process import Text
from chassis.site.visitor import carried

HELD: Final = 10_000
ROUNDING: Final = 1e-6
"""Seconds that nobody is made to wait: sums of fractions are never quite even."""

UNPACED: Final = ("/health/", "/metrics", "/look/")
"""What orchestrators ask all the time, and what a browser asks for with every first page."""

_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_SLOWER = Text(
    "Za dużo zapytań. Spróbuj za chwilę.", "Too many requests. Please try again shortly."
)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second in the long run, and so many at once; no limit when ``per_second`` is 0."""

    per_second: float
    burst: int


@dataclass(frozen=True, slots=True)
class Pace:
    """The rates of a service.

    Attributes:
        usual: Of one person; of one address that only reads without signing in.
        changes: Of everything else that one address sends without signing in.
        proxies: How many reverse proxies stand before the service, each of which adds the address
            it sees to the end of X-Forwarded-For. Whatever is before those anybody may have put in.
    """

    usual: Rate
    changes: Rate
    proxies: int = 0


class Buckets:
    """Who has asked lately.

    Args:
        now: Seconds that only grow.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._full_at: OrderedDict[tuple[str, Rate], float] = OrderedDict()

    def wait(self, who: str, rate: Rate) -> float:
        """Take one from the bucket; seconds to wait when it is empty, else 0."""
        if not rate.per_second:
            return 0
        now, key = self._now(), (who, rate)
        full_at = max(now, self._full_at.pop(key, now)) + 1 / rate.per_second
        over = full_at - now - rate.burst / rate.per_second
        if over < ROUNDING:
            over = 0
        self._full_at[key] = full_at - 1 / rate.per_second if over else full_at
        if len(self._full_at) > HELD:
            self._full_at.popitem(last=False)
        return over


class Paced:
    """Answers 429 to who asks too often, before anything else is done for them."""

    def __init__(self, app: ASGIApp, pace: Pace) -> None:
        self._app = app
        self._pace = pace
        self._buckets = Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or not."""
        if scope["type"] != "http" or scope["path"].startswith(UNPACED):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        wait = self._buckets.wait(*self._bucket(request))
        if not wait:
            await self._app(scope, receive, send)
            return
        again = {"Retry-After": str(math.ceil(wait))}
        answer = problems.problem(request, 429, "too-many-requests", _SLOWER, headers=again)
        await answer(scope, receive, send)

    def _bucket(self, request: Request) -> tuple[str, Rate]:
        try:
            who = bearer(request) if "authorization" in request.headers else carried(request)
        except Unauthenticated:
            reads = request.method in _READS
            return address(request, self._pace.proxies), (
                self._pace.usual if reads else self._pace.changes
            )
        request.state.language = who.language
        return f"person {who.person}", self._pace.usual


def address(request: Request, proxies: int) -> str:
    """Where a request comes from; of IPv6 the network, which is what one customer has."""
    seen = request.client.host if request.client else ""
    told = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    if proxies and len(told) >= proxies:
        seen = told[-proxies].strip() or seen
    try:
        found = ipaddress.ip_address(seen)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else seen  # noqa: PLR2004
