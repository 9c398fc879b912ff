"""Applicants and their forms for journeys through the whole system."""

from datetime import datetime, timedelta
from typing import Any

from stdnum.pl import nip, regon

from deploy.local.client import Json, Person

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def an_applicant(no: int) -> Person:
    """Each number is somebody else."""
    return Person("applicant", f"applicant-{no}", f"Osoba {no}", f"osoba{no}@spoldzielnia.example")


def an_expert(no: int) -> Person:
    """Each number is somebody else."""
    return Person("expert", f"expert-{no}", f"Ekspert {no}", f"ekspert{no}@uczelnia.example")


def a_profile(expert: Person, *categories: str) -> Json:
    """What the office says about an expert."""
    return {
        "person": expert.id,
        "name": expert.name,
        "email": expert.email,
        "language": "pl",
        "competences": list(categories),
        "affiliations": [],
        "limit": None,
    }


def a_form(who: Person, no: int, now: datetime, **changes: Any) -> Json:
    """A form with nothing wrong in it; each number is another entity."""
    year = now.year - 1
    base = {
        "kind": "new",
        "licence_number": None,
        "channel": "online",
        "received_on": None,
        "entity": _entity(no),
        "contact": {
            "name": who.name,
            "email": who.email,
            "phone": "+48 81 000 00 00",
            "language": "pl",
        },
        "activity": {
            "since": f"{now - timedelta(days=1000):%Y-%m-%d}",
            "social": "Zatrudnia osoby zagrożone wykluczeniem i uczy je zawodu.",
            "served": "Osoby długotrwale bezrobotne.",
        },
        "economy": {
            "from": f"{year}-01-01",
            "to": f"{year}-12-31",
            "total": "100000.00",
            "own": "45000.00",
        },
        "items": [an_item("Obiady domowe")],
        "declarations": {"truth": True, "rules": True, "rodo": True},
    }
    return {**base, **changes}


def an_item(name: str, category: str = "gastronomia", *, new: bool = True) -> Json:
    """One product of an application."""
    praise = {"author": "Gmina Przykładowo", "text": "Polecamy, zawsze na czas."}
    return {
        "kind": "product",
        "name": name,
        "category": category,
        "description": "Gotowane codziennie z lokalnych produktów.",
        "quality": "Pozytywne kontrole sanitarne w każdym roku.",
        "recommendations": [praise, {**praise, "author": "Szkoła w Przykładowie"}],
        "new": new,
    }


def _entity(no: int) -> Json:
    short = f"{90_000_000 + no:08d}"
    return {
        "name": f"Spółdzielnia Socjalna nr {no}",
        "type": "spoldzielnia-socjalna",
        "run_by": None,
        "social_enterprise": True,
        "nip": a_nip(no),
        "regon": short + regon.calc_check_digit(short),
        "krs": f"{900_000 + no:010d}",
        "register": None,
        "address": {
            "street": "ul. Lipowa 1",
            "postcode": "20-001",
            "town": "Lublin",
            "voivodeship": "lubelskie",
        },
        "representative": {"name": "Anna Prezes", "role": "prezeska zarządu"},
        "edoreczenia": None,
    }


def a_nip(no: int) -> str:
    """A valid NIP of its own for each number below ten thousand."""
    tried = (f"71{no:04d}{tail:04d}" for tail in range(10_000))
    return next(number for number in tried if nip.is_valid(number))
