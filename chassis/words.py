"""Words that something is found by while they are typed: no accents, no case, no punctuation.

A document keeps the beginnings of its words, ``l``, ``lu``, ``lub`` … So a word that is still being
typed is an equality, and an index on these and on the order of a list gives any number of
documents in that order without a sort. Pure, so that a domain may use it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

LONGEST: Final = 8
"""Letters of the longest beginning that is kept; a longer word is kept whole, too."""


def words(text: str) -> tuple[str, ...]:
    """The words of a text, each once, in order."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(dict.fromkeys(re.findall(r"[a-z0-9]+", bare)))


def beginnings(text: str) -> tuple[str, ...]:
    """What the words of a text are found by, each once."""
    found = (
        part
        for word in words(text)
        for part in (*(word[:n] for n in range(1, min(len(word), LONGEST) + 1)), word)
    )
    return tuple(dict.fromkeys(found))


def begun(path: str, word: str, marks: tuple[str, ...] = ("",)) -> list[dict[str, Any]]:
    """The conditions under which a word kept at ``path`` begins with this one.

    Args:
        path: Of the list of beginnings.
        word: One of `words`, so no pattern comes in with it.
        marks: What stands before the beginnings, any of these: plain letters and colons.
    """
    conditions: list[dict[str, Any]] = [{path: {"$in": [f"{m}{word[:LONGEST]}" for m in marks]}}]
    if len(word) > LONGEST:
        conditions.append({path: {"$regex": f"^({'|'.join(marks)}){word}"}})
    return conditions
