"""Moving the clock of a whole stack, so that nothing is skipped that a real year would have done.

The clock stops at each moment at which something is due in any service or in the travellers' own
diary. Nobody moves on before every process is at rest and everybody has acted.
"""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from deploy.local.client import Api, Json, Person

OPERATOR = Person("operator", "operator", "Olga Operator", "operator@example.org")

Act = Callable[[datetime], Awaitable[int]]
"""Lets people act on what waits for them at a moment; returns how many did."""

Seen = Callable[[datetime], None]

_PAUSE = 0.03
_STUCK = 0.2  # something is due and its service waits before it tries again


class NeverAtRest(Exception):  # noqa: N818 -- reads as what happened
    """A process stayed busy; says which, and with what."""


@dataclass(frozen=True)
class Rest:
    """Everything at rest: what time it is, and when something is due next, if ever."""

    now: datetime
    next: datetime | None


class Clocks:
    """The clocks of some processes, moved as one."""

    def __init__(self, processes: Sequence[Api]) -> None:
        self._processes = processes

    async def now(self) -> datetime:
        """Business time."""
        return _moment((await _read(self._processes[0]))["now"])

    async def move(self, to: datetime) -> None:
        """Moves every clock by the same; none runs backwards."""
        body = {"to": to.isoformat(), "at": datetime.now(UTC).isoformat()}
        await asyncio.gather(*(p.post("clock", OPERATOR, body) for p in self._processes))

    async def rest(self, within: float = 60) -> Rest:
        """Waits until every process is at rest.

        Raises:
            NeverAtRest: They were not within so many seconds.
        """
        end = asyncio.get_running_loop().time() + within
        while True:
            await asyncio.gather(*(_quiet(each, end) for each in self._processes))
            # A message may have been between two of them while we looked: look once more.
            told = await asyncio.gather(*(_read(each) for each in self._processes))
            if all(each["rest"] for each in told):
                due = [_moment(each["next"]) for each in told if each["next"]]
                return Rest(_moment(told[0]["now"]), min(due, default=None))


class Diary:
    """What somebody means to do, and when (business time)."""

    def __init__(self) -> None:
        self._pages: list[tuple[datetime, int, Callable[[], Awaitable[None]]]] = []
        self._order = count()

    @property
    def next(self) -> datetime | None:
        """The first moment noted."""
        return self._pages[0][0] if self._pages else None

    def note(self, at: datetime, do: Callable[[], Awaitable[None]]) -> None:
        """Notes something to do."""
        heapq.heappush(self._pages, (at, next(self._order), do))

    def remind(self, at: datetime) -> None:
        """Notes a moment to look up again; asked for twice, it is noted once."""
        if all(page[0] != at for page in self._pages):
            self.note(at, _nothing)

    async def keep(self, now: datetime) -> int:
        """Does what is noted up to now, in its order; returns how much that was."""
        done = 0
        while self._pages and self._pages[0][0] <= now:
            do = heapq.heappop(self._pages)[2]
            await do()
            done += do is not _nothing
        return done


async def _nothing() -> None:
    pass


async def settle(clocks: Clocks, act: Act) -> Rest:
    """Lets people act until nobody has anything to do."""
    while True:
        rest = await clocks.rest()
        if not await act(rest.now):
            return rest


async def travel(
    clocks: Clocks, until: datetime, *, diary: Diary, act: Act, seen: Seen = lambda _: None
) -> int:
    """Moves on to `until`, stopping wherever something is to be done.

    Args:
        clocks: Of every process.
        until: Where to stop (business time).
        diary: What people do on a day of their choice.
        act: Lets people act at each stop.
        seen: Told each moment that was reached.

    Returns:
        How many stops it took.
    """

    async def everybody(now: datetime) -> int:
        return await diary.keep(now) + await act(now)

    stops = 0
    while True:
        rest = await settle(clocks, everybody)
        seen(rest.now)
        if rest.now >= until:
            return stops
        target = min(moment for moment in (rest.next, diary.next, until) if moment is not None)
        if target <= rest.now:
            await asyncio.sleep(_STUCK)
            continue
        await clocks.move(target + timedelta(milliseconds=1))  # stored moments end at milliseconds
        stops += 1


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def _read(process: Api) -> Json:
    return await process.get("clock", OPERATOR)


async def _quiet(process: Api, end: float) -> None:
    loop = asyncio.get_running_loop()
    while not (told := await _read(process))["rest"]:
        if loop.time() > end:
            raise NeverAtRest(f"{told['service']} stayed busy: {told['under_way']}")
        await asyncio.sleep(_PAUSE)
