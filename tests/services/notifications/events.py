"""What the events of these tests are made of."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from contracts.base import Language, Subject
from contracts.values import (
    Contact,
    Criterion,
    Entity,
    EvaluationRules,
    Item,
    LicenceRules,
    Office,
    Term,
)

NOON = dt.datetime(2026, 1, 12, 11, 0, tzinfo=dt.UTC)
END_OF_DAY = dt.datetime(2026, 1, 26, 22, 59, 59, tzinfo=dt.UTC)
CASE = "0b9d8f5e-1111-4222-8333-444455556666"
NUMBER = "ZP/2026/000123"
LICENCE = "ZP-LUB/2026/0001"

HONEY = Item(
    id="1", kind="product", name="Miód lipowy", category="gastronomia", description="Z pasieki."
)
LUNCH = Item(
    id="2",
    kind="service",
    name="Obiady na wynos",
    category="gastronomia",
    description="Co dnia.",
)
ENTITY = Entity(
    name="Spółdzielnia Socjalna „Ul”",
    type="spoldzielnia-socjalna",
    nip="7123456789",
    town="Lublin",
    voivodeship="lubelskie",
)
TERM = Term(no=1, start=dt.date(2026, 3, 2), end=dt.date(2027, 3, 1))
RULES = EvaluationRules(
    criteria=(Criterion(code="quality", name={"pl": "Jakość", "en": "Quality"}, max=30),),
    pass_mean=Decimal(60),
    divergence_gap=30,
    deadline_days=14,
    reminder_days=3,
    chapter="none",
    renewal="none",
    appeal_days=14,
)
LICENCE_RULES = LicenceRules(
    prefix="ZP-LUB",
    sign_within_days=60,
    reminder_days=(60, 30, 7),
    renewal_opens_days=60,
    renewal_closes_days=30,
)


def a_contact(language: Language = "pl", **fields: Any) -> Contact:
    values = {"person": "anna", "name": "Anna Żak", "email": "anna@ul.example"}
    return Contact(**{**values, "language": language, **fields})


def an_office(language: Language = "pl") -> Office:
    name = "Regionalny Ośrodek Polityki Społecznej w Lublinie"
    return Office(
        region="lubelskie", name=name, email="znak@rops.lubelskie.example", language=language
    )


def head(kind: Any = "application", by: str = "officer-1") -> dict[str, Any]:
    return {"subject": Subject(kind=kind, id=CASE), "case": CASE, "at": NOON, "by": by, "seq": 3}
