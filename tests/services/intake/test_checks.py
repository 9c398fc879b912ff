"""The eleven points at their boundaries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import Language
from services.intake.domain.checks import CHECKS, Facts, all_sure, suggest
from tests.services.intake.builders import TODAY, a_call, a_form, an_item

TONGUES: tuple[Language, Language] = ("pl", "en")
Change = Callable[[Facts], Facts]


def facts(**parts: Any) -> Facts:
    call = a_call()
    return Facts(
        form=a_form(**parts),
        procedure=call.procedure,
        opens=call.opens,
        closes=call.closes,
        received_on=TODAY,
        attachments=frozenset({"financial-statement"}),
        duplicates=(),
    )


def verdicts(of: Facts) -> dict[str, str]:
    return {point.code: point.verdict for point in suggest(of, "pl")}


def test_a_good_application_is_a_sure_yes_on_all_eleven_points() -> None:
    points = suggest(facts(), "pl")
    assert [point.code for point in points] == list(CHECKS)
    assert len(points) == 11
    assert all_sure(points)


def economy(total: str, own: str) -> dict[str, Any]:
    return {"economy": {"total": total, "own": own}}


def without_krs(of: Facts) -> Facts:
    return replace(of, form=a_form(entity={"krs": None, "register": "rejestr"}))


@pytest.mark.parametrize(
    ("code", "verdict", "of"),
    [
        ("in-call", "yes", replace(facts(), received_on=dt.date(2026, 1, 12))),
        ("in-call", "no", replace(facts(), received_on=dt.date(2026, 1, 11))),
        ("in-call", "yes", replace(facts(), received_on=dt.date(2026, 1, 31))),
        ("in-call", "no", replace(facts(), received_on=dt.date(2026, 2, 1))),
        ("in-call", "yes", replace(facts(), received_on=dt.date(2030, 1, 1), closes=None)),
        ("entity-type", "yes", facts(entity={"type": "ngo"})),
        ("entity-type", "no", facts(entity={"type": "spolka"})),
        ("seat", "no", facts(entity={"address": {"voivodeship": "mazowieckie"}})),
        ("activity", "yes", facts(activity={"since": "2025-07-15"})),
        ("activity", "no", facts(activity={"since": "2025-07-16"})),
        ("activity", "unknown", facts(activity={"since": None})),
        ("own-revenue", "yes", facts(**economy("100000.00", "30000.00"))),
        ("own-revenue", "no", facts(**economy("100000.00", "29999.99"))),
        ("own-revenue", "yes", facts(**economy("0.10", "0.03"))),
        ("own-revenue", "no", facts(**economy("333333.34", "100000.00"))),
        ("own-revenue", "unknown", facts(**economy("0.00", "0.00"))),
        ("own-revenue", "no", facts(**economy("100.00", "0.00"))),
        ("social-activity", "no", facts(activity={"social": ""})),
        ("social-activity", "no", facts(activity={"served": ""})),
        ("social-activity", "unknown", facts(activity={"social": "x" * 19})),
        ("social-activity", "yes", facts(activity={"social": "x" * 20})),
        ("items", "no", facts(items=[])),
        ("items", "no", facts(items=[an_item(), an_item(recommendations=[{"author": "A"}])])),
        (
            "items",
            "yes",
            replace(facts(items=[an_item(recommendations=[])]), licensed=frozenset({0})),
        ),
        ("attachments", "no", replace(facts(), attachments=frozenset())),
        ("attachments", "no", without_krs(facts())),
        (
            "attachments",
            "yes",
            replace(
                without_krs(facts()),
                attachments=frozenset({"financial-statement", "register-extract"}),
            ),
        ),
        ("declarations", "no", facts(declarations={"rodo": False})),
        ("identifiers", "no", facts(entity={"nip": "0000000000"})),
        ("identifiers", "no", facts(entity={"krs": None})),
        ("identifiers", "no", facts(entity={"run_by": {"name": "A", "nip": "1"}})),
        ("identifiers", "yes", without_krs(facts())),
        ("no-duplicate", "unknown", replace(facts(), duplicates=None)),
        ("no-duplicate", "no", replace(facts(), duplicates=("ZP/2026/000002",))),
    ],
)
def test_a_point_at_its_boundary(code: str, verdict: str, of: Facts) -> None:
    assert verdicts(of)[code] == verdict


@given(st.decimals("0.01", "9999999.99", places=2), st.decimals("0", "9999999.99", places=2))
def test_own_revenue_is_compared_exactly(total: Decimal, own: Decimal) -> None:
    exact = own * 10 >= total * 3
    assert verdicts(facts(**economy(str(total), str(own))))["own-revenue"] == (
        "yes" if exact else "no"
    )


def test_a_point_gives_its_reason_in_each_language() -> None:
    of = facts(**economy("100.00", "0.00"))
    found = [{p.code: p for p in suggest(of, language)}["own-revenue"] for language in TONGUES]
    said = [
        "Przychody własne to mniej niż 30% całości.",
        "Own revenue is less than 30% of the total.",
    ]
    assert [point.reason for point in found] == said
    assert [list(map(point.why, TONGUES)) for point in found] == [said, said]


def test_every_point_has_a_reason() -> None:
    assert [point.code for point in suggest(facts(), "en") if not point.reason] == []


@pytest.mark.parametrize(
    ("months", "least", "lasts", "praised"),
    [
        (1, 1, ("1 miesiąc", "1 month"), ("1 rekomendację", "1 recommendation")),
        (2, 2, ("2 miesiące", "2 months"), ("2 rekomendacje", "2 recommendations")),
        (6, 5, ("6 miesięcy", "6 months"), ("5 rekomendacji", "5 recommendations")),
        (12, 12, ("12 miesięcy", "12 months"), ("12 rekomendacji", "12 recommendations")),
        (24, 22, ("24 miesiące", "24 months"), ("22 rekomendacje", "22 recommendations")),
    ],
)
def test_a_number_stands_with_the_right_form_of_its_noun(
    months: int, least: int, lasts: tuple[str, str], praised: tuple[str, str]
) -> None:
    rules = a_call().procedure
    numbers = {"activity_months": months, "recommendations_per_item": least}
    formal = rules.formal.model_copy(update=numbers)
    of = replace(facts(), procedure=rules.model_copy(update={"formal": formal}))
    said = {p.code: (p.why("pl"), p.why("en")) for p in suggest(of, "pl")}
    for code, words in (("activity", lasts), ("items", praised)):
        for word, text in zip(words, said[code], strict=True):
            assert f" {word} " in f"{text[:-1]} "
