"""Lists, a page at a time: the same parameters, cursors and stable order at every door.

A page begins after the last document of the one before it, not after so many of them, so what is
written while somebody turns pages neither hides a document from them nor shows it twice.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, Literal, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, TypeAdapter, ValidationError

from chassis.mongo import Collection, Document
from chassis.process import FieldError, Invalid, Text

T = TypeVar("T")
S = TypeVar("S")
Direction = Literal[1, -1]
Key = tuple[str, Direction]

LONGEST: Final = 100
BY_ID: Final[Key] = ("_id", 1)

_STRANGE = Text(
    "Nie ma takiego miejsca na liście. Zacznij od początku.",
    "There is no such place in the list. Please begin anew.",
)
_PLACE: Final = TypeAdapter(tuple[str, Literal[1, -1], str, str])


class Page(BaseModel, Generic[T]):
    """Some items; ``next`` is what to send as ``after`` for more, none on the last page."""

    items: list[T]
    next: str | None = None

    def of(self, show: Callable[[T], S]) -> Page[S]:
        """The same page of what `show` makes of each item."""
        return Page(items=[show(item) for item in self.items], next=self.next)


@dataclass(frozen=True, slots=True)
class Turn:
    """Which page somebody asks for: so many items, after this place."""

    limit: int = 50
    after: str | None = None


def _turn(
    limit: Annotated[int, Query(ge=1, le=LONGEST, description="Items on a page.")] = 50,
    after: Annotated[
        str | None, Query(max_length=1000, description="`next` of the page before.")
    ] = None,
) -> Turn:
    return Turn(limit, after)


Turned = Annotated[Turn, Depends(_turn)]
"""What a route that lists takes."""


async def read(
    collection: Collection,
    query: Document,
    turn: Turn,
    by: Key = BY_ID,
    fields: dict[str, int] | None = None,
) -> Page[Document]:
    """One page of a collection.

    Args:
        collection: What is listed.
        query: What the documents must be.
        turn: Which page.
        by: The field that orders them and its direction: a text that every document has and keeps;
            ``_id`` settles ties in the same direction. An index has to end with both.
        fields: What is read of a document, all of it by default.

    Raises:
        Invalid: The cursor is none of this list; names ``after``.
    """
    order: Sequence[Key] = (by,) if by == BY_ID else (by, ("_id", by[1]))
    if turn.after is not None:
        query = {"$and": [query, _after(by, turn.after)]} if query else _after(by, turn.after)
    cursor = collection.find(query, fields).sort(list(order)).limit(turn.limit + 1)
    found = await cursor.to_list(turn.limit + 1)  # one more tells whether there is a next page
    page = found[: turn.limit]
    return Page(items=page, next=_place(by, page[-1]) if len(found) > turn.limit else None)


def _after(by: Key, place: str) -> Document:
    """What stands behind a place."""
    field, direction = by
    value, last = _found(by, place)
    beyond = "$gt" if direction == 1 else "$lt"
    if field == "_id":
        return {"_id": {beyond: last}}
    tied = {field: value, "_id": {beyond: last}}
    return {field: {f"{beyond}e": value}, "$or": [{field: {beyond: value}}, tied]}


def _place(by: Key, document: Document) -> str:
    value: Any = document
    for part in by[0].split("."):
        value = value[part]
    text = json.dumps([*by, value, document["_id"]], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _found(by: Key, place: str) -> tuple[str, str]:
    try:
        text = base64.b64decode(place + "=" * (-len(place) % 4), b"-_", validate=True)
        *ordered, value, last = _PLACE.validate_json(text, strict=True)
    except (ValidationError, ValueError) as error:
        raise Invalid((FieldError("after", "cursor", _STRANGE),)) from error
    if tuple(ordered) != by:
        raise Invalid((FieldError("after", "cursor", _STRANGE),))
    return value, last
