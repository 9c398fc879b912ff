"""What the documentation of the doors shows: a form with nothing wrong in it."""

from __future__ import annotations

from typing import Any, Final

_PRAISE: Final = {"author": "Gmina Przykładowo", "text": "Polecamy, zawsze na czas."}

FORM: Final[dict[str, Any]] = {
    "kind": "new",
    "entity": {
        "name": "Spółdzielnia Socjalna „Przykład”",
        "type": "spoldzielnia-socjalna",
        "social_enterprise": True,
        "nip": "0012345673",
        "regon": "991234561",
        "krs": "0009123456",
        "address": {
            "street": "ul. Prosta 1",
            "postcode": "20-001",
            "town": "Lublin",
            "voivodeship": "lubelskie",
        },
        "representative": {"name": "Anna Nowak", "role": "prezeska zarządu"},
    },
    "contact": {
        "name": "Anna Nowak",
        "email": "biuro@przyklad.example",
        "phone": "+48 81 123 45 67",
        "language": "pl",
    },
    "activity": {
        "since": "2019-05-01",
        "social": "Zatrudniamy i uczymy zawodu osoby długotrwale bezrobotne.",
        "served": "Osoby długotrwale bezrobotne.",
    },
    "economy": {"from": "2025-01-01", "to": "2025-12-31", "total": "100000.00", "own": "45000.00"},
    "items": [
        {
            "kind": "product",
            "name": "Obiady domowe",
            "category": "gastronomia",
            "description": "Gotowane codziennie z lokalnych produktów.",
            "quality": "Pozytywne kontrole sanitarne w każdym roku.",
            "recommendations": [_PRAISE, {**_PRAISE, "author": "Szkoła w Przykładowie"}],
        }
    ],
    "declarations": {"truth": True, "rules": True, "rodo": True},
}
