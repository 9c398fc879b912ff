"""What the experts will read leaves intake with the acceptance and stays nowhere else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from contracts.values import ItemMaterials, Materials, Recommendation
from services.intake.domain.announcements import accepted
from services.intake.domain.form import Form
from services.intake.domain.timeline import entry_of
from tests.services.intake.builders import (
    NOON,
    a_call,
    a_form,
    a_licence,
    an_application,
    an_item,
)

BREAD = ItemMaterials(
    item="application-1-1",
    quality="Badania co kwartał.",
    recommendations=(
        Recommendation(author="Szkoła nr 1", text="Polecamy."),
        Recommendation(author="Biblioteka", text="Bardzo dobry."),
    ),
)


def materials(form: Form, **changed: Any) -> Materials | None:
    application = an_application(form=form, **changed)
    return accepted(application, a_call(), NOON, "rule:automatic", frozenset()).materials


def test_an_acceptance_carries_what_the_experts_score_by() -> None:
    assert materials(a_form()) == Materials(
        active_since=dt.date(2019, 5, 1),
        social="Zatrudniamy osoby długotrwale bezrobotne.",
        served="Osoby długotrwale bezrobotne.",
        period_from=dt.date(2025, 1, 1),
        period_to=dt.date(2025, 12, 31),
        total_revenue=Decimal("100000.00"),
        own_revenue=Decimal("45000.00"),
        items=(BREAD,),
    )


def test_the_materials_of_an_item_go_by_the_id_the_item_has() -> None:
    form = a_form(kind="renewal", items=[an_item(), an_item(name="Bułki", recommendations=[])])

    made = materials(form, licensed=a_licence().items)

    assert made is not None
    assert made.items == (
        BREAD.model_copy(update={"item": "old-1"}),
        ItemMaterials(item="application-1-2", quality="Badania co kwartał.", recommendations=()),
    )


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ("activity", "since"),
        ("economy", "from"),
        ("economy", "to"),
        ("economy", "total"),
        ("economy", "own"),
    ],
)
def test_a_case_without_its_form_has_no_materials(part: str, field: str) -> None:
    assert materials(a_form(**{part: {field: None}})) is None


def test_the_case_file_keeps_no_word_of_the_materials() -> None:
    event = accepted(an_application(), a_call(), NOON, "rule:automatic", frozenset())

    bare = event.model_copy(update={"materials": None})
    assert entry_of(event, "m-1", lambda: "salt") == entry_of(bare, "m-1", lambda: "salt")
