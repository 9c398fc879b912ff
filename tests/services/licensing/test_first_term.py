from __future__ import annotations

import datetime as dt

import pytest

from chassis.process import Decision, Invalid, Refused
from chassis.words import beginnings
from contracts.base import Subject
from contracts.licensing import LicenceActivated, LicenceDrafted, LicenceLapsed
from contracts.values import Term, Timer
from services.licensing.domain import draft
from services.licensing.domain.commands import DrawUp, GiveNumber, Sign, TimeArrived
from services.licensing.domain.licence import Agreement, Held, Licence, State, state_on
from services.licensing.domain.process import decide, due
from tests.services.licensing.build import (
    BREAD,
    CONTACT,
    ENTITY,
    FIRST,
    NUMBER,
    OFFICE,
    RULES,
    a_draft,
    a_verdict,
    at,
    day,
    lapsed,
    live,
    reminders,
    signed,
    unsigned,
)

ON_PAPER = Sign(by="o-1", form="paper")


def test_a_positive_verdict_draws_up_the_items_granted_and_says_nothing_yet() -> None:
    decision = decide(DrawUp(a_verdict()), at("2026-03-02"), None)

    waits = Agreement(
        case=FIRST,
        number="ZP/2026/000001",
        items=(BREAD,),
        entity=ENTITY,
        rules=RULES,
        drawn_at=at("2026-03-02"),
        sign_by=day("2026-05-04"),
        contact=CONTACT,
        office=OFFICE,
        seq=9,
    )
    drafted = Licence(
        state=State.DRAFTED,
        id=FIRST,
        entity=ENTITY,
        contact=CONTACT,
        office=OFFICE,
        rules=RULES,
        next=waits,
    )
    assert decision == Decision(drafted)


def test_a_draft_without_its_number_is_resumed_after_ten_seconds() -> None:
    assert due(a_draft("2026-03-02T12:00:00")) == at("2026-03-02T12:00:10")


def test_the_number_is_of_the_year_of_drawing_up_in_warsaw() -> None:
    new_year = a_draft("2027-01-01T00:30")

    assert draft.series(new_year) == "ZP-LUB/2027"
    assert draft.numbered(new_year, 12) == "ZP-LUB/2027/0012"


def test_numbering_the_draft_announces_it() -> None:
    before = a_draft()

    decision = decide(GiveNumber(NUMBER), at("2026-03-02T12:01"), before)

    told = LicenceDrafted(
        subject=Subject(kind="licence", id=FIRST),
        case=FIRST,
        at=at("2026-03-02T12:01"),
        by="rule:verdict",
        licence_number=NUMBER,
        number="ZP/2026/000001",
        term_no=1,
        items=(BREAD,),
        sign_by=day("2026-05-04"),
        contact=CONTACT,
        office=OFFICE,
        timers=(Timer(what="lapse", at=at("2026-05-07T23:59:59")),),
    )
    after = before.but(state=State.AWAITING_SIGNATURE, number=NUMBER)
    assert decision == Decision(after, (told,))


def test_a_signature_puts_the_licence_in_force_for_a_year() -> None:
    before = unsigned()

    decision = decide(ON_PAPER, at("2026-03-10"), before)

    term = Held(
        no=1,
        start=day("2026-03-10"),
        end=day("2027-03-09"),
        signed_on=day("2026-03-10"),
        form="paper",
        case=FIRST,
        number="ZP/2026/000001",
        items=(BREAD,),
        seq=9,
    )
    texts = {
        "entity": "Spółdzielnia Socjalna Złoty Bochenek 7121234565",
        "town": "Łęczna",
        "item": "Chleb żytni",
        "about": "gastronomia",
    }
    found_by = {
        ":category:gastronomia",
        *(f":{field}:{part}" for field, text in texts.items() for part in beginnings(text)),
    }
    told = LicenceActivated(
        subject=Subject(kind="licence", id=FIRST),
        case=FIRST,
        at=at("2026-03-10"),
        by="o-1",
        licence_number=NUMBER,
        term=Term(no=1, start=day("2026-03-10"), end=day("2027-03-09")),
        items=(BREAD,),
        entity=ENTITY,
        opens_renewal=day("2027-01-08"),
        closes_renewal=day("2027-04-08"),
        contact=CONTACT,
        office=OFFICE,
        timers=reminders("2027-03-09"),
    )
    after = before.but(
        state=State.ACTIVE,
        next=None,
        terms=(term,),
        search=tuple(sorted(found_by)),
        search_of=day("2026-03-10"),
        ends=day("2027-03-09"),
    )
    assert decision == Decision(after, (told,))


