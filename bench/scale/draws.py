"""Arguments for queries: drawn from what is stored, so that something is found."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final, cast

from bench.scale.house import House
from deploy.local.client import Json

PICKED: Final = 1000
"""Documents that arguments are drawn from."""

RARE: Final = 20
"""Beside them, of each state."""


@dataclass
class Draw:
    """Arguments that fit what is stored; ``same`` is what one question has been given before."""

    chance: Random
    kept: Mapping[tuple[str, str], list[Json]]
    same: dict[tuple[str, str], Json] = field(default_factory=dict)

    def any(self, service: str, collection: str) -> Json:
        """One document."""
        return self.chance.choice(self.kept[service, collection])

    def one(self, service: str, collection: str) -> Json:
        """One document, the same throughout a question."""
        return self.same.setdefault((service, collection), self.any(service, collection))

    def where(self, service: str, collection: str, value: Any, *path: str) -> Json:
        """One aggregate whose state says this, there."""
        found = [each for each in self.kept[service, collection] if _at(each, path) == value]
        return self.chance.choice(found)

    def state(self, service: str, collection: str) -> Json:
        """One aggregate's state."""
        return cast("Json", self.any(service, collection)["state"])


def _at(document: Json, path: tuple[str, ...]) -> Any:
    found: Any = document["state"]
    for part in path:
        found = found[part]
    return found


async def draw_from(house: House, seed: str = "draw") -> Draw:
    """Pick documents of every collection at random, once the day has its head."""
    await house.wirings["intake"].service.heads.seal()
    kept = {}
    for service, database in house.own.items():
        for name in await database.list_collection_names():
            cursor = await database[name].aggregate([{"$sample": {"size": PICKED}}])
            kept[service, name] = await cursor.to_list(None)
            for state in await database[name].distinct("state.state"):
                rare = database[name].find({"state.state": state}).limit(RARE)
                kept[service, name] += await rare.to_list(None)
    return Draw(Random(seed), kept)  # noqa: S311 -- nobody has to be kept from guessing


@dataclass(frozen=True)
class Question:
    """Something to ask: a route as somebody with some parameters, or a line of `ASKED`."""

    route: str
    ask: Callable[[House, Draw], Awaitable[Any]]
    role: str = ""
    given: str = ""


def beginning(draw: Draw, text: str) -> str:
    """The beginning of a word, as somebody types it."""
    word = draw.chance.choice(text.split())
    return word[: draw.chance.randint(3, 6)]
