"""Of the access table: the routes that people come to with a browser."""

from __future__ import annotations

from typing import Final

from tests.services.access.rows import ANOTHER, PUBLIC, SIGNED_IN, WHY, Row

SECTIONS: Final = (
    *("wplyw", "podmiot", "kontakt", "dzialalnosc", "przychody", "produkty", "oswiadczenia"),
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
    Row("GET /pulpit/nabory/{id}/zmiana", "officer", of="calls"),
    Row("POST /pulpit/nabory/{id}/zmiana", "officer", of="calls"),
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
    Row("GET /sprawy/{id}/doreczenie", "officer", of="cases"),
    Row("POST /sprawy/{id}/doreczenie", "officer", of="cases"),
    Row("GET /sprawy/{id}/odwolanie", "officer", of="cases"),
    Row("POST /sprawy/{id}/odwolanie", "officer", of="cases"),
    Row("GET /sprawy/{id}/kontakt", "applicant:own officer", of="cases"),
    Row("POST /sprawy/{id}/kontakt", "applicant:own officer", of="cases"),
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
    Row("GET /wnioski/{id}/zalaczniki/{at}", "applicant:own officer director"),
    Row("GET /wnioski/{id}/uzupelnienie", "applicant:own officer:own"),
    Row("POST /wnioski/{id}/uzupelnienie", "applicant:own officer:own"),
    Row("GET /wnioski/{id}/uzupelnienie", "officer", of="paper"),
    Row("GET /wnioski/{id}/wycofanie", "applicant:own officer"),
    Row("POST /wnioski/{id}/wycofanie", "applicant:own officer", WHY),
    Row("GET /wnioski/{id}/odwolanie", "applicant:own officer"),
    Row("POST /wnioski/{id}/odwolanie", "applicant:own officer", {"grounds": "Jest."}),
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
    Row("GET /wnioski/{id}/zespol", "applicant:own"),
    Row("POST /wnioski/{id}/zespol", "applicant:own", {"team": "{teams}"}),
    Row("POST /wnioski/{id}/usun", "applicant:own officer:own"),
    *DESK,
)

EVALUATION: Final = (
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
)

LICENSING: Final = (
    Row("GET /licencje/moje-dane.json", SIGNED_IN),
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
    Row("GET /poczta", "officer"),
    Row("GET /poczta/{id}", "officer"),
    Row("GET /poczta/moje-dane.json", SIGNED_IN),
)
