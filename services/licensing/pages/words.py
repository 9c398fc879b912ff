"""What the pages call states, kinds, categories and types, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from chassis.process import Text
from contracts.categories import CATEGORIES as NAMES
from services.licensing.domain.licence import State


class Mark(NamedTuple):
    """A state in words, and how it looks (a class of ``znak.css``)."""

    text: Text
    look: str


STATES: Final[Mapping[str, Mark]] = {
    State.DRAFTED: Mark(Text("w przygotowaniu", "being drawn up"), "warn"),
    State.AWAITING_SIGNATURE: Mark(Text("umowa do podpisu", "agreement to sign"), "warn"),
    State.ACTIVE: Mark(Text("obowiązuje", "in force"), "good"),
    State.EXPIRED: Mark(Text("wygasła", "expired"), "bad"),
    State.LAPSED: Mark(Text("umowy nie podpisano", "never signed"), "bad"),
    State.SUSPENDED: Mark(Text("zawieszona", "suspended"), "warn"),
    State.REVOKED: Mark(Text("cofnięta", "revoked"), "bad"),
    State.SURRENDERED: Mark(Text("zrzeczona", "surrendered"), "bad"),
}

KINDS: Final[Mapping[str, Text]] = {
    "product": Text("produkt", "product"),
    "service": Text("usługa", "service"),
}

CATEGORIES: Final[Mapping[str, Text]] = {code: Text(*said) for code, said in NAMES.items()}

TYPES: Final[Mapping[str, Text]] = {
    "spoldzielnia-socjalna": Text("spółdzielnia socjalna", "social co-operative"),
    "wtz": Text("warsztat terapii zajęciowej", "occupational therapy workshop"),
    "zaz": Text("zakład aktywności zawodowej", "vocational activity enterprise"),
    "cis": Text("centrum integracji społecznej", "social integration centre"),
    "kis": Text("klub integracji społecznej", "social integration club"),
    "spoldzielnia-pracy": Text("spółdzielnia pracy", "workers' co-operative"),
    "spoldzielnia-produkcji-rolnej": Text(
        "spółdzielnia produkcji rolnej", "agricultural co-operative"
    ),
    "ngo": Text("organizacja pozarządowa", "non-governmental organisation"),
    "art-3-3": Text(
        "podmiot z art. 3 ust. 3 ustawy o działalności pożytku publicznego",
        "entity of art. 3(3) of the Act on public benefit activity",
    ),
}

VOIVODESHIPS: Final[Mapping[str, Text]] = {
    code: Text(name, name)
    for code, name in {
        "dolnoslaskie": "dolnośląskie",
        "lodzkie": "łódzkie",
        "malopolskie": "małopolskie",
        "slaskie": "śląskie",
        "swietokrzyskie": "świętokrzyskie",
        "warminsko-mazurskie": "warmińsko-mazurskie",
        "kujawsko-pomorskie": "kujawsko-pomorskie",
    }.items()
}
"""Those whose code is not their name."""

FORMS: Final[Mapping[str, Text]] = {
    "paper": Text("na papierze", "on paper"),
    "qualified": Text("kwalifikowany podpis elektroniczny", "qualified electronic signature"),
}

MEASURES: Final[Mapping[str, Text]] = {
    "suspended": Text("zawieszenie", "suspension"),
    "reinstated": Text("przywrócenie", "reinstatement"),
    "revoked": Text("cofnięcie", "revocation"),
    "surrendered": Text("zrzeczenie się", "surrender"),
}


def named(names: Mapping[str, Text], code: str) -> Text:
    """The name of a code; one that a procedure added later is said by itself."""
    bare = code.replace("-", " ")
    return names.get(code, Text(bare, bare))


WORDS: Final[Mapping[str, Any]] = {
    "states": STATES,
    "kinds": KINDS,
    "categories": CATEGORIES,
    "types": TYPES,
    "voivodeships": VOIVODESHIPS,
    "forms": FORMS,
    "measures": MEASURES,
    "named": named,
}
"""For the templates."""
