"""How a number is said with its noun: in Polish there are three forms of it, in English two."""

from __future__ import annotations

from contracts.base import Language


def count(number: int, one: str, few: str, many: str, *, language: Language) -> str:
    """A number with its noun: ``1 dzień``, ``3 dni``; English takes ``one`` and ``few``."""
    if number == 1:
        return f"{number} {one}"
    if language == "en":
        return f"{number} {few}"
    some = number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)
    return f"{number} {few if some else many}"
