"""What the pages call states, kinds, categories and types, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from chassis.process import Text
from contracts import words
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
    State.SURRENDERED: Mark(Text("podmiot się zrzekł", "surrendered"), "bad"),
}


def _texts(names: words.Names) -> Mapping[str, Text]:
    return {code: Text(*said) for code, said in names.items()}


KINDS: Final = _texts(words.KINDS)
CATEGORIES: Final = _texts(words.CATEGORIES)
TYPES: Final = _texts(words.TYPES)
VOIVODESHIPS: Final = {code: Text(name, name) for code, name in words.VOIVODESHIPS.items()}

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
