"""Every page there is to measure, as somebody who finds something on it.

`tests/bench/test_doors.py` holds it beside the table of the access tests: a page that is not here
stands in `LEFT`, with its reason, or the test names it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, Final

from bench.scale.asked import PEOPLE, VALUES
from bench.scale.draws import Draw
from contracts.base import Role
from deploy.local.client_api import Person

APPLICANT: Final = "applicant"
MEMBER: Final = "member"
"""An applicant who shares a team."""


@dataclass(frozen=True)
class Door:
    """A page.

    Attributes:
        service: Whose it is.
        path: Its address; what stands in braces is drawn.
        role: Who looks, or nobody in particular.
    """

    service: str
    path: str
    role: str = ""


PARTS: Final = (
    *("podmiot", "kontakt", "dzialalnosc", "przychody", "produkty", "zalaczniki", "oswiadczenia"),
)
MEASURES: Final = {
    "podpis": "unsigned",
    "zawieszenie": "number",
    "przywrocenie": "suspended",
    "cofniecie": "number",
    "zrzeczenie": "number",
}

PAGES: Final = (
    *(
        Door("intake", path)
        for path in (
            *("/", "/nabory", "/nabory/{call}", "/logowanie", "/dostepnosc"),
            *("/subskrypcja", "/subskrypcja/rezygnacja"),
        )
    ),
    *(
        Door("intake", path, APPLICANT)
        for path in (
            *("/wnioski", "/wnioski/{mine}", "/zespoly", "/wnioski/nowy", "/dane-osobowe"),
            *("/wnioski/{draft}", "/wnioski/{draft}/sprawdz"),
            *(f"/wnioski/{{draft}}/{part}" for part in PARTS),
            *("/wnioski/{checked}/wycofanie", "/wnioski/{mine}/zespol"),
            *("/wnioski/{corrected}/uzupelnienie", "/wnioski/{rejected}/odwolanie"),
        )
    ),
    Door("intake", "/zespoly/{team}", MEMBER),
    *(
        Door("intake", path, "officer")
        for path in (
            *("/pulpit", "/pulpit/wnioski", "/pulpit/wnioski?nabor={call}", "/pulpit/sprawy"),
            *("/pulpit/licencje", "/pulpit/nabory", "/pulpit/nabory/{call}"),
            *("/pulpit/nabory/nowy", "/pulpit/papier", "/pulpit/szukaj?q={word}"),
            *("/pulpit/obrazy", "/pulpit/obrazy/etapy.svg", "/pulpit/obrazy/czas.svg"),
            *("/pulpit/obrazy/terminy.svg", "/sprawy/{case}", "/sprawy/{checked}/ocena"),
            *("/sprawy/{rejected}/odwolanie", "/sprawy/{checked}/kontakt"),
            "/sprawy/{rejected}/doreczenie",
        )
    ),
    *(
        Door("intake", path, "director")
        for path in ("/osoby", "/osoby?q={person}", "/osoby/zaproszenie", "/osoby/{account}")
    ),
    *(
        Door("evaluation", path, "expert")
        for path in ("/zadania", "/zadania/zrobione", "/zadania/{task}")
    ),
    *(
        Door("evaluation", path, "officer")
        for path in (
            *("/oceny", "/oceny?stan=concluded", "/oceny/{evaluated}"),
            *("/eksperci", "/eksperci?q={name}", "/eksperci/obciazenie.svg"),
            *("/eksperci/nowy", "/eksperci/{expert}"),
            *("/posiedzenia", "/posiedzenia/minione", "/posiedzenia/nowe"),
            *("/posiedzenia/kapitula", "/posiedzenia/{sitting}"),
            "/posiedzenia/{sitting}/sprawy/{matter}",
        )
    ),
    Door("evaluation", "/posiedzenia/decyzje", "director"),
    Door("evaluation", "/oceny/{concluded}/sprostowanie", "director"),
    *(
        Door("licensing", path)
        for path in (
            *("/rejestr", "/rejestr?q={word}", "/rejestr?q={word}&state=active"),
            *("/rejestr?town={town}", "/rejestr?category={category}", "/rejestr/miejscowosci"),
            *("/rejestr/{number}", "/sprawdz?numer={number}", "/dane"),
        )
    ),
    Door("licensing", "/licencje", APPLICANT),
    *(
        Door("licensing", path, "officer")
        for path in (
            *("/licencje", "/licencje?q={word}", "/licencje?q={word}&state=active"),
            *("/licencje?state=awaiting_signature", "/licencje/pliki-znaku"),
            *("/licencje/{number}", "/licencje/{unsigned}"),
            *(f"/licencje/{{{number}}}/{path}" for path, number in MEASURES.items()),
        )
    ),
    *(
        Door("notifications", path, "officer")
        for path in (
            *("/poczta", "/poczta?state=failed", "/poczta?person={reader}"),
            *("/poczta?person={reader}&state=sent", "/poczta?case={case}", "/poczta/{mail}"),
        )
    ),
)

LEFT: Final[Mapping[str, str]] = {
    "GET /pulpit/nabory/{id}/zmiana": "reads what the page of a call reads; none is planned here",
    "GET /wnioski/{id}/wplyw": "reads what the other sections read; only drafts on paper have it",
    "GET /sesja": "leads elsewhere",
    "GET /sprawy": "leads elsewhere",
    "GET /pulpit/nastepny": "leads elsewhere",
    "GET /logowanie/oidc": "leads elsewhere",
    "GET /logowanie/oidc/start": "leads elsewhere",
    "GET /sprawy/{id}/archiwum": "a file",
    "GET /sprawy/{id}/pliki/{kind}": "a file",
    "GET /wnioski/{id}/zalaczniki/{at}": "a file",
    "GET /licencje/{number}/pliki/{file}": "a file",
    "GET /licencje/pliki-znaku/{file}": "a file",
}
"""Routes of the access table that are not measured, and why; so are `FILES`, by their names."""

FILES: Final = (".csv", ".json", ".pdf")


def _in(service: str, collection: str, state: str) -> Callable[[Draw], str]:
    """The id of one in this state, who then is the one that the question is about."""

    def drawn(draw: Draw) -> str:
        found = draw.where(service, collection, state, "state")
        draw.same[service, collection] = found
        return str(found["_id"])

    return drawn


def _licence(state: str) -> Callable[[Draw], str]:
    def drawn(draw: Draw) -> str:
        number = draw.where("licensing", "licences", state, "state")["state"]["number"]
        return str(number).replace("/", "-")

    return drawn


def _task(draw: Draw) -> str:
    """One that waits, and whose it is."""
    seats = [
        (case["_id"], seat)
        for case in draw.kept["evaluation", "cases"]
        for seat in case["state"]["seats"]
        if seat["state"] == "assigned"
    ]
    case, seat = draw.chance.choice(seats)
    draw.same["evaluation", "experts"] = {"_id": seat["expert"]["person"]}
    return f"{case}.{seat['no']}"


def _agenda(draw: Draw) -> Any:
    return draw.one("evaluation", "sittings")["state"]["agenda"][0]


DRAWN: Final[Mapping[str, Callable[[Draw], str]]] = {
    "call": lambda draw: draw.any("intake", "calls")["_id"],
    "mine": lambda draw: draw.one("intake", "applications")["_id"],
    "draft": _in("intake", "applications", "draft"),
    "checked": _in("intake", "applications", "formal_check"),
    "corrected": _in("intake", "applications", "correction"),
    "rejected": _in("intake", "applications", "rejected"),
    "case": lambda draw: draw.any("intake", "cases")["_id"],
    "account": lambda draw: draw.any("intake", "people")["_id"],
    "team": lambda draw: draw.one("intake", "teams")["_id"],
    "evaluated": lambda draw: draw.any("evaluation", "cases")["_id"],
    "concluded": _in("evaluation", "cases", "concluded"),
    "task": _task,
    "expert": lambda draw: draw.any("evaluation", "experts")["_id"],
    "name": VALUES["evaluation /api/experts q"],
    "sitting": lambda draw: draw.one("evaluation", "sittings")["_id"],
    "matter": lambda draw: _agenda(draw)["case"],
    "mail": lambda draw: draw.any("notifications", "mails")["_id"],
    "reader": lambda draw: draw.state("notifications", "mails")["to"],
    "number": _licence("active"),
    "unsigned": _licence("awaiting_signature"),
    "suspended": _licence("suspended"),
    "word": VALUES["q"],
    "person": VALUES["intake /api/people q"],
    "town": VALUES["town"],
    "category": VALUES["category"],
}
"""By the name in braces."""


def address(door: Door, draw: Draw) -> str:
    """Where it is this time; only what it names is drawn."""
    names = {name for _, name, _, _ in Formatter().parse(door.path) if name}
    return door.path.format(**{name: DRAWN[name](draw) for name in names})


def looker(door: Door, draw: Draw) -> Person:
    """Who looks at it, once its address is drawn: whose application, team or task it is."""
    if door.role == MEMBER:
        owner = draw.one("intake", "teams")["state"]["members"][0]["contact"]["person"]
    elif door.role == APPLICANT:
        owner = draw.one("intake", "applications")["state"]["owner"]["person"]
    elif door.role == "expert":
        owner = draw.one("evaluation", "experts")["_id"]
    else:
        return PEOPLE[door.role](draw)
    role: Role = "expert" if door.role == "expert" else "applicant"
    return Person(role, owner, "Anna Nowak", "anna@znak.example")
