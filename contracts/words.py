"""What codes of the messages are called, Polish first; whoever shows one reads it here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Names = Mapping[str, tuple[str, str]]
"""In Polish and English, by code."""

KINDS: Final[Names] = {
    "product": ("produkt", "product"),
    "service": ("usługa", "service"),
}
"""Of items."""

TYPES: Final[Names] = {
    "spoldzielnia-socjalna": ("spółdzielnia socjalna", "social co-operative"),
    "wtz": ("warsztat terapii zajęciowej", "occupational therapy workshop"),
    "zaz": ("zakład aktywności zawodowej", "vocational activity enterprise"),
    "cis": ("centrum integracji społecznej", "social integration centre"),
    "kis": ("klub integracji społecznej", "social integration club"),
    "spoldzielnia-pracy": ("spółdzielnia pracy", "workers' co-operative"),
    "spoldzielnia-produkcji-rolnej": ("spółdzielnia produkcji rolnej", "agricultural co-operative"),
    "ngo": ("organizacja pozarządowa", "non-governmental organisation"),
    "art-3-3": (
        "podmiot z art. 3 ust. 3 ustawy o działalności pożytku publicznego",
        "entity of art. 3(3) of the Act on public benefit activity",
    ),
}
"""Of entities: Act of 5 August 2022 on the social economy, art. 2 pkt 5."""

VOIVODESHIPS: Final[Mapping[str, str]] = {
    "dolnoslaskie": "dolnośląskie",
    "kujawsko-pomorskie": "kujawsko-pomorskie",
    "lubelskie": "lubelskie",
    "lubuskie": "lubuskie",
    "lodzkie": "łódzkie",
    "malopolskie": "małopolskie",
    "mazowieckie": "mazowieckie",
    "opolskie": "opolskie",
    "podkarpackie": "podkarpackie",
    "podlaskie": "podlaskie",
    "pomorskie": "pomorskie",
    "slaskie": "śląskie",
    "swietokrzyskie": "świętokrzyskie",
    "warminsko-mazurskie": "warmińsko-mazurskie",
    "wielkopolskie": "wielkopolskie",
    "zachodniopomorskie": "zachodniopomorskie",
}
"""As they are written, in either language."""

POINTS: Final[Names] = {
    "in-call": ("Termin złożenia wniosku", "Date of the application"),
    "entity-type": ("Rodzaj podmiotu", "Type of the entity"),
    "seat": ("Siedziba w województwie", "Seat in the voivodeship"),
    "activity": ("Czas prowadzenia działalności", "Length of the activity"),
    "own-revenue": ("Przychód z własnej działalności", "Revenue from own activity"),
    "social-activity": ("Opis działalności społecznej", "Social activity"),
    "items": ("Produkty, usługi i rekomendacje", "Items and recommendations"),
    "attachments": ("Załączniki", "Attachments"),
    "declarations": ("Oświadczenia", "Declarations"),
    "identifiers": ("Numery NIP, REGON lub KRS", "NIP, REGON or KRS numbers"),
    "no-duplicate": (
        "Inny wniosek na ten sam produkt lub usługę",
        "Another application for the same item",
    ),
}
"""Of the formal check."""

CATEGORIES: Final[Names] = {
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
"""Those of the procedures that ship."""


def named(names: Names, code: str) -> tuple[str, str]:
    """What a code is called in both languages; one that came later is said by itself."""
    bare = code.replace("-", " ")
    return names.get(code, (bare, bare))


def category(code: str) -> tuple[str, str]:
    """What a category is called in both languages."""
    return named(CATEGORIES, code)


def code_of(said: str) -> str:
    """The code of a category that somebody wrote by its name or by its code."""
    wanted = said.strip().lower()
    named = (
        code for code, names in CATEGORIES.items() if wanted in {name.lower() for name in names}
    )
    return wanted if wanted in CATEGORIES else next(named, said.strip())
