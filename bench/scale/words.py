"""What the copies are called: names, towns, products, and numbers that check."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Final

from stdnum.pl import nip, regon

from bench.scale.stories import EXPERTS, a_person
from bench.scale.templates import Stage, Words
from contracts.people import person_of
from deploy.local.client import Person
from services.licensing.domain.search import words as plain

KINDS: Final = ("Spółdzielnia", "Fundacja", "Stowarzyszenie", "Zakład", "Centrum", "Klub")
WHATS: Final = (
    *("Socjalna", "Pomocna", "Wspólna", "Społeczna", "Rodzinna", "Gminna", "Otwarta", "Zielona"),
    *("Nowa", "Dobra", "Ludowa", "Miejska"),
)
PLACES: Final = (
    *("Łąka", "Dłoń", "Wierzba", "Jutrzenka", "Przystań", "Źródło", "Kuźnia", "Szansa", "Dąb"),
    *("Promyk", "Nadzieja", "Most", "Iskra", "Gniazdo", "Żuraw", "Ścieżka", "Sąsiedzi", "Bochen"),
)
TOWNS: Final = (
    *("Lublin", "Zamość", "Chełm", "Puławy", "Świdnik", "Kraśnik", "Łuków", "Biłgoraj", "Lubartów"),
    *("Łęczna", "Tomaszów", "Hrubieszów", "Dęblin", "Parczew", "Ryki", "Opole", "Włodawa", "Janów"),
    *("Radzyń", "Krasnystaw", "Międzyrzec", "Terespol", "Bełżyce", "Poniatowa", "Nałęczów"),
)
ITEMS: Final = (
    *("Obiady", "Koszyki", "Meble", "Fartuchy", "Świece", "Torby", "Pierogi", "Sprzątanie"),
    *("Opieka", "Warsztaty", "Miody", "Zabawki", "Ceramika", "Pościel", "Przetwory", "Druki"),
)
THINGS: Final = (
    *("domowe", "wiklinowe", "dębowe", "robocze", "woskowe", "lniane", "ruskie", "biurowe"),
    *("całodobowe", "kulinarne", "wielokwiatowe", "drewniane", "ludowe", "ogrodowe"),
)
FIRST: Final = ("Anna", "Żaneta", "Piotr", "Łukasz", "Zofia", "Jan", "Ewa", "Michał", "Hanna")
LAST: Final = ("Nowak", "Źrebak", "Zieliński", "Mazur", "Wójtowicz", "Lis", "Górski", "Pawlak")


class Writer:
    """Gives each copy its words.

    Args:
        seed: The same seed gives the same words.
        calls: Ids of the calls that cases are filed in, by that of the story.
        experts: How many experts hold seats.
    """

    def __init__(self, seed: str, calls: Mapping[str, Sequence[str]], experts: int) -> None:
        self._chance = Random(seed)  # noqa: S311 -- nobody has to be kept from guessing
        self._calls = calls
        self._experts = experts

    def words(self, stage: Stage, no: int, numbers: Words) -> Words:
        """The words of copy ``no``, whose documents bear these numbers.

        Args:
            stage: What is copied.
            no: Unique among all copies.
            numbers: By those of the template.
        """
        kept, chance, own = stage.kept, self._chance, f"{stage.kept.no}z"
        names = {
            "kind": chance.choice(KINDS),
            "what": chance.choice(WHATS),
            "place": chance.choice(PLACES),
            "nth": str(no),
            "town": chance.choice(TOWNS),
            "item": chance.choice(ITEMS),
            "thing": chance.choice(THINGS),
            "first": chance.choice(FIRST),
            "last": chance.choice(LAST),
        }
        return {
            **{f"Zq{name}{own}": word for name, word in names.items()},
            **{f"zq{name}{own}": plain(word)[0] for name, word in names.items()},
            f"zqperson{own}": f"person-{no}",
            f"zqmail{own}": f"osoba{no}",
            **_identifiers(stage, no),
            **{each: str(uuid.UUID(int=chance.getrandbits(128))) for each in kept.ids},
            person_of(a_person(kept.no).email): person_of(f"osoba{no}@zq.example"),
            kept.call: chance.choice(self._calls[kept.call]),
            **self._judges(),
            **numbers,
            **{was.replace("/", "-"): new.replace("/", "-") for was, new in numbers.items()},
        }

    def _judges(self) -> Words:
        picked = self._chance.sample(range(self._experts), len(EXPERTS))
        words: dict[str, str] = {}
        for expert, no in zip(EXPERTS, picked, strict=True):
            words |= expert_words(expert, no)
        return words


def expert_words(expert: Person, no: int) -> Words:
    """What a copy says of this expert of the stories: it is expert ``no``."""
    return {expert.id: expert_id(no), expert.name: f"Ekspertka {no}"}


def expert_id(no: int) -> str:
    """Who expert ``no`` is."""
    return f"expert-{no:04d}"


def _identifiers(stage: Stage, no: int) -> Words:
    was: Any = next(
        doc["state"]["form"]["entity"]
        for _, name, doc in stage.kept.documents
        if name == "applications"
    )
    short = f"{10_000_000 + no:08d}"
    return {
        was["nip"]: a_nip(no),
        was["regon"]: short + regon.calc_check_digit(short),
        was["krs"]: f"{1_000_000 + no:010d}",
    }


def a_nip(no: int) -> str:
    """A valid NIP for each number; a step of eleven skips those whose check digit is ten."""
    base = 500_000_000 + no * 11 % 400_000_000
    while (check := nip.checksum(f"{base}0")) > 9:  # noqa: PLR2004 -- not a digit
        base += 1
    return f"{base}{check}"
