"""What is looked at: every page, as whoever may see it, full, empty and after a mistake.

The table of the access tests names every route there is, so no page is missing here either: what is
not looked at stands in `NO_PAGES`, with its reason, a form without a mistake in `NEVER_WRONG`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from chassis.auth import ROLES
from contracts.base import Role
from tests.services.access.rows import PUBLIC, Row
from tests.services.access.table import TABLE
from tests.services.access.table_pages import SECTIONS

State = Literal["empty", "full", "error"]

SYSTEM: Final = (
    Row("GET /system", "operator"),
    Row("GET /system/{service}", "operator", of="licensing"),
    Row("POST /system/{service}", "operator", of="licensing"),
)
"""The operator's pages, which are no service's."""

ALL: Final = {**TABLE, "system": SYSTEM}
FILES: Final = (".csv", ".json", ".pdf", ".svg")
NO_PAGES: Final = {
    **dict.fromkeys(
        (
            "GET /sprawy/{id}/archiwum",
            "GET /sprawy/{id}/pliki/{kind}",
            "GET /wnioski/{id}/zalaczniki/{at}",
            "GET /licencje/{number}/pliki/{file}",
            "GET /licencje/pliki-znaku/{file}",
            "? /look/{path}",
        ),
        "a file",
    ),
    **dict.fromkeys(
        (
            "GET /sesja",
            "GET /sprawy",
            "GET /pulpit/nastepny",
            "GET /logowanie/oidc",
            "GET /logowanie/oidc/start",
        ),
        "leads to another page",
    ),
}
"""What a browser opens and does not show as a page of ours; `FILES` by their names, too."""

FORGED: Final = "?numer={licencje}&podpis=zmyslony"
SEEN: Final[Mapping[str, tuple[str, ...]]] = {
    "GET /osoby/{id}": ("person",),
    "GET /sprawy/{id}": ("sent", "appealed"),
    "GET /sprawy/{id}/ocena": ("checked",),
    "GET /sprawy/{id}/doreczenie": ("refused",),
    "GET /sprawy/{id}/odwolanie": ("appealed",),
    "GET /wnioski/{id}": ("", "sent", "asked", "refused", "decided", "withdrawn"),
    "GET /wnioski/nowy": ("", "?licencja={licencje}"),
    "GET /wnioski/{id}/uzupelnienie": ("asked",),
    "GET /wnioski/{id}/odwolanie": ("refused",),
    **{f"GET /wnioski/{{id}}/{each}": ("", "wnioski?braki=1") for each in SECTIONS[1:3]},
    "GET /zadania/{task}": ("tasks", "card"),
    "GET /pulpit/nabory/{id}": ("closing", "planned"),
    "GET /pulpit/nabory/{id}/zmiana": ("planned",),
    "GET /posiedzenia/{sitting}": ("sittings", "called", "meeting", "closed"),
    "GET /posiedzenia/{sitting}/sprawy/{case}": ("meeting",),
    "GET /eksperci/{person}": ("expert",),
    "GET /rejestr": ("", "?q=nie-ma-takiej"),
    "GET /rejestr/{number}": ("licencje",),
    "GET /sprawdz": ("", "?numer={licencje}", "?numer=ZP-LUB-2020-0009", FORGED),
    "GET /licencje/{number}": ("licencje", "drawn", "paused", "revoked"),
    "GET /licencje/{number}/podpis": ("drawn",),
    "GET /licencje/{number}/przywrocenie": ("paused",),
    "GET /pulpit/szukaj": ("?q=Sp", "?q=nie-ma-takiej"),
    "GET /poczta/{id}": ("poczta",),
}
"""The words of the records that a page is looked at with, and more in its address.

