"""Every field of the form: what is wrong with it, by name, and never what was typed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.process import Invalid
from services.intake.domain.form import Form
from services.intake.domain.reading import read
from services.intake.domain.validation import complaints, complete, right_channel
from tests.services.intake.builders import FORM, TODAY, a_form, a_procedure, an_item

ADDRESS = FORM["entity"]["address"]


def found(form: Form) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in complaints(form, a_procedure(), TODAY)]


def test_a_complete_form_has_nothing_wrong() -> None:
    assert found(a_form()) == []


@pytest.mark.parametrize(
    ("parts", "field", "code"),
    [
        ({"entity": {"name": " "}}, "entity.name", "required"),
        ({"entity": {"type": ""}}, "entity.type", "required"),
        ({"entity": {"type": "spolka"}}, "entity.type", "unknown-entity-type"),
        ({"entity": {"type": "cis"}}, "entity.run_by", "required"),
        ({"entity": {"run_by": {"nip": "0012345673"}}}, "entity.run_by.name", "required"),
        ({"entity": {"run_by": {"name": "A", "nip": "1"}}}, "entity.run_by.nip", "not-valid"),
        ({"entity": {"social_enterprise": None}}, "entity.social_enterprise", "required"),
        ({"entity": {"nip": ""}}, "entity.nip", "required"),
        ({"entity": {"nip": "0012345674"}}, "entity.nip", "not-valid"),
        ({"entity": {"nip": "0000000000"}}, "entity.nip", "not-valid"),
        ({"entity": {"regon": ""}}, "entity.regon", "required"),
        ({"entity": {"regon": "991234562"}}, "entity.regon", "not-valid"),
        ({"entity": {"krs": None}}, "entity.krs", "required"),
        ({"entity": {"krs": "123"}}, "entity.krs", "not-valid"),
        ({"entity": {"edoreczenia": "AE:PL-1"}}, "entity.edoreczenia", "not-valid"),
        ({"entity": {"representative": {"role": "x"}}}, "entity.representative.name", "required"),
        ({"entity": {"representative": {"name": "x"}}}, "entity.representative.role", "required"),
        ({"entity": {"address": {**ADDRESS, "street": ""}}}, "entity.address.street", "required"),
        ({"entity": {"address": {**ADDRESS, "town": ""}}}, "entity.address.town", "required"),
        (
            {"entity": {"address": {**ADDRESS, "postcode": "20001"}}},
            "entity.address.postcode",
            "not-valid",
        ),
        (
            {"entity": {"address": {**ADDRESS, "voivodeship": "Lubelskie"}}},
            "entity.address.voivodeship",
            "unknown-voivodeship",
        ),
        ({"contact": {"name": ""}}, "contact.name", "required"),
        ({"contact": {"email": ""}}, "contact.email", "required"),
        ({"contact": {"email": "anna@localhost"}}, "contact.email", "not-valid"),
        ({"contact": {"email": "a@b.pl\nBcc: c@d.pl"}}, "contact.email", "not-valid"),
        ({"contact": {"phone": ""}}, "contact.phone", "required"),
        ({"contact": {"phone": "brak"}}, "contact.phone", "not-valid"),
        ({"activity": {"since": None}}, "activity.since", "required"),
        ({"activity": {"since": "2026-01-16"}}, "activity.since", "future"),
        ({"economy": {"from": None}}, "economy.from", "required"),
        ({"economy": {"to": None}}, "economy.to", "required"),
        ({"economy": {"to": "2024-12-31"}}, "economy.to", "before-start"),
        ({"economy": {"to": "2026-01-16"}}, "economy.to", "future"),
        ({"economy": {"total": None}}, "economy.total", "required"),
        ({"economy": {"own": None}}, "economy.own", "required"),
        ({"economy": {"own": "100000.01"}}, "economy.own", "exceeds-total"),
        ({"items": []}, "items", "required"),
        ({"items": [an_item(kind=None)]}, "items.0.kind", "required"),
        ({"items": [an_item(), an_item(name="")]}, "items.1.name", "required"),
        ({"items": [an_item(category="")]}, "items.0.category", "required"),
        ({"items": [an_item(category="x")]}, "items.0.category", "unknown-category"),
        ({"items": [an_item(description="")]}, "items.0.description", "required"),
        ({"items": [an_item(quality="")]}, "items.0.quality", "required"),
        (
            {"items": [an_item(recommendations=[{"author": "A"}])]},
            "items.0.recommendations.0.text",
            "required",
        ),
        (
            {"items": [an_item(), an_item(name="chleb „NA zakwasie”", category="inne")]},
            "items.1.name",
            "repeated",
        ),
        ({"kind": "renewal"}, "licence_number", "required"),
        ({"licence_number": "ZP-LUB/2025/0001"}, "licence_number", "renewal-only"),
        ({"channel": "paper"}, "received_on", "required"),
        ({"channel": "paper", "received_on": "2026-01-16"}, "received_on", "future"),
        ({"received_on": "2026-01-14"}, "received_on", "paper-only"),
    ],
)
def test_a_wrong_field_is_named(parts: dict[str, Any], field: str, code: str) -> None:
    assert found(a_form(**parts)) == [(field, code)]


@pytest.mark.parametrize(
    ("raw", "field", "code"),
    [
        ({"entity": {"nope": 1}}, "entity.nope", "no-such-field"),
        ({"entity": "text"}, "entity", "not-an-object"),
        ({"kind": "other"}, "kind", "not-listed"),
        ({"activity": {"since": "12.01.2026"}}, "activity.since", "not-a-date"),
        ({"economy": {"total": "sto"}}, "economy.total", "not-an-amount"),
        ({"economy": {"total": "-1"}}, "economy.total", "out-of-range"),
        ({"economy": {"total": "1.001"}}, "economy.total", "not-an-amount"),
        ({"economy": {"total": "NaN"}}, "economy.total", "wrong"),
        ({"declarations": {"truth": "może"}}, "declarations.truth", "not-a-boolean"),
        ({"contact": {"name": 7}}, "contact.name", "not-text"),
        ({"contact": {"name": "x" * 301}}, "contact.name", "too-long"),
        ({"items": "x"}, "items", "not-a-list"),
        ({"items": [{}] * 21}, "items", "too-many"),
    ],
)
def test_what_cannot_be_read_is_named_even_in_a_draft(
    raw: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        read(Form, raw)
    assert [(error.field, error.code) for error in refused.value.errors] == [(field, code)]


def test_an_empty_draft_can_be_kept_and_lists_all_that_is_missing_when_sent() -> None:
    form = read(Form, {})
    assert {code for _, code in found(form)} == {"required"}
    with pytest.raises(Invalid):
        complete(form, a_procedure(), TODAY)


@given(st.text("QXV§0123456789@", min_size=8, max_size=40))
def test_an_error_never_repeats_what_was_typed(secret: str) -> None:
    raw = {
        "entity": {"nip": secret, "regon": secret, "krs": secret, "type": secret},
        "contact": {"email": secret, "phone": secret},
    }
    errors = complaints(read(Form, raw), a_procedure(), TODAY)
    assert [e for e in errors if secret in f"{e.field} {e.code} {e.text.pl} {e.text.en}"] == []


@pytest.mark.parametrize(
    ("channel", "officer", "right"),
    [
        ("online", False, True),
        ("paper", True, True),
        ("paper", False, False),
        ("online", True, False),
    ],
)
def test_the_office_types_in_paper_and_others_file_online(
    channel: str,
    *,
    officer: bool,
    right: bool,
) -> None:
    form = a_form(channel=channel)
    if right:
        right_channel(form, officer=officer)
    else:
        with pytest.raises(Invalid):
            right_channel(form, officer=officer)


def test_a_product_and_a_service_may_have_one_name_and_what_has_none_is_not_the_same() -> None:
    assert found(a_form(items=[an_item(), an_item(kind="service")])) == []
    blank = a_form(items=[an_item(name=""), an_item(name="")])
    assert found(blank) == [("items.0.name", "required"), ("items.1.name", "required")]


def test_an_entity_without_legal_personality_names_the_one_that_runs_it() -> None:
    run_by = {"name": "Gmina Przykładowa", "nip": "0012345673"}
    form = a_form(entity={"type": "wtz", "run_by": run_by, "krs": None, "register": "rejestr WTZ"})
    assert found(form) == []


def test_a_form_is_read_back_as_it_was_stored() -> None:
    form = a_form(entity={"register": "rejestr"}, activity={"since": dt.date(2020, 2, 29)})
    assert Form.model_validate(form.model_dump(mode="json")) == form
