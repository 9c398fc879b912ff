"""Reading a card: what a person typed becomes a `Card`, or every wrong field is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from chassis.process import FieldError, Invalid, Text
from contracts.values import Criterion, Item
from services.evaluation.domain.case import Card, DraftScore, ItemScores, Score

Typed = Sequence[Mapping[str, Any]]

LONGEST_POINTS: Final = 20
"""What more is typed where a number belongs is no number anyway."""

MISSING = Text("Brakuje oceny.", "A score is missing.")
NOT_ASKED = Text("Tego nie ma na karcie.", "This is not on the card.")
TWICE = Text("Podano dwa razy.", "Given twice.")
NOT_WHOLE = Text("Podaj liczbę całkowitą.", "Give a whole number.")
IN_WORDS = Text("Uzasadnij ocenę słowami.", "Justify the score in words.")


def read_card(
    typed: Typed, items: Sequence[Item], criteria: Sequence[Criterion], now: dt.datetime
) -> Card:
    """Check the card against the items and criteria of the case.

    Raises:
        Invalid: Names every wrong field, for example ``items.0.scores.2.points``.
    """
    errors = tuple(_wrong(typed, items, criteria))
    if errors:
        raise Invalid(errors)
    return Card(at=now, items=tuple(_item(entry) for entry in typed))


def read_draft(
    typed: Typed, items: Sequence[Item], criteria: Sequence[Criterion]
) -> tuple[DraftScore, ...]:
    """What is typed of the card so far, however wrong; what the card does not ask is left out."""
    asked = {(item.id, criterion.code) for item in items for criterion in criteria}
    found = {
        (str(entry.get("item")), str(score.get("criterion"))): score
        for entry in typed
        for score in entry.get("scores") or ()
    }
    return tuple(
        DraftScore(
            item=item,
            criterion=criterion,
            points=_typed(score.get("points"))[:LONGEST_POINTS],
            justification=_typed(score.get("justification")),
        )
        for (item, criterion), score in found.items()
        if (item, criterion) in asked
    )


def _typed(value: Any) -> str:
    return "" if value is None else str(value)


def _item(entry: Mapping[str, Any]) -> ItemScores:
    scores = tuple(
        Score(
            criterion=score["criterion"],
            points=score["points"],
            justification=score["justification"].strip(),
        )
        for score in entry["scores"]
    )
    return ItemScores(item=entry["item"], scores=scores)


def _wrong(
    typed: Typed, items: Sequence[Item], criteria: Sequence[Criterion]
) -> Iterator[FieldError]:
    yield from _names("items", "item", typed, [item.id for item in items])
    by_code = {criterion.code: criterion for criterion in criteria}
    for index, entry in enumerate(typed):
        path = f"items.{index}.scores"
        scores = entry.get("scores") or ()
        yield from _names(path, "criterion", scores, by_code)
        for place, score in enumerate(scores):
            if criterion := by_code.get(str(score.get("criterion"))):
                yield from _score(f"{path}.{place}", score, criterion)


def _names(path: str, key: str, typed: Typed, wanted: Iterable[str]) -> Iterator[FieldError]:
    """Each wanted name exactly once, and no other."""
    left, seen = list(wanted), set[str]()
    for index, entry in enumerate(typed):
        name = str(entry.get(key))
        if name in seen:
            yield FieldError(f"{path}.{index}.{key}", "twice", TWICE)
        elif name not in left:
            yield FieldError(f"{path}.{index}.{key}", "not-asked", NOT_ASKED)
        seen.add(name)
    if not seen.issuperset(left):
        yield FieldError(path, "missing", MISSING)


def _score(path: str, score: Mapping[str, Any], criterion: Criterion) -> Iterator[FieldError]:
    points = score.get("points")
    if type(points) is not int:  # True is an int to isinstance, not to an expert
        yield FieldError(f"{path}.points", "not-whole", NOT_WHOLE)
    elif not 0 <= points <= criterion.max:
        text = Text(f"Podaj od 0 do {criterion.max}.", f"Give 0 to {criterion.max}.")
        yield FieldError(f"{path}.points", "out-of-range", text)
    if not any(letter.isalpha() for letter in str(score.get("justification") or "")):
        yield FieldError(f"{path}.justification", "required", IN_WORDS)
