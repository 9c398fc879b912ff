"""What a service's `wire` gets and what it gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from fastapi import APIRouter

from chassis import forgetting, mongo, numbers, repository, revocations
from chassis.clock import Clock
from chassis.handlers import Handlers
from chassis.mongo import Bucket, Collection, Database, Document, Index
from chassis.process import A
from chassis.relay import Relay
from chassis.repository import Repository
from chassis.revocations import Revocations
from chassis.scheduler import Tick
from chassis.settings import ServiceSettings
from chassis.site.page import Site

T = TypeVar("T", bound=ServiceSettings)


@dataclass
class Wiring:
    """What a service is made of.

    Attributes:
        service: What its handlers get.
        handlers: By event.
        routers: Its HTTP doors.
        ticks: What is due, by collection.
        indexes: Beyond those of repositories and numbers.
        site: Its pages, when it has any.
        waiting: How many things wait for the world outside (mails), by name; an index counts them.
        running: Contexts that live as long as the process (a pool of mail connections).
    """

    service: Any
    handlers: Handlers[Any]
    routers: Sequence[APIRouter] = ()
    ticks: Sequence[Tick] = ()
    indexes: Mapping[str, Sequence[Index]] = field(default_factory=dict)
    site: Site | None = None
    waiting: Mapping[str, Callable[[], Awaitable[int]]] = field(default_factory=dict)
    running: Sequence[Callable[[], AbstractAsyncContextManager[Any]]] = ()


class Chassis(Generic[T]):
    """What `wire` builds on."""

    def __init__(self, settings: T, clock: Clock, database: Database, relay: Relay) -> None:
        self.settings = settings
        self.clock = clock
        self.database = database
        self._relay = relay
        self.indexes: dict[str, list[Index]] = {
            "erased": list(forgetting.INDEXES),
            "revoked": list(revocations.INDEXES),
        }
        self.revoked = Revocations(database["revoked"], clock)
        self.repositories: list[str] = []

    def site(self, templates: Path) -> Site:
        """The pages of the service, from templates of its own."""
        return Site(templates, secure=self.settings.public_url.startswith("https://"))

    def collection(self, name: str) -> Collection:
        """A plain collection of the service's database, written durably."""
        return self.database[name]

    def bucket(self, name: str) -> Bucket:
        """Files in chunks; see `mongo.bucket`."""
        self.indexes[f"{name}.chunks"] = [Index([("files_id", 1), ("n", 1)], unique=True)]
        return mongo.bucket(self.database, name)

    def repository(
        self,
        name: str,
        model: type[A],
        *,
        due: Callable[[A], datetime | None],
        schema: int = 1,
        upcast: Mapping[int, Callable[[Document], Document]] | None = None,
        ephemeral: bool = False,
    ) -> Repository[A]:
        """The aggregates of a collection; see `Repository`.

        What is ``ephemeral`` is deleted when it is due (real time) and has no tick.
        """
        self.indexes[name] = list(repository.EPHEMERAL if ephemeral else repository.INDEXES)
        self.repositories.append(name)
        return Repository(
            self.database[name],
            model,
            due=due,
            clock=self.clock,
            outlet=self._relay,
            schema=schema,
            upcast=upcast,
        )

    def numbers(self, name: str = "numbers") -> numbers.Numbers:
        """Gap-free numbers; see `Numbers`."""
        self.indexes[name] = list(numbers.INDEXES)
        return numbers.Numbers(self.database[name])
