"""Whom an application is written to, and who acts in it, when that changes."""

from __future__ import annotations

import datetime as dt

import pytest

from chassis.process import Decision, IllegalState, Invalid, Refused
from contracts.base import Subject
from contracts.intake import ContactChanged
from contracts.values import Contact
from services.intake.domain.application import Application, State
from services.intake.domain.commands import Submit
from services.intake.domain.contact import ChangeContact, HandOver, JoinTeam
from services.intake.domain.form import Contact as Typed
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
)

LATER = NOON + dt.timedelta(hours=1)
JAN = Contact(person="jan", name="Jan Kowal", email="jan@przyklad.example")
TYPED = Typed(name="Jan Kowal", email="jan@przyklad.example", phone="600 100 200", language="en")
SHARED = {"name": "Biuro", "email": "biuro@przyklad.example"}


def changed(before: Application, new: Contact, **fields: object) -> ContactChanged:
    told = {"accepted": True, "licence_number": None, "by": "anna", **fields}
    return ContactChanged(
        subject=Subject(kind="application", id="application-1"),
        case="application-1",
        at=LATER,
        number=NUMBER,
        old=before.contact(),
        new=new,
        **told,
    )


@pytest.mark.parametrize(
    ("state", "accepted"),
    [
        (State.FORMAL_CHECK, False),
        (State.CORRECTION, False),
        (State.ACCEPTED, True),
        (State.GRANTED, True),
        (State.REFUSED, True),
        (State.REJECTED, False),
        (State.WITHDRAWN, False),
    ],
)
def test_a_changed_contact_is_told_to_everybody_with_the_old_one(
    state: State, *, accepted: bool
) -> None:
    before = an_application(state)
    made = decide(ChangeContact(TYPED, None, "anna"), LATER, before)
    new = Contact(person="anna", name="Jan Kowal", email="jan@przyklad.example", language="en")
    assert made.messages == (changed(before, new, accepted=accepted),)
    assert made.state == before.but(form=before.form.model_copy(update={"contact": TYPED}))


def test_another_member_may_be_written_to_from_now_on() -> None:
    before = an_application(State.ACCEPTED, team="team-1")
    made = decide(ChangeContact(TYPED, JAN, "anna"), LATER, before)
    assert (made.state.owner, made.state.contact().person) == (JAN, "jan")
    assert [(e.old.team, e.new.team) for e in made.messages] == [("team-1", "team-1")]  # type: ignore[attr-defined]


def test_the_same_contact_again_is_told_to_nobody() -> None:
    before = an_application(State.ACCEPTED)
    again = ChangeContact(before.form.contact, None, "anna")
    assert decide(again, LATER, before) == Decision(before)


def test_a_contact_that_is_wrong_names_the_fields() -> None:
    wrong = ChangeContact(Typed(email="x", phone="?"), None, "anna")
    with pytest.raises(Invalid) as refused:
        decide(wrong, LATER, an_application(State.ACCEPTED))
    assert [(e.field, e.code) for e in refused.value.errors] == [
        ("contact.name", "required"),
        ("contact.email", "not-valid"),
        ("contact.phone", "not-valid"),
    ]


def test_the_contact_of_a_draft_is_changed_with_the_draft() -> None:
    with pytest.raises(IllegalState):
        decide(ChangeContact(TYPED, None, "anna"), LATER, an_application())


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ({"email": OWNER.email.upper()}, ("Jan Kowal", "jan@przyklad.example")),
        (SHARED, ("Biuro", "biuro@przyklad.example")),
    ],
)
def test_the_heir_takes_over_an_address_of_ones_own_and_not_the_offices(
    typed: dict[str, str], after: tuple[str, str]
) -> None:
    before = an_application(State.ACCEPTED, form=a_form(contact=typed), team="team-1")
    made = decide(HandOver("anna", JAN, "jan"), LATER, before)
    contact = made.state.contact()
    assert (contact.person, contact.name, contact.email) == ("jan", *after)
    assert made.messages == (changed(before, contact, by="jan"),)


def test_the_heir_of_a_draft_is_told_to_nobody() -> None:
    made = decide(HandOver("anna", JAN, "jan"), LATER, an_application(team="team-1"))
    assert (made.state.owner, made.messages) == (JAN, ())


def test_an_application_joins_one_team_and_stays_there() -> None:
    before = an_application(State.GRANTED)
    joined = decide(JoinTeam("team-1", "anna", frozenset({"jan", "anna"})), LATER, before)
    new = before.contact().model_copy(update={"team": "team-1"})
    told = changed(before, new, exclude=("anna", "jan"))
    assert joined == Decision(before.but(team="team-1"), (told,))
    assert decide(JoinTeam("team-1", "anna"), LATER, joined.state) == Decision(joined.state)
    with pytest.raises(Refused, match="team-given"):
        decide(JoinTeam("team-2", "anna"), LATER, joined.state)


THEIRS = {"people": frozenset({"anna", "jan"}), "team": "team-1"}
RENEWAL = {"kind": "renewal", "licence_number": "ZP-LUB/2025/0001"}


@pytest.mark.parametrize("team", [None, "team-1"])
def test_any_member_renews_and_the_renewal_is_the_teams(team: str | None) -> None:
    draft = an_application(form=a_form(**RENEWAL), owner=JAN, team=team)
    sent = decide(Submit(a_call(), a_licence(**THEIRS), "jan"), NOON, draft).state
    assert (sent.state, sent.team) == (State.SUBMITTED, "team-1")


@pytest.mark.parametrize(
    ("team", "known", "error"),
    [
        (None, {"people": frozenset({"ewa"}), "team": "team-1"}, ("licence_number", "not-yours")),
        ("team-2", THEIRS, ("team", "another-team")),
        # Who granted it is known to have handed it over: what the licence once said is over.
        (None, {"people": frozenset({"ewa"})}, ("licence_number", "not-yours")),
    ],
)
def test_one_who_left_renews_nothing_and_nobody_takes_a_licence_to_another_team(
    team: str | None, known: dict[str, object], error: tuple[str, str]
) -> None:
    draft = an_application(form=a_form(**RENEWAL), team=team)
    with pytest.raises(Invalid) as refused:
        decide(Submit(a_call(), a_licence(**known), "anna"), NOON, draft)
    assert [(e.field, e.code) for e in refused.value.errors] == [error]


def test_a_licence_of_one_person_comes_into_their_team_with_its_renewal() -> None:
    draft = an_application(form=a_form(**RENEWAL), team="team-1", received_on=TODAY)
    alone = a_licence(people=frozenset({"anna"}))
    assert decide(Submit(a_call(), alone, "anna"), NOON, draft).state.team == "team-1"