Without a line here it is the one of the access table. What it names is made in `world.py`.
"""

Sent = Mapping[str, str]
EMPTY: Final[Sent] = {}
WRONG: Final[Mapping[str, tuple[str, Sent]]] = {
    "POST /logowanie": ("", EMPTY),
    "POST /logowanie/link": ("", EMPTY),
    "POST /sesja": ("", {"name": "Bochen"}),
    "POST /pulpit/nabory/nowy": ("", EMPTY),
    "POST /pulpit/nabory/{id}/zmiana": ("planned", EMPTY),
    "POST /pulpit/nabory/{id}/przedluzenie": ("closing", EMPTY),
    "POST /pulpit/nabory/{id}/zamkniecie": ("closing", {"earlier": "jutro"}),
    "POST /pulpit/nabory/{id}/odwolanie": ("calls", EMPTY),
    "POST /pulpit/papier": ("", EMPTY),
    "POST /sprawy/{id}/ocena": ("checked", {"outcome": "correct"}),
    "POST /sprawy/{id}/doreczenie": ("refused", EMPTY),
    "POST /sprawy/{id}/odwolanie": ("appealed", EMPTY),
    "POST /sprawy/{id}/kontakt": ("cases", EMPTY),
    "POST /osoby/zaproszenie": ("", EMPTY),
    "POST /osoby/{id}/role": ("person", EMPTY),
    "POST /wnioski/{id}/uzupelnienie": ("asked", EMPTY),
    "POST /wnioski/{id}/odwolanie": ("checked", EMPTY),
    "POST /wnioski/{id}/zespol": ("", EMPTY),
    "POST /wnioski/{id}/sprawdz": ("begun", EMPTY),
    "POST /wnioski/nowy": ("", EMPTY),
    **{
        f"POST /wnioski/{{id}}/{path}": ("", sent)
        for path, sent in {
            "podmiot": {"entity.nip": "123"},
            "kontakt": {"contact.email": "anna"},
            "dzialalnosc": {"activity.since": "wczoraj"},
            "przychody": {"economy.total": "dużo"},
            "produkty": {"items.0.kind": "ulga"},
            "zalaczniki": {"kind": "financial-statement"},
        }.items()
    },
    "POST /zespoly": ("", EMPTY),
    "POST /zespoly/{id}/zaproszenia": ("", EMPTY),
    "POST /subskrypcja": ("", EMPTY),
    "POST /subskrypcja/potwierdzenie": ("", EMPTY),
    "POST /subskrypcja/rezygnacja": ("", EMPTY),
    "POST /zadania/{task}/oswiadczenie": ("tasks", EMPTY),
    "POST /zadania/{task}/otwarcie": ("tasks", EMPTY),
    "POST /zadania/{task}/szkic": ("card", {"token": "?"}),
    "POST /zadania/{task}/karta": ("card", {"token": "?"}),
    "POST /posiedzenia/nowe": ("", EMPTY),
    "POST /posiedzenia/kapitula": ("", EMPTY),
    "POST /posiedzenia/decyzje": ("", EMPTY),
    "POST /posiedzenia/{sitting}/zwolanie": ("late", EMPTY),
    "POST /posiedzenia/{sitting}/odwolanie": ("called", EMPTY),
    "POST /posiedzenia/{sitting}/otwarcie": ("called", EMPTY),
    "POST /posiedzenia/{sitting}/zamkniecie": ("meeting", EMPTY),
    "POST /posiedzenia/{sitting}/sprawy/{case}/glos": ("meeting", EMPTY),
    "POST /posiedzenia/{sitting}/sprawy/{case}/wylaczenie": ("meeting", EMPTY),
    "POST /oceny/{case}/zmiana": ("given", {"seat": "1"}),
    "POST /oceny/{case}/sprostowanie": ("cases", EMPTY),
    "POST /eksperci/nowy": ("", EMPTY),
    "POST /eksperci/{person}": ("expert", EMPTY),
    **{
        f"POST /licencje/{{number}}/{each}": (word, EMPTY)
        for each, word in {
            "podpis": "drawn",
            "zawieszenie": "licencje",
            "przywrocenie": "paused",
            "cofniecie": "licencje",
        }.items()
    },
    "POST /licencje/pliki-znaku": ("", EMPTY),
}
"""A form and what is sent with it, so that it comes back with an error."""

NEVER_WRONG: Final = frozenset(
    {
        "POST /dane-osobowe/sesje/koniec",
        "POST /dane-osobowe/sesje/{session}/koniec",
        "POST /eksperci/{person}/zdjecie",
        "POST /licencje/pliki-znaku/{file}/usuniecie",
        "POST /licencje/{number}/zrzeczenie",
        "POST /logowanie/na-probe",
        "POST /osoby/{id}/usuniecie",
        "POST /osoby/{id}/zamkniecie",
        "POST /posiedzenia/kapitula/{person}/odejscie",
        "POST /pulpit/wnioski",
        "POST /sesja/koniec",
        "POST /system/{service}",
        "POST /wnioski/{id}/oswiadczenia",
        "POST /wnioski/{id}/usun",
        "POST /wnioski/{id}/wplyw",
        "POST /wnioski/{id}/wycofanie",
        "POST /wnioski/{id}/zalaczniki/{at}/usun",
        "POST /zadania/{task}/obecnosc",
        "POST /zadania/{task}/oddanie",
        "POST /zespoly/{id}/dolaczenie",
        "POST /zespoly/{id}/odmowa",
        "POST /zespoly/{id}/osoby/{person}/usuniecie",
        "POST /zespoly/{id}/zaproszenia/{invitation}/wycofanie",
    }
)
"""Forms that are a button, or take whatever is typed."""


@dataclass(frozen=True)
class Look:
    """One page as one person sees it.

    Attributes:
        sent: A form that it is the answer to; ``{word}`` in it stands for the record of that word.
        status: What is answered, where it is not what a page or a mistake answers.
        person: Who looks, where it is nobody in particular.
        session: The browser of an expert, where it is not the one in which the card is open.
    """

    service: str
    row: Row
    role: Role | None
    sent: Sent | None = None
    status: int = 0
    person: str = ""
    session: str = ""

    def __str__(self) -> str:
        return f"{self.row.route}{self.row.query} {self.row.of} as {self.role or 'nobody'}"


def full(*, everybody: bool = False) -> Iterator[Look]:
    """Every page with something on it, as the first who may see it or as ``everybody``."""
    for service, row in _pages("GET "):
        for place in SEEN.get(row.route, ("",)):
            word, _, query = place.partition("?")
            shown = replace(row, of=word or row.of, query=f"?{query}" if query else row.query)
            for role in _roles(row, everybody=everybody):
                yield Look(service, shown, role)


def empty() -> Iterator[Look]:
    """Every page that shows no one thing, as people who have nothing yet."""
    for service, row in _pages("GET "):
        if "{" not in row.route:
            for role in _roles(row, everybody=True):
                yield Look(service, row, role)


def wrong(*, everybody: bool = False) -> Iterator[Look]:
    """Every form that was sent with a mistake."""
    for service, row in _pages("POST "):
        if row.route in WRONG:
            word, sent = WRONG[row.route]
            for role in _roles(row, everybody=everybody):
                yield Look(service, replace(row, of=word or row.of), role, sent)


def _pages(method: str) -> Iterator[tuple[str, Row]]:
    for service, rows in ALL.items():
        seen = set()
        for row in rows:
            known = row.route in seen or row.route in NO_PAGES or row.route.endswith(FILES)
            if row.page and row.route.startswith(method) and not known:
                seen.add(row.route)
                yield service, row


def _roles(row: Row, *, everybody: bool) -> list[Role | None]:
    words = [word.partition(":")[0] for word in row.may.split()]
    everyone: tuple[Role | None, ...] = (None, *ROLES)
    found = [role for role in everyone if str(role) in words or PUBLIC in words]
    found.sort(key=lambda role: words.index(str(role)) if str(role) in words else 0)
    return found if everybody else found[:1]
