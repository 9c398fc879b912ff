"""What the categories of the procedures are called; whoever shows one reads it here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CATEGORIES: Final[Mapping[str, tuple[str, str]]] = {
    "gastronomia": ("gastronomia", "catering"),
    "rzemioslo": ("rzemiosło", "crafts"),
    "tekstylia": ("tekstylia", "textiles"),
    "opieka": ("opieka", "care"),
    "edukacja": ("edukacja", "education"),
    "kultura": ("kultura", "culture"),
    "turystyka": ("turystyka", "tourism"),
    "uslugi-porzadkowe": ("usługi porządkowe", "cleaning"),
    "zielen": ("zieleń", "green areas"),
    "poligrafia": ("poligrafia", "printing"),
    "it": ("usługi informatyczne", "IT services"),
    "inne": ("inne", "other"),
}
"""In Polish and English, by code: those of the procedures that ship."""


def category(code: str) -> tuple[str, str]:
    """What it is called in both languages; one that a procedure adds is said by its code."""
    bare = code.replace("-", " ")
    return CATEGORIES.get(code, (bare, bare))


def code_of(said: str) -> str:
    """The code of a category that somebody wrote by its name or by its code."""
    wanted = said.strip().lower()
    named = (
        code for code, names in CATEGORIES.items() if wanted in {name.lower() for name in names}
    )
    return wanted if wanted in CATEGORIES else next(named, said.strip())
