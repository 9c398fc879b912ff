"""One origin for people: which service answers below which path, and what the menu leads to.

The first segment of a path says whose page it is. Whatever joins the services (the reverse proxy,
the local stack) reads it here; the services themselves only know their own pages and this menu.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from contracts.base import Role, Service

PLACES: Final[Mapping[Service, tuple[str, ...]]] = {
    "intake": (
        *("", "look", "nabory", "wnioski", "sprawy", "zespoly", "subskrypcja", "logowanie"),
        *("sesja", "osoby", "dane-osobowe", "dostepnosc", "pulpit"),
    ),
    "evaluation": ("zadania", "posiedzenia", "eksperci", "oceny"),
    "licensing": ("rejestr", "licencje", "sprawdz", "dane"),
    "notifications": ("poczta",),
}
"""First segments of the paths of pages; the API of a service lies below ``/<service>/``."""


class Entry(NamedTuple):
    """One link of the menu: where to, in both languages, for whom; no role means everybody."""

    path: str
    pl: str
    en: str
    roles: frozenset[Role] = frozenset()


def _for(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


MENU: Final = (
    Entry("/nabory", "Nabory", "Calls"),
    Entry("/wnioski", "Moje wnioski", "My applications", _for("applicant")),
    Entry("/licencje", "Moje licencje", "My licences", _for("applicant")),
    Entry("/pulpit", "Pulpit", "Desk", _for("officer", "director")),
    Entry("/licencje", "Licencje", "Licences", _for("officer")),
    Entry("/zadania", "Zadania", "Tasks", _for("expert")),
    Entry("/posiedzenia", "Posiedzenia", "Sittings", _for("chapter", "officer", "director")),
    Entry("/poczta", "Poczta", "Mails", _for("officer")),
    Entry("/eksperci", "Eksperci", "Experts", _for("officer", "director")),
    Entry("/system", "System", "System", _for("operator")),
    Entry("/rejestr", "Rejestr", "Register"),
    Entry("/sprawdz", "Sprawdź licencję", "Check a licence"),
)
"""In the order in which they stand."""


DESK: Final = (
    Entry("/pulpit", "Na dziś", "Today"),
    Entry("/pulpit/wnioski", "Wnioski", "Applications"),
    Entry("/pulpit/nabory", "Nabory", "Calls"),
    Entry("/osoby", "Osoby", "People"),
    Entry("/pulpit/obrazy", "Wykresy", "Charts"),
)
"""The office's own menu, beside a box that finds a case, an entity or a licence at `SEARCH`."""

SEARCH: Final = "/pulpit/szukaj"
OFFICE: Final = _for("officer", "director")
AT_WORK: Final = frozenset(
    (
        *("pulpit", "osoby", "sprawy", "wnioski"),
        *("posiedzenia", "eksperci", "oceny", "licencje", "poczta"),
    )
)
"""First segments of the paths of pages on which the office works, of whichever service."""


ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "applicant": ("wnioskodawca", "applicant"),
    "officer": ("pracownik urzędu", "officer"),
    "expert": ("ekspert", "expert"),
    "chapter": ("członek Kapituły", "chapter member"),
    "director": ("dyrektor", "director"),
    "operator": ("operator", "operator"),
}
"""What people of each role are called, in both languages."""


def menu(roles: frozenset[str]) -> tuple[Entry, ...]:
    """What somebody with these roles is shown."""
    return tuple(entry for entry in MENU if not entry.roles or entry.roles & roles)


def desk(path: str, roles: frozenset[str]) -> tuple[Entry, ...]:
    """The office's menu, for those of the office and on its pages; else nothing."""
    return DESK if roles & OFFICE and _first(path) in AT_WORK else ()


def owner(path: str) -> Service | None:
    """Which service answers this path; None when no page lies there."""
    return next((service for service, firsts in PLACES.items() if _first(path) in firsts), None)


def _first(path: str) -> str:
    return path.lstrip("/").partition("/")[0]
