"""Renewals: the window, whose licence, what is licensed already."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from chassis.process import Invalid
from contracts.base import Event
from contracts.intake import (
    ApplicationAccepted,
    ApplicationSubmitted,
    RenewalFiled,
)
from contracts.values import Point
from services.intake.domain.application import Application, State
from services.intake.domain.commands import Correct, DecideFormally, GiveNumber, Submit
from services.intake.domain.licence import Filed, Licence, renewable
from services.intake.domain.rules import decide
from tests.services.intake.builders import (
    NOON,
    NUMBER,
    OWNER,
    TODAY,
    a_call,
    a_form,
    a_licence,
    an_application,
    an_item,
)

CALL = a_call()
NUMBERED = GiveNumber(NUMBER, (), CALL)


def kinds(messages: tuple[Event, ...]) -> list[type[Event]]:
    return [type(message) for message in messages]


def renewal(**parts: Any) -> Application:
    fields = {"kind": "renewal", "licence_number": "ZP-LUB/2025/0001", **parts}
    return an_application(form=a_form(**fields))


def test_a_renewal_tells_licensing_by_the_moment_of_filing_and_marks_what_is_licensed() -> None:
    new = an_item(name="Bułki")
    sent = decide(
        Submit(CALL, a_licence(), "anna"),
        NOON,
        renewal(items=[an_item(name="CHLEB  na zakwasie"), new]),
    ).state
    numbered = decide(NUMBERED, NOON + dt.timedelta(days=1), sent)
    assert kinds(numbered.messages) == [ApplicationSubmitted, RenewalFiled, ApplicationAccepted]
    filed_event = numbered.messages[1]
    assert isinstance(filed_event, RenewalFiled)
    assert (filed_event.at, filed_event.licence_number, filed_event.nip) == (
        NOON,
        "ZP-LUB/2025/0001",
        "0012345673",
    )
    assert [(item.id, item.new) for item in numbered.state.items()] == [
        ("old-1", False),
        ("application-1-2", True),
    ]


def test_an_item_that_is_licensed_needs_no_new_recommendations() -> None:
    sent = decide(
        Submit(CALL, a_licence(), "anna"), NOON, renewal(items=[an_item(recommendations=[])])
    ).state
    assert decide(NUMBERED, NOON, sent).state.state is State.ACCEPTED


@pytest.mark.parametrize(
    ("licence", "code"),
    [
        (None, "unknown-licence"),
        (a_licence(nip="5250000000"), "not-yours"),
        (a_licence(person="somebody"), "not-yours"),
        (a_licence(person="paper:1", email="kasia@przyklad.example"), "not-yours"),
        (a_licence(person="1", imported=True, email="kasia@przyklad.example"), "not-yours"),
        (a_licence(person="paper:1", email=""), "not-yours"),
        (a_licence(renewing=True), "renewal-filed"),
        (a_licence(ended=True), "licence-ended"),
        (a_licence(opens_renewal=TODAY + dt.timedelta(days=1)), "outside-window"),
        (a_licence(closes_renewal=TODAY - dt.timedelta(days=1)), "outside-window"),
    ],
)
def test_a_renewal_that_cannot_be_is_refused_with_a_clear_reason(licence: Any, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        decide(Submit(CALL, licence, "anna"), NOON, renewal())
    assert [(e.field, e.code) for e in refused.value.errors] == [("licence_number", code)]


@pytest.mark.parametrize("known", [{"person": "paper:1"}, {"person": "1", "imported": True}])
def test_who_has_no_account_yet_is_known_by_the_address(known: Any) -> None:
    licence = a_licence(email="Anna@przyklad.example", **known)
    sent = decide(Submit(CALL, licence, "anna"), NOON, renewal())
    assert sent.state.state is State.SUBMITTED


def test_an_officer_may_type_in_a_renewal_whoever_signed_it_for_the_entity() -> None:
    paper = renewal(channel="paper", received_on=TODAY)
    sent = decide(Submit(CALL, a_licence(person="somebody"), "officer"), NOON, paper)
    assert sent.state.state is State.SUBMITTED
    with pytest.raises(Invalid) as refused:
        decide(Submit(CALL, a_licence(nip="5250000000"), "officer"), NOON, paper)
    assert [error.code for error in refused.value.errors] == ["not-yours"]


@pytest.mark.parametrize(
    ("field", "fix"),
    [
        ("entity.nip", {"entity": {"nip": "5250000000"}}),
        ("licence_number", {"licence_number": "1"}),
    ],
)
def test_a_correction_cannot_take_the_renewal_to_another_licence(field: str, fix: Any) -> None:
    point = Point(code="declarations", verdict="no", reason="Brak.", fields=(field,))
    sent = decide(Submit(CALL, a_licence(), "anna"), NOON, renewal(declarations={"rodo": False}))
    filed = decide(NUMBERED, NOON, sent.state).state
    asked = decide(DecideFormally((point,), "correct", CALL, "officer"), NOON, filed).state
    with pytest.raises(Invalid) as refused:
        decide(Correct(fix, CALL, "anna"), NOON, asked)
    assert [(e.field, e.code) for e in refused.value.errors] == [(field, "not-changed")]


@pytest.mark.parametrize("edge", ["opens_renewal", "closes_renewal"])
def test_both_days_at_the_edge_of_the_window_are_inside(edge: str) -> None:
    licence = a_licence(**{edge: TODAY})
    sent = decide(Submit(CALL, licence, "anna"), NOON, renewal())
    assert sent.state.licensed == licence.items


@pytest.mark.parametrize(
    ("told", "last"),
    [
        ("2026-05-01", "2026-05-04"),  # a holiday, then a weekend
        ("2026-12-24", "2026-12-28"),
        ("2026-04-26", "2026-04-27"),  # a Sunday
        ("2026-04-27", "2026-04-27"),
    ],
)
def test_a_window_that_was_told_to_close_on_a_free_day_closes_on_the_next_working_day(
    told: str, last: str
) -> None:
    known = a_licence(closes_renewal=dt.date(2027, 1, 1)).model_dump(mode="json")
    licence = Licence.model_validate({**known, "closes_renewal": told})
    day = dt.date.fromisoformat(last)
    filed = Filed(by="anna", owner=OWNER, team=None, on=day)
    form = renewal().form

    assert renewable(form, licence, filed) == licence
    with pytest.raises(Invalid) as refused:
        renewable(form, licence, filed._replace(on=day + dt.timedelta(days=1)))
    assert [(e.field, e.code) for e in refused.value.errors] == [
        ("licence_number", "outside-window")
    ]


def test_another_category_makes_it_another_item_which_goes_the_full_way() -> None:
    other = renewal(items=[an_item(category="edukacja")])
    sent = decide(Submit(CALL, a_licence(), "anna"), NOON, other)

    assert [(each.id, each.new) for each in sent.state.items()] == [("application-1-1", True)]


@pytest.mark.parametrize(("description", "changed"), [("Chleb pieczony co rano.", 0), ("Inny.", 1)])
def test_a_description_that_changed_is_told_with_what_it_was(
    description: str, changed: int
) -> None:
    licence = a_licence()
    sent = decide(
        Submit(CALL, licence, "anna"), NOON, renewal(items=[an_item(description=description)])
    ).state
    told = decide(NUMBERED, NOON, sent).messages[-1]

    assert isinstance(told, ApplicationAccepted)
    assert [(each.id, each.new) for each in told.items] == [("old-1", False)]
    assert told.changed == licence.items[:changed]


@pytest.mark.parametrize("other", [{"name": "Inny"}, {"category": "edukacja"}])
def test_an_item_said_to_be_licensed_that_is_not_is_named(other: Any) -> None:
    with pytest.raises(Invalid) as refused:
        decide(
            Submit(CALL, a_licence(), "anna"),
            NOON,
            renewal(items=[an_item(new=False, **other)]),
        )
    assert [error.field for error in refused.value.errors] == ["items.0.new"]
