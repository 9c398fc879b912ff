"""What codes are called on the pages of intake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from chassis.process import Text
from contracts.categories import CATEGORIES as NAMES
from services.intake.domain.procedure import ENTITY_TYPES, VOIVODESHIPS

Choices = tuple[tuple[str, str], ...]
"""Pairs of value and text, as the macros of forms take them."""

_SPELT: Final[Mapping[str, str]] = {
    "dolnoslaskie": "dolnośląskie",
    "lodzkie": "łódzkie",
    "malopolskie": "małopolskie",
    "slaskie": "śląskie",
    "swietokrzyskie": "świętokrzyskie",
    "warminsko-mazurskie": "warmińsko-mazurskie",
}

CATEGORIES: Final[Mapping[str, Text]] = {code: Text(*said) for code, said in NAMES.items()}
"""Those of the procedures that ship; any other is called by its code."""

POINTS: Final[Mapping[str, Text]] = {
    "in-call": Text("Termin złożenia wniosku", "Date of the application"),
    "entity-type": Text("Rodzaj podmiotu", "Type of the entity"),
    "seat": Text("Siedziba w województwie", "Seat in the voivodeship"),
    "activity": Text("Czas prowadzenia działalności", "Length of the activity"),
    "own-revenue": Text("Przychód z własnej działalności", "Revenue from own activity"),
    "social-activity": Text("Opis działalności społecznej", "Social activity"),
    "items": Text("Produkty, usługi i rekomendacje", "Items and recommendations"),
    "attachments": Text("Załączniki", "Attachments"),
    "declarations": Text("Oświadczenia", "Declarations"),
    "identifiers": Text("Numery NIP, REGON lub KRS", "NIP, REGON or KRS numbers"),
    "no-duplicate": Text(
        "Inny wniosek na ten sam produkt lub usługę", "Another application for the same item"
    ),
}
"""The points of the formal check, by code."""

ATTACHMENTS: Final[Mapping[str, Text]] = {
    "financial-statement": Text("Sprawozdanie finansowe", "Financial statement"),
    "register-extract": Text("Odpis z rejestru", "Extract from the register"),
}

KINDS: Final[Mapping[str, Text]] = {
    "product": Text("produkt", "product"),
    "service": Text("usługa", "service"),
}


def voivodeships() -> Choices:
    """All sixteen by name."""
    named = ((code, _SPELT.get(code, code)) for code in VOIVODESHIPS)
    return tuple(sorted(named, key=lambda each: _in_polish(each[1])))


def entity_types(admitted: Iterable[str]) -> Choices:
    """Those that a procedure admits."""
    return tuple((code, ENTITY_TYPES[code]) for code in admitted)


def categories(of: Iterable[str]) -> tuple[tuple[str, Text], ...]:
    """Those of a procedure."""
    return tuple((code, CATEGORIES.get(code, Text(code, code))) for code in of)


def _in_polish(word: str) -> str:
    """In the order of the alphabet: each letter with a mark right after its own."""
    marks = dict(zip("ąćęłńóśźż", "acelnoszz", strict=True))
    return "".join(f"{marks[each]}~" if each in marks else each for each in word)
