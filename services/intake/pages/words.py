"""What codes are called on the pages of intake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from chassis.process import Text
from contracts import words

Choices = tuple[tuple[str, str], ...]
"""Pairs of value and text, as the macros of forms take them."""


def _texts(names: words.Names) -> Mapping[str, Text]:
    return {code: Text(*said) for code, said in names.items()}


CATEGORIES: Final = _texts(words.CATEGORIES)
"""Those of the procedures that ship; any other is called by its code."""

KINDS: Final = _texts(words.KINDS)
POINTS: Final = _texts(words.POINTS)
TYPES: Final = _texts(words.TYPES)

ATTACHMENTS: Final[Mapping[str, Text]] = {
    "financial-statement": Text("Sprawozdanie finansowe", "Financial statement"),
    "register-extract": Text("Odpis z rejestru", "Extract from the register"),
}


def voivodeships() -> Choices:
    """All sixteen by name."""
    return tuple(sorted(words.VOIVODESHIPS.items(), key=lambda each: _in_polish(each[1])))


def entity_types(admitted: Iterable[str]) -> tuple[tuple[str, Text], ...]:
    """Those that a procedure admits."""
    return tuple((code, TYPES[code]) for code in admitted)


def categories(of: Iterable[str]) -> tuple[tuple[str, Text], ...]:
    """Those of a procedure."""
    return tuple((code, CATEGORIES.get(code, Text(code, code))) for code in of)


def _in_polish(word: str) -> str:
    """In the order of the alphabet: each letter with a mark right after its own."""
    marks = dict(zip("ąćęłńóśźż", "acelnoszz", strict=True))
    return "".join(f"{marks[each]}~" if each in marks else each for each in word)
