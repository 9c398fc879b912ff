"""Who may do what: one line for each route of the four services, written by hand.

`may` names the roles that may use the route; ``role:own`` only with what is theirs, ``PUBLIC`` is
everybody, signed in or not. Whatever is not named is refused: 401 without a token, 403 (or a 404
that hides what is somebody else's) with one. A new route needs a line here; where ``:own`` stands
also a body that is good enough to come as far as the check, and a record in `world.py` for what its
path names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

PUBLIC: Final = "public"
SIGNED_IN: Final = "applicant officer expert chapter director operator"
SCORES: Final = {"token": "?", "items": []}
DATA: Final = "GET /api/people/{id}/data"
MINE: Final = "applicant:own officer expert:own chapter:own director:own operator:own"
ANOTHER: Final = "ktos@spoldzielnia.example"
WHY: Final = {"reason": "Bez zgody."}


SECTIONS: Final = (
    *("wplyw", "podmiot", "kontakt", "dzialalnosc", "przychody", "produkty", "oswiadczenia"),
)

FOR_PROGRAMS: Final = {
    *(
        "/metrics",
        "/openapi.json",
        "/asyncapi.json",
        "/docs",
        "/docs/oauth2-redirect",
        "/redoc",
        "/look",
    ),
}


@dataclass(frozen=True)
class Row:
    """One route, and who may use it.

    Attributes:
        route: Method and path, as the service declares it.
        may: Roles, separated by blanks.
        json: What is sent.
        query: Likewise in the address; in both ``{word}`` stands for the record of that word.
        of: The word of the record that the path names, where it is not the one before its id.
    """

    route: str
    may: str
    json: Any = None
    query: str = ""
    of: str = ""

    @property
    def page(self) -> bool:
        """Whether people come here with a browser: nobody is sent to sign in, not told a 401."""
        path = self.route.split()[1]
        return not path.startswith(("/api/", "/health/")) and path not in FOR_PROGRAMS


CHASSIS: Final = (
    Row("GET /health/live", PUBLIC),
    Row("GET /health/ready", PUBLIC),
    Row("GET /health/waiting", PUBLIC),
    Row("GET /metrics", PUBLIC),
    Row("GET /openapi.json", PUBLIC),
    Row("GET /asyncapi.json", PUBLIC),
    Row("? /look/{path}", PUBLIC),
    Row("GET /docs", PUBLIC),
    Row("GET /docs/oauth2-redirect", PUBLIC),
    Row("GET /redoc", PUBLIC),
    Row("GET /api/clock", "operator"),
    Row("POST /api/clock", "operator", {"to": "2026-03-02T09:00:00Z"}),
)

DESK: Final = (
    Row("GET /pulpit", "officer director"),
    Row("GET /pulpit/nastepny", "officer"),
    Row("GET /pulpit/sprawy", "officer director"),
    Row("GET /pulpit/licencje", "officer director"),
    Row("GET /pulpit/szukaj", "officer director", query="?q=Bochen"),
    Row("GET /pulpit/wnioski", "officer director"),
    Row("POST /pulpit/wnioski", "officer"),
    Row("GET /pulpit/nabory", "officer director"),
    Row("GET /pulpit/nabory/nowy", "officer"),
    Row("POST /pulpit/nabory/nowy", "officer"),
    Row("GET /pulpit/nabory/{id}", "officer director", of="calls"),
    Row("GET /pulpit/nabory/{id}.csv", "officer director", of="calls"),
    Row("POST /pulpit/nabory/{id}/przedluzenie", "officer", of="calls"),
    Row("POST /pulpit/nabory/{id}/zamkniecie", "officer"),
    Row("POST /pulpit/nabory/{id}/odwolanie", "officer", of="calls"),
    Row("GET /pulpit/papier", "officer"),
    Row("POST /pulpit/papier", "officer"),
    Row("GET /pulpit/obrazy", "officer director"),
    Row("GET /pulpit/obrazy/etapy.svg", "officer director"),
    Row("GET /pulpit/obrazy/czas.svg", "officer director"),
    Row("GET /pulpit/obrazy/terminy.svg", "officer director"),
    Row(
        "GET /sprawy",
        "applicant:own officer director operator",
        query="?numer={numbered}",
        of="numbered",
    ),
    Row("GET /sprawy/{id}", "applicant:own officer director operator", of="cases"),
    Row("GET /sprawy/{id}/archiwum", "officer", of="cases"),
    Row("GET /sprawy/{id}/pliki/{kind}", "officer director", of="cases"),
    Row("GET /sprawy/{id}/ocena", "officer director", of="cases"),
    Row("POST /sprawy/{id}/ocena", "officer", of="cases"),
    Row("GET /sprawy/{id}/odwolanie", "officer", of="cases"),
    Row("POST /sprawy/{id}/odwolanie", "officer", of="cases"),
    Row("GET /sprawy/{id}/kontakt", "officer", of="cases"),
    Row("POST /sprawy/{id}/kontakt", "officer", of="cases"),
    Row("GET /osoby", "officer director"),
    Row("GET /osoby/zaproszenie", "officer director"),
    Row("POST /osoby/zaproszenie", "officer director"),
    Row("GET /osoby/{id}", "officer director", of="people"),
    Row("GET /osoby/{id}/dane.json", "officer", of="people"),
    Row("POST /osoby/{id}/role", "officer director", of="people"),
    Row("POST /osoby/{id}/zamkniecie", "officer director", of="people"),
    Row("POST /osoby/{id}/usuniecie", "officer director", of="people"),
)

INTAKE: Final = (
    Row("GET /", PUBLIC),
    Row("GET /logowanie", PUBLIC),
    Row("POST /logowanie", PUBLIC),
    Row("POST /logowanie/link", PUBLIC),
    Row("POST /logowanie/na-probe", PUBLIC, {"role": "expert"}),
    Row("GET /sesja", PUBLIC),
    Row("POST /sesja", PUBLIC),
    Row("POST /sesja/koniec", PUBLIC),
    Row("GET /nabory", PUBLIC),
    Row("GET /nabory/{id}", PUBLIC),
    Row("GET /api/calls", PUBLIC),
    Row("GET /api/calls/{id}", PUBLIC),
    Row("POST /api/calls", "officer"),
    Row("PUT /api/calls/{id}", "officer"),
    Row("POST /api/calls/{id}/cancellation", "officer"),
    Row("POST /api/calls/{id}/extension", "officer"),
    Row("POST /api/calls/{id}/closure", "officer"),
    Row("POST /api/subscriptions", PUBLIC),
    Row("POST /api/subscriptions/confirmation", PUBLIC),
    Row("POST /api/subscriptions/unsubscription", PUBLIC),
    Row("GET /api/subscriptions/mine", SIGNED_IN),
    Row("PUT /api/subscriptions/mine", SIGNED_IN),
    Row("DELETE /api/subscriptions/mine", SIGNED_IN),
    Row("POST /api/applications", "applicant officer"),
    Row("GET /api/applications", "applicant officer director"),
    Row("GET /api/applications/{id}", "applicant:own officer director"),
    # An officer fills in what came on paper, never what somebody files online.
    Row("PUT /api/applications/{id}", "applicant:own officer:own", {"form": {}}),
    Row("PUT /api/applications/{id}", "officer", {"form": {}}, of="paper"),
    Row("PUT /api/applications/{id}/attachments/{kind}", "applicant:own officer:own"),
    Row("GET /api/applications/{id}/attachments/{kind}", "applicant:own officer director"),
    Row("GET /wnioski/{id}/zalaczniki/{at}", "applicant:own officer director"),
    Row("DELETE /api/applications/{id}/attachments/{kind}", "applicant:own officer:own"),
    Row("POST /api/applications/{id}/submission", "applicant:own officer:own"),
    Row("POST /api/applications/{id}/withdrawal", "applicant:own officer", {"reason": "List."}),
    Row("POST /api/applications/{id}/appeal", "applicant:own officer", {"grounds": "Jest."}),
    Row("POST /api/applications/{id}/appeal/withdrawal", "applicant:own officer", WHY),
    Row("POST /api/applications/{id}/appeal/decision", "officer"),
    Row("DELETE /api/applications/{id}", "applicant:own officer:own"),
    Row("POST /api/applications/{id}/formal-decision", "officer"),
    Row("POST /api/applications/{id}/correction", "applicant:own officer:own", {"form": {}}),
    Row(
        "GET /api/cases",
        "applicant:own officer director operator",
        query="?number={numbered}",
        of="numbered",
    ),
    Row("PUT /api/applications/{id}/contact", "applicant:own officer", {"contact": {}}),
    # Only a member brings an application into a team: never an officer, who is in none.
    Row("PUT /api/applications/{id}/team", "applicant:own", {"team": "{teams}"}),
    Row("GET /api/teams", "applicant"),
    Row("POST /api/teams", "applicant"),
    Row("GET /api/teams/{id}", "applicant:own"),
    Row("GET /api/invitations", "applicant"),
    # Whoever is invited comes in, which a test of its own tells; a member is in already.
    Row("POST /api/teams/{id}/members", "applicant:own"),
    Row("DELETE /api/teams/{id}/members/{person}", "applicant:own"),
    Row("POST /api/teams/{id}/invitations", "applicant:own", {"email": ANOTHER}),
    Row("DELETE /api/teams/{id}/invitations/{invitation}", "applicant:own"),
    Row("GET /api/cases/{id}", "applicant:own officer director operator"),
    Row("GET /api/cases/{id}/export", "officer"),
    Row("GET /api/notice", PUBLIC),
    Row("GET /api/case-file/heads", PUBLIC),
    Row("GET /api/case-file/heads/{day}", PUBLIC),
    Row("POST /api/sign-in", PUBLIC),
    Row("POST /api/sign-in/sessions", PUBLIC),
    Row("POST /api/sign-in/oidc", PUBLIC),
    Row("POST /api/sign-in/oidc/sessions", PUBLIC),
    Row("POST /api/sessions/refresh", PUBLIC),
    Row("GET /api/sessions", SIGNED_IN),
    Row("DELETE /api/sessions", SIGNED_IN),
    Row("DELETE /api/sessions/{id}", SIGNED_IN),
    Row("GET /api/people", "officer director"),
    Row("POST /api/people", "officer director"),
    Row("GET /api/people/{id}", "officer director"),
    Row("PUT /api/people/{id}/roles", "officer director"),
    Row("DELETE /api/people/{id}", "officer director"),
    Row("DELETE /api/people/{id}/sessions", "officer director"),
    Row("POST /api/people/{id}/erasure", "officer director"),
    Row(DATA, MINE),
    Row("POST /api/dev/tokens", PUBLIC),
    *DESK,
    Row("GET /wnioski/{id}/uzupelnienie", "applicant:own officer:own"),
    Row("POST /wnioski/{id}/uzupelnienie", "applicant:own officer:own"),
    Row("GET /wnioski/{id}/uzupelnienie", "officer", of="paper"),
    Row("GET /wnioski/{id}/wycofanie", "applicant:own officer"),
    Row("POST /wnioski/{id}/wycofanie", "applicant:own officer", WHY),
    Row("GET /wnioski/{id}/odwolanie", "applicant:own officer"),
    Row("POST /wnioski/{id}/odwolanie", "applicant:own officer", {"grounds": "Jest."}),
    Row("DELETE /api/invitations/{team}", "applicant", of="teams"),
    Row("GET /zespoly", "applicant"),
    Row("POST /zespoly", "applicant", {"name": "Bochen"}),
    Row("GET /zespoly/{id}", "applicant:own"),
    Row("POST /zespoly/{id}/zaproszenia", "applicant:own", {"email": ANOTHER}),
    Row("POST /zespoly/{id}/zaproszenia/{invitation}/wycofanie", "applicant:own"),
    Row("POST /zespoly/{id}/osoby/{person}/usuniecie", "applicant:own"),
    Row("POST /zespoly/{id}/dolaczenie", "applicant:own"),
    Row("POST /zespoly/{id}/odmowa", "applicant"),
    Row("GET /logowanie/oidc", PUBLIC),
    Row("GET /logowanie/oidc/start", PUBLIC),
    Row("GET /subskrypcja", PUBLIC),
    Row("POST /subskrypcja", PUBLIC),
    Row("POST /subskrypcja/potwierdzenie", PUBLIC),
    Row("GET /subskrypcja/rezygnacja", PUBLIC),
    Row("POST /subskrypcja/rezygnacja", PUBLIC),
    Row("GET /dane-osobowe", PUBLIC),
    Row("GET /dane-osobowe/moje-dane.json", SIGNED_IN),
    Row("POST /dane-osobowe/sesje/{session}/koniec", SIGNED_IN),
    Row("POST /dane-osobowe/sesje/koniec", SIGNED_IN),
    Row("GET /dostepnosc", PUBLIC),
    Row("GET /wnioski", "applicant"),
    Row("GET /wnioski/nowy", "applicant"),
    Row("POST /wnioski/nowy", "applicant", {"call": "{calls}"}),
    Row("GET /wnioski/{id}", "applicant:own officer director"),
    *(
        Row(f"{method} /wnioski/{{id}}/{page}", "applicant:own officer:own")
        for page in (*SECTIONS, "sprawdz")
        for method in ("GET", "POST")
    ),
    Row("GET /wnioski/{id}/zalaczniki", "applicant:own officer:own"),
    Row("POST /wnioski/{id}/zalaczniki", "applicant:own officer:own"),
    Row("POST /wnioski/{id}/zalaczniki/{at}/usun", "applicant:own officer:own"),
    *(
        Row(f"GET /wnioski/{{id}}/{letter}.pdf", "applicant:own officer director", of=of)
        for letter, of in (("potwierdzenie", "sent"), ("wezwanie", "asked"), ("decyzja", "decided"))
    ),
    Row("POST /wnioski/{id}/usun", "applicant:own officer:own"),
)

EVALUATION: Final = (
    Row("GET /api/experts", "officer"),
    Row("POST /api/experts", "officer"),
    Row("PUT /api/experts/{person}", "officer"),
    Row("POST /api/experts/{person}/removal", "officer"),
    Row("GET /api/cases", "officer director"),
    Row("GET /api/cases/{case}", "officer director chapter"),
    Row("POST /api/cases/{case}/confirmation", "director"),
    Row("POST /api/cases/{case}/correction", "director"),
    Row("GET /api/tasks", "expert"),
    Row("POST /api/tasks/{task}/reassignment", "officer"),
    Row("POST /api/tasks/{task}/declaration", "expert:own", {"conflict": False}),
    Row("POST /api/tasks/{task}/claim", "expert:own", {"session": "s"}),
    Row("POST /api/tasks/{task}/lease", "expert:own", {"token": "?"}),
    Row("PUT /api/tasks/{task}/draft", "expert:own", SCORES),
    Row("POST /api/tasks/{task}/release", "expert:own", {"token": "?"}),
    Row("POST /api/tasks/{task}/card", "expert:own", SCORES),
    Row(DATA, MINE),
    Row("GET /oceny/moje-dane.json", SIGNED_IN),
    Row("GET /zadania", "expert"),
    Row("GET /zadania/zrobione", "expert"),
    Row("GET /zadania/{task}", "expert:own", of="tasks"),
    *(
        Row(f"POST /zadania/{{task}}/{act}", "expert:own", {"conflict": "no"}, of="tasks")
        for act in ("oswiadczenie", "otwarcie", "obecnosc", "szkic", "karta", "oddanie")
    ),
    Row("GET /posiedzenia", "officer chapter director"),
    Row("GET /posiedzenia/minione", "officer chapter director"),
    Row("GET /posiedzenia/nowe", "officer"),
    Row("POST /posiedzenia/nowe", "officer"),
    Row("GET /posiedzenia/kapitula", "officer"),
    Row("POST /posiedzenia/kapitula", "officer"),
    Row("POST /posiedzenia/kapitula/{person}/odejscie", "officer"),
    Row("GET /posiedzenia/decyzje", "director"),
    Row("POST /posiedzenia/decyzje", "director"),
    Row("GET /posiedzenia/{sitting}", "officer chapter director", of="sittings"),
    Row("POST /posiedzenia/{sitting}/zwolanie", "officer", of="sittings"),
    Row("POST /posiedzenia/{sitting}/odwolanie", "officer", of="sittings"),
    Row("POST /posiedzenia/{sitting}/otwarcie", "officer chapter:own", of="sittings"),
    Row("POST /posiedzenia/{sitting}/zamkniecie", "officer chapter:own", of="sittings"),
    Row("GET /posiedzenia/{sitting}/sprawy/{case}", "officer chapter director", of="sittings"),
    Row(
        "POST /posiedzenia/{sitting}/sprawy/{case}/glos",
        "chapter:own",
        {"votes.i": "yes"},
        of="sittings",
    ),
    Row(
        "POST /posiedzenia/{sitting}/sprawy/{case}/wylaczenie",
        "officer chapter:own",
        {"ground": "Kuzynka."},
        of="sittings",
    ),
    Row("GET /oceny", "officer director"),
    Row("GET /oceny/{case}", "officer director chapter", of="cases"),
    Row("POST /oceny/{case}/zmiana", "officer", {"seat": "1"}, of="cases"),
    Row("GET /oceny/{case}/sprostowanie", "director", of="cases"),
    Row("POST /oceny/{case}/sprostowanie", "director", of="cases"),
    Row("GET /eksperci", "officer director"),
    Row("GET /eksperci/nowy", "officer"),
    Row("GET /eksperci/obciazenie.svg", "officer director"),
    Row("POST /eksperci/nowy", "officer"),
    Row("GET /eksperci/{person}", "officer director"),
    Row("POST /eksperci/{person}", "officer"),
    Row("POST /eksperci/{person}/zdjecie", "officer"),
    Row("GET /api/members", "officer chapter director"),
    Row("POST /api/members", "officer"),
    Row("PUT /api/members/{person}", "officer"),
    Row("POST /api/members/{person}/dismissal", "officer"),
    Row("GET /api/sittings", "officer chapter director"),
    Row("GET /api/sittings/{sitting}", "officer chapter director"),
    Row("POST /api/sittings", "officer"),
    Row("POST /api/sittings/{sitting}/call", "officer"),
    Row("POST /api/sittings/{sitting}/cancellation", "officer"),
    Row("POST /api/sittings/{sitting}/opening", "officer chapter:own"),
    Row("POST /api/sittings/{sitting}/closure", "officer chapter:own", {"reasons": []}),
    Row(
        "POST /api/sittings/{sitting}/exclusions",
        "officer chapter:own",
        {"case": "{cases}", "ground": "Kuzynka."},
    ),
    Row(
        "POST /api/sittings/{sitting}/votes",
        "chapter:own",
        {"case": "{cases}", "votes": {"i": "yes"}},
    ),
)

LICENSING: Final = (
    Row("GET /api/licences", "officer"),
    Row("GET /api/licences/{id}", "officer"),
    Row("POST /api/licences/{id}/signature", "officer"),
    Row("POST /api/licences/{id}/suspension", "officer", WHY),
    Row("POST /api/licences/{id}/reinstatement", "officer", WHY),
    Row("POST /api/licences/{id}/surrender", "applicant:own officer", WHY),
    Row("POST /api/licences/{id}/revocation", "officer", WHY),
    Row(DATA, MINE),
    Row("GET /licencje/moje-dane.json", SIGNED_IN),
    Row("GET /api/register", PUBLIC),
    Row("GET /api/register.csv", PUBLIC),
    Row("GET /api/register/{number}", PUBLIC),
    Row("GET /api/certificates/key", PUBLIC),
    Row("GET /rejestr", PUBLIC),
    Row("GET /rejestr/miejscowosci", PUBLIC),
    Row("GET /rejestr/{number}", PUBLIC),
    Row("GET /dane", PUBLIC),
    Row("GET /sprawdz", PUBLIC),
    Row("GET /licencje", "applicant officer"),
    Row("GET /licencje/{number}", "applicant:own officer"),
    Row("GET /licencje/{number}/certyfikat.pdf", "applicant:own officer"),
    # The one there is has been signed, so that nobody finds an agreement; strangers are refused.
    Row("GET /licencje/{number}/umowa.pdf", "officer"),
    Row("GET /licencje/{number}/pliki/{file}", "applicant:own officer"),
    *(
        row
        for path in ("podpis", "zawieszenie", "przywrocenie", "cofniecie")
        for row in (
            Row(f"GET /licencje/{{number}}/{path}", "officer"),
            Row(f"POST /licencje/{{number}}/{path}", "officer", WHY),
        )
    ),
    Row("GET /licencje/{number}/zrzeczenie", "applicant:own officer"),
    Row("POST /licencje/{number}/zrzeczenie", "applicant:own officer", WHY),
    Row("GET /licencje/pliki-znaku", "officer"),
    Row("POST /licencje/pliki-znaku", "officer"),
    Row("GET /licencje/pliki-znaku/{file}", "officer"),
    Row("POST /licencje/pliki-znaku/{file}/usuniecie", "officer"),
)

NOTIFICATIONS: Final = (
    Row("GET /poczta", "officer operator"),
    Row("GET /poczta/{id}", "officer operator"),
    Row("GET /api/mails", "officer operator"),
    Row("GET /api/mails/{id}", "officer operator"),
    Row(DATA, MINE),
    Row("GET /poczta/moje-dane.json", SIGNED_IN),
)

TABLE: Final = {
    "intake": (*CHASSIS, *INTAKE),
    "evaluation": (*CHASSIS, *EVALUATION),
    "licensing": (*CHASSIS, *LICENSING),
    "notifications": (*CHASSIS, *NOTIFICATIONS),
}
