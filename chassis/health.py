"""What operators and orchestrators ask each process: alive, ready, figures, the clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Literal, Protocol

from fastapi import APIRouter, Depends, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import AwareDatetime, BaseModel, ConfigDict

from chassis.auth import allow, public
from chassis.meters import Meters


class Waiting(BaseModel):
    """For how many seconds the oldest has been waiting; null where nothing waits.

    Attributes:
        outbox: To be published.
        due: For its time, which has come.
        queues: Taken from a queue and not done with, by queue.
        counts: How many things wait for the world outside, by name (`Wiring.waiting`).
        now: Business time.
    """

    outbox: float | None
    due: float | None
    queues: dict[str, float]
    counts: dict[str, int]
    now: datetime


class Vitals(Protocol):
    """What a running service can tell about itself."""

    meters: Meters

    def troubles(self) -> list[str]:
        """Why it is not ready; empty when it is."""

    async def rest(self) -> dict[str, Any]:
        """Its business time, its next due moment and whether anything is under way."""

    async def waiting(self) -> Waiting:
        """For how long the oldest of everything has been waiting."""

    async def move(self, to: datetime, at: datetime | None) -> None:
        """Move its business time."""


class Readiness(BaseModel):
    """Whether the process can do its work, and what keeps it from that."""

    status: Literal["ready", "not ready"]
    troubles: list[str]


class Move(BaseModel):
    """Where to move the clock, and at which real moment it is there (now unless told)."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"to": "2026-03-02T09:00:00Z"}]})

    to: AwareDatetime
    at: AwareDatetime | None = None


def router(vitals: Vitals, *, time_travel: bool) -> APIRouter:
    """The health routes; the clock's only where time may travel."""
    routes = APIRouter(tags=["operator"])

    @routes.get("/health/live", dependencies=[Depends(public)])
    async def live() -> dict[str, str]:
        """The process runs."""
        return {"status": "alive"}

    @routes.get(
        "/health/ready", dependencies=[Depends(public)], responses={503: {"model": Readiness}}
    )
    async def ready(response: Response) -> Readiness:
        """Database, readers' queues and own consumers are there; else a 503 that says what not."""
        troubles = vitals.troubles()
        response.status_code = 503 if troubles else 200
        return Readiness(status="not ready" if troubles else "ready", troubles=troubles)

    @routes.get("/health/waiting", dependencies=[Depends(public)])
    async def waiting() -> Waiting:
        """For how long the oldest message, timer and unpublished change wait; business time."""
        return await vitals.waiting()

    @routes.get("/metrics", dependencies=[Depends(public)], response_class=PlainTextResponse)
    async def metrics() -> Response:
        """Figures in the Prometheus text format."""
        return Response(generate_latest(vitals.meters.registry), media_type=CONTENT_TYPE_LATEST)

    if time_travel:
        _clock(routes, vitals.rest, vitals.move)
    return routes


def _clock(
    routes: APIRouter,
    rest: Callable[[], Awaitable[dict[str, Any]]],
    move: Callable[[datetime, datetime | None], Awaitable[None]],
) -> None:
    operator = allow("operator")

    @routes.get("/api/clock", dependencies=[Depends(operator)])
    async def read() -> dict[str, Any]:
        """Business time, the next due moment, and whether the service is at rest."""
        return await rest()

    @routes.post("/api/clock", dependencies=[Depends(operator)])
    async def travel(body: Move) -> dict[str, Any]:
        """Move business time forward; it never goes back."""
        await move(body.to, body.at)
        return await rest()
