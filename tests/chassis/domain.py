"""The sample's process: a jar that counts what is put in, pure like every domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from chassis.process import Aggregate, Decision, Rules, go, ignore, stay
from contracts.base import Subject
from contracts.licensing import CaseProgressed


class JarState(StrEnum):
    """Open until it is full."""

    OPEN = "open"
    FULL = "full"


class Jar(Aggregate):
    """Counts what is put in."""

    state: JarState = JarState.OPEN
    coins: int = 0
    ticks: int = 0
    wakes: AwareDatetime | None = None
    unnumbered: bool = False
    number: int | None = None


@dataclass(frozen=True)
class Put:
    """Put one coin in; ``wake_after`` asks for a tick so many seconds later."""

    jar: str
    wake_after: float | None = None


@dataclass(frozen=True)
class TimeArrived:
    """The moment the jar asked for; the number that it waits for, if it does."""

    jar: str
    number: int | None = None


def _put(jar: Jar | None, put: Put, now: datetime) -> Decision[Jar]:
    jar = jar or Jar()
    wakes = jar.wakes if put.wake_after is None else now + timedelta(seconds=put.wake_after)
    return Decision(jar.but(coins=jar.coins + 1, wakes=wakes), (_told(put.jar, now),))


def _wake(jar: Jar, time: TimeArrived, now: datetime) -> Decision[Jar]:
    woken = jar.but(ticks=jar.ticks + 1, wakes=None, unnumbered=False, number=time.number)
    return Decision(woken, (_told(time.jar, now),))


def _told(jar: str, now: datetime) -> CaseProgressed:
    return CaseProgressed(
        subject=Subject(kind="licence", id=jar),
        case=jar,
        at=now,
        by="rule:jar",
        number="1",
        state="open",
        waits_for="coins",
        on="anybody",
    )


def _asleep(jar: Jar, _: TimeArrived, now: datetime) -> bool:
    return jar.wakes is None or jar.wakes > now


RULES: Rules = {
    (None, Put): go(JarState.OPEN, _put),
    (JarState.OPEN, Put): stay(_put),
    (JarState.FULL, Put): ignore("full is full"),
    (JarState.OPEN, TimeArrived): (ignore("not yet", when=_asleep), stay(_wake)),
}
