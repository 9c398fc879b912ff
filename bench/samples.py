"""What the bots send: a call, experts, and applications that pass the formal check by rule."""

from __future__ import annotations

from typing import Any

CATEGORIES = ("gastronomia", "rzemioslo", "tekstylia", "opieka")
EXPERTS = 6
NIP = (6, 5, 7, 2, 3, 4, 5, 6, 7)
REGON = (8, 9, 2, 3, 4, 5, 6, 7)
CALL = {
    "number": "1/2026",
    "title": "Nabór próbny",
    "opens": "2026-01-01T00:00:00Z",
    "closes": None,
    "procedure": "bench",
}


def nip(no: int) -> str:
    """A valid NIP for each number."""
    base = 100_000_000 + no * 11  # a step of eleven numbers skips those whose check digit is ten
    while (check := _weighted(f"{base}", NIP)) > 9:  # noqa: PLR2004 -- not a digit
        base += 1
    return f"{base}{check}"


def regon(no: int) -> str:
    """A valid REGON for each number."""
    base = f"{10_000_000 + no}"
    return f"{base}{_weighted(base, REGON) % 10}"


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11


def expert(no: int) -> dict[str, Any]:
    """An expert competent for everything that is sent here."""
    return {
        "person": f"expert-{no}",
        "name": f"Ekspertka Numer {no}",
        "email": f"expert-{no}@example.org",
        "language": "pl",
        "competences": list(CATEGORIES),
        "affiliations": [],
        "limit": None,
    }


def application(no: int) -> dict[str, Any]:
    """The form of applicant ``no``: one item, about 2.5 kB."""
    return {
        "kind": "new",
        "licence_number": None,
        "channel": "online",
        "received_on": None,
        "entity": {
            "name": f"Spółdzielnia Socjalna Łąka {no}",
            "type": "spoldzielnia-socjalna",
            "run_by": None,
            "social_enterprise": True,
            "nip": nip(no),
            "regon": regon(no),
            "krs": f"{no + 1:010d}",
            "register": None,
            "address": {
                "street": "ul. Lipowa 1",
                "postcode": "20-001",
                "town": "Lublin",
                "voivodeship": "lubelskie",
            },
            "representative": {"name": "Żaneta Źrebak", "role": "prezeska zarządu"},
            "edoreczenia": None,
        },
        "contact": {
            "name": "Żaneta Źrebak",
            "email": f"applicant-{no}@example.org",
            "phone": "+48 81 000 00 00",
            "language": "pl",
        },
        "activity": {
            "since": "2019-05-01",
            "social": "Prowadzimy zajęcia z gotowania i rękodzieła dla mieszkańców powiatu. " * 4,
            "served": "Osoby z niepełnosprawnościami i długotrwale bezrobotne z powiatu.",
        },
        "economy": {
            "from": "2025-01-01",
            "to": "2025-12-31",
            "total": "100000.00",
            "own": "45000.00",
        },
        "items": [
            {
                "kind": "product",
                "name": f"Koszyk wiklinowy {no}",
                "category": CATEGORIES[no % len(CATEGORIES)],
                "description": "Koszyk pleciony ręcznie z wikliny zbieranej pod Lublinem. " * 5,
                "quality": "Każdy koszyk sprawdzamy dwukrotnie i dajemy na niego dwa lata. " * 3,
                "recommendations": [
                    {"author": "Dom Kultury", "text": "Koszyki są trwałe i piękne. " * 4},
                    {"author": "Sklep u Basi", "text": "Klienci wracają po następne. " * 4},
                ],
                "new": True,
            }
        ],
        "declarations": {"truth": True, "rules": True, "rodo": True},
    }


def card(token: str, claimed: dict[str, Any]) -> dict[str, Any]:
    """A card that grants every item: nine tenths of each maximum, justified."""
    return {
        "token": token,
        "items": [
            {
                "item": item["id"],
                "scores": [
                    {
                        "criterion": criterion["code"],
                        "points": criterion["max"] * 9 // 10,
                        "justification": "Spełnia kryterium w sposób widoczny i udokumentowany.",
                    }
                    for criterion in claimed["criteria"]
                ],
            }
            for item in claimed["application"]["items"]
        ],
    }