def test_the_term_starts_on_the_day_of_the_signature_not_of_its_recording() -> None:
    command = Sign(by="o-1", form="qualified", signed_on=day("2026-03-05"))

    (term,) = decide(command, at("2026-03-10"), unsigned()).state.terms

    assert (term.start, term.end) == (day("2026-03-05"), day("2027-03-04"))


@pytest.mark.parametrize(
    ("signed_on", "code"), [("2026-03-11", "in-future"), ("2026-03-01", "before-draft")]
)
def test_an_impossible_day_of_signature_names_the_field(signed_on: str, code: str) -> None:
    command = Sign(by="o-1", form="paper", signed_on=day(signed_on))

    with pytest.raises(Invalid) as refusal:
        decide(command, at("2026-03-10"), unsigned())

    assert [(e.field, e.code) for e in refusal.value.errors] == [("signed_on", code)]


@pytest.mark.parametrize("recorded", ["2026-05-04T23:59", "2026-05-05T00:00", "2026-05-07T23:59"])
def test_an_agreement_signed_in_time_may_be_recorded_for_three_working_days_more(
    recorded: str,
) -> None:
    in_time = Sign(by="o-1", form="paper", signed_on=day("2026-05-04"))

    (term,) = decide(in_time, at(recorded), unsigned()).state.terms

    assert (term.start, term.end) == (day("2026-05-04"), day("2027-05-03"))


@pytest.mark.parametrize("signed_on", [None, day("2026-05-05")])
def test_a_signature_after_the_last_day_names_the_field(signed_on: dt.date | None) -> None:
    late = Sign(by="o-1", form="paper", signed_on=signed_on)

    with pytest.raises(Invalid) as refusal:
        decide(late, at("2026-05-05T00:00"), unsigned())

    assert [(e.field, e.code) for e in refusal.value.errors] == [("signed_on", "too-late")]


def test_a_signature_is_not_recorded_after_those_days_even_before_the_timer() -> None:
    in_time = Sign(by="o-1", form="paper", signed_on=day("2026-05-04"))

    with pytest.raises(Refused, match="signed-too-late") as refusal:
        decide(in_time, at("2026-05-08T00:00"), unsigned())

    assert refusal.value.extra == {"sign_by": "2026-05-04"}


@pytest.mark.parametrize(("days", "lapses"), [(0, "2026-05-05T00:00"), (9, "2026-05-16T00:00")])
def test_how_long_it_may_be_recorded_is_a_number_of_the_procedure(days: int, lapses: str) -> None:
    rules = RULES.model_copy(update={"post_days": days})

    assert due(unsigned(licence=rules)) == at(lapses)


def test_a_second_signature_is_refused() -> None:
    with pytest.raises(Refused, match="nothing-to-sign"):
        decide(ON_PAPER, at("2026-03-11"), signed("2026-03-10"))


def test_an_unsigned_licence_lapses_after_the_days_of_the_post_and_keeps_its_number() -> None:
    before = unsigned()

    after, said = live(before, at("2030-01-01"))

    told = LicenceLapsed(
        subject=Subject(kind="licence", id=FIRST),
        case=FIRST,
        at=at("2026-05-08T00:00"),
        by="rule:sign-by",
        licence_number=NUMBER,
        number="ZP/2026/000001",
        contact=CONTACT,
        office=OFFICE,
    )
    assert (after, said) == (before.but(state=State.LAPSED), [told])
    assert due(after) is None


def test_time_that_came_too_early_changes_nothing() -> None:
    before = unsigned()

    assert decide(TimeArrived(), at("2026-05-07T23:59"), before) == Decision(before)


def test_the_state_follows_the_dates_although_the_timer_is_late() -> None:
    assert state_on(unsigned(), day("2026-05-07")) is State.AWAITING_SIGNATURE
    assert state_on(unsigned(), day("2026-05-08")) is State.LAPSED
    assert state_on(signed("2026-03-10"), day("2027-03-09")) is State.ACTIVE
    assert state_on(signed("2026-03-10"), day("2027-03-10")) is State.EXPIRED
    assert state_on(lapsed(), day("2026-05-09")) is State.LAPSED


def test_a_verdict_without_a_case_is_about_its_subject() -> None:
    verdict = a_verdict().model_copy(update={"case": None})

    assert decide(DrawUp(verdict), at("2026-03-02"), None).state.id == FIRST
