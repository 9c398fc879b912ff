"""A postman's things: the clock, the post that commits go into, a letter, an order to hold one."""

from __future__ import annotations

import datetime as dt
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from chassis.clock import Clock
from chassis.mongo import Collection, Document

MORNING: Final = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
"""A Monday; nobody's steps take a story past midnight."""


class SetClock(Clock):
    """Business time shows what it was set to; the real time is real."""

    moment = MORNING

    def now(self) -> dt.datetime:
        return self.moment


class Key(NamedTuple):
    """A message by what it is in its story: the n-th of its type in its case."""

    type: str
    case: str | None
    no: int


@dataclass(frozen=True)
class Letter:
    """A committed message."""

    key: Key
    id: str
    body: bytes
    causation: str | None


@dataclass
class Hold:
    """``reader`` gets ``first`` only after ``then``, the other way round than it was told."""

    reader: str
    first: Key
    then: Key
    kept: Letter | None = None
    over: bool = False
    swapped: bool = False


@dataclass
class Post:
    """Where the four services put what they have committed; the order is that of the commits."""

    waiting: deque[tuple[Collection, str, Letter]] = field(default_factory=deque)
    seen: Counter[tuple[str, str | None]] = field(default_factory=Counter)

    def offer(self, collection: Collection, id: str, entries: Sequence[Document]) -> None:  # noqa: A002
        """Take what was committed, as the relay does."""
        for entry in entries:
            kind = (entry["type"], entry["case"])
            self.seen[kind] += 1
            key = Key(*kind, self.seen[kind])
            letter = Letter(key, entry["id"], entry["body"].encode(), entry["cause"])
            self.waiting.append((collection, id, letter))
