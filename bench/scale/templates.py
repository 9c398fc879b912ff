"""From one true document to many: its dates moved, its made-up words replaced.

A stage is written as text once for each distance it is moved by; a copy is that text with other
words in it, read as JSON again. What JSON cannot say (moments, bytes) is put back afterwards.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from bson import ObjectId

from bench.scale.stories import EXPERTS, Kept, a_form
from chassis.mongo import Document

DATE: Final = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?![\d-])")
DAY: Final = dt.timedelta(days=1)
DUE: Final = ("due",)

Path = tuple[str | int, ...]
Due = Callable[[str, str, Document], dt.datetime | None]
"""The next moment that matters to a document, by its service; a copy may have none."""

Words = Mapping[str, str]
"""What a copy says instead of each made-up word."""


@dataclass(frozen=True)
class Stage:
    """A stage of a case, moved to one distance from today: ready to be copied.

    Attributes:
        text: Literal pieces and, between them, made-up words.
        places: Service and collection of each document.
        beside: What the text does not hold: document, path and value.
    """

    kept: Kept
    moved: dt.timedelta
    text: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    beside: tuple[tuple[int, Path, Any], ...]

    @property
    def moments(self) -> list[dt.datetime]:
        """When its documents are due."""
        return [value for _, path, value in self.beside if path == DUE and value]

    def copy(self, words: Words) -> list[tuple[str, str, Document]]:
        """The documents of one case that says these words."""
        said = "".join(words.get(piece, piece) for piece in self.text)
        documents = orjson.loads(said)
        for no, path, value in self.beside:
            if path == DUE and value is None:
                del documents[no]["due"]
            else:
                _put(documents[no], path, ObjectId() if isinstance(value, ObjectId) else value)
        return [(*place, doc) for place, doc in zip(self.places, documents, strict=True)]


def marks_of(kept: Kept) -> list[str]:
    """Every word of the stage that a copy replaces."""
    no, entity = kept.no, a_form(kept.no, kept.at)["entity"]
    names = ("kind", "what", "place", "nth", "town", "item", "thing", "first", "last")
    judges = [said for expert in EXPERTS for said in (expert.id, expert.name)]
    numbers = [said for number in kept.numbers for said in (number, number.replace("/", "-"))]
    return [
        *(f"{letter}q{name}{no}z" for letter in "Zz" for name in names),
        *(f"zqperson{no}z", f"zqmail{no}z", entity["nip"], entity["regon"], entity["krs"]),
        *(*kept.cases, *kept.others, kept.call, *judges, *numbers),
    ]


def stage(kept: Kept, moved: dt.timedelta, due: Due) -> Stage:
    """Write the stage as text, all its dates moved."""
    beside: list[tuple[int, Path, Any]] = []
    plain = []
    for no, (_, _, doc) in enumerate(kept.documents):
        # Copies are no part of the daily seals, and not what today's has to take in.
        said, aside = _plain({k: v for k, v in doc.items() if k != "unsealed"}, moved)
        plain.append(said)
        beside += [(no, path, value) for path, value in aside]
    text = DATE.sub(lambda found: _later(found[0], moved), orjson.dumps(plain).decode())
    places = tuple((service, name) for service, name, _ in kept.documents)
    for no, (place, doc) in enumerate(zip(places, orjson.loads(text), strict=True)):
        if "due" in kept.documents[no][2]:
            beside.append((no, DUE, due(*place, doc)))
    marks = sorted(marks_of(kept), key=len, reverse=True)
    pieces = re.split(f"({'|'.join(map(re.escape, marks))})", text)
    return Stage(kept, moved, tuple(pieces), places, tuple(beside))


def _plain(value: Any, moved: dt.timedelta) -> tuple[Any, list[tuple[Path, Any]]]:
    """The value as JSON can say it, and what it cannot."""
    aside: list[tuple[Path, Any]] = []

    def walk(each: Any, path: Path) -> Any:
        if isinstance(each, dict):
            return {key: walk(inner, (*path, key)) for key, inner in each.items()}
        if isinstance(each, list):
            return [walk(inner, (*path, no)) for no, inner in enumerate(each)]
        if isinstance(each, str | int | float | bool | None):
            return each
        if path != DUE:
            aside.append((path, each + moved if isinstance(each, dt.datetime) else each))
        return None

    return walk(value, ()), aside


def _later(date: str, moved: dt.timedelta) -> str:
    return f"{dt.date.fromisoformat(date) + moved:%Y-%m-%d}"


def _put(document: Any, path: Path, value: Any) -> None:
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = value


def stages(kept: Kept, now: dt.datetime, due: Due, most: int) -> list[Stage]:
    """The stage at so many distances, at each of which nothing in it is due yet, evenly spread.

    One that waits for nothing lies anywhere in the last four years.
    """
    moments = [doc["due"] for _, _, doc in kept.documents if doc.get("due")]
    horizon = min(moments) - kept.at if moments else 4 * 365 * DAY
    lately = now.date() - kept.at.date()
    days = max(1, horizon // DAY)
    ages = sorted({days * no // most for no in range(most)})
    found = [stage(kept, lately - age * DAY, due) for age in ages]
    return [each for each in found if all(moment > now for moment in each.moments)]
