"""Teams: who comes in, who goes, and what is told."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import Any

import pytest

from chassis.process import Decision, Forbidden, Invalid, Refused, Unknown
from contracts.intake import MemberInvited, TeamChanged, TeamSubject
from contracts.people import person_of
from contracts.values import Contact
from services.intake.domain.team import (
    MOST,
    Decline,
    Found,
    Invitation,
    Invite,
    Join,
    Member,
    Remove,
    State,
    Team,
    TimeArrived,
    Uninvite,
    due,
)
from services.intake.domain.team_rules import RULES, decide
from tests.services.intake.builders import NOON, OWNER, a_procedure

OFFICE = a_procedure().office
UNTIL = NOON + dt.timedelta(days=14)
JAN = Contact(person="jan", name="Jan Kowal", email="Jan@przyklad.example")
EWA = Contact(person="ewa", name="Ewa Lis", email="ewa@przyklad.example")
ASKED = Invitation(
    id="i-1",
    email="jan@przyklad.example",
    by="anna",
    at=NOON,
    until=UNTIL,
    person=person_of("jan@przyklad.example"),
)


def an_invitation(email: str = " Jan@przyklad.example", **fields: Any) -> Invite:
    kept = {"id": "i-1", "language": "pl", "by": "anna", "until": UNTIL, "office": OFFICE}
    return Invite(email=email, **{**kept, **fields})


def a_team(*members: Contact, **fields: Any) -> Team:
    founders = tuple(Member(contact=each, since=NOON) for each in members or (OWNER,))
    team = Team(id="t-1", state=State.ACTIVE, name="Bochen", members=founders)
    changed: Team = team.but(**fields)
    return changed


def told(team: Team, by: str, **who: Any) -> TeamChanged:
    return TeamChanged(
        subject=TeamSubject(kind="team", id="t-1"),
        at=NOON,
        by=by,
        members=tuple(each.contact.person for each in team.members),
        **who,
    )


BOTH = a_team(OWNER, JAN)


def test_a_team_begins_with_whoever_founds_it() -> None:
    founded = decide(Found("t-1", " Bochen ", OWNER), NOON, None)
    assert founded == Decision(a_team(), (told(a_team(), "anna"),))


def test_a_team_without_a_name_names_the_field() -> None:
    with pytest.raises(Invalid) as refused:
        decide(Found("t-1", " ", OWNER), NOON, None)
    assert [(e.field, e.code) for e in refused.value.errors] == [("name", "required")]


def test_an_invitation_is_kept_and_mailed_to_the_address_alone() -> None:
    invited = decide(an_invitation(), NOON, a_team())
    letter = MemberInvited(
        subject=TeamSubject(kind="team", id="t-1"),
        at=NOON,
        by="anna",
        team_name="Bochen",
        inviter="Anna Nowak",
        until=UNTIL,
        contact=Contact(
            person=person_of("jan@przyklad.example"), name="", email="jan@przyklad.example"
        ),
        office=OFFICE,
        named=("anna",),
    )
    assert invited == Decision(a_team(invitations=(ASKED,)), (letter,))


def test_asked_again_the_time_runs_anew() -> None:
    later = UNTIL + dt.timedelta(days=3)
    again = an_invitation("JAN@przyklad.example", id="i-2", until=later)
    asked = decide(again, NOON, a_team(invitations=(ASKED,))).state.invitations
    assert asked == (ASKED.model_copy(update={"id": "i-2", "until": later}),)


@pytest.mark.parametrize(
    ("email", "code"),
    [
        ("jan", "not-valid"),
        ("", "not-valid"),
        ("a@b.pl,c@d.pl", "not-valid"),
        ("ANNA@przyklad.example", "member-already"),
    ],
)
def test_an_address_that_cannot_be_asked_names_the_field(email: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        decide(an_invitation(email), NOON, a_team())
    assert [(e.field, e.code) for e in refused.value.errors] == [("email", code)]


def test_whoever_signs_in_with_the_address_that_was_asked_comes_in() -> None:
    joined = decide(Join(JAN), UNTIL - dt.timedelta(seconds=1), a_team(invitations=(ASKED,)))
    assert [each.contact for each in joined.state.members] == [OWNER, JAN]
    assert joined.state.invitations == ()
    assert [each.members for each in joined.messages] == [("anna", "jan")]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("who", "when"), [(EWA, NOON), (JAN, UNTIL)])
def test_nobody_else_comes_in_and_nobody_too_late(who: Contact, when: dt.datetime) -> None:
    with pytest.raises(Forbidden):
        decide(Join(who), when, a_team(invitations=(ASKED,)))


def test_whoever_removes_a_member_is_written_to_instead() -> None:
    removed = decide(Remove("anna", "jan"), NOON, BOTH)
    left = a_team(JAN)
    assert removed == Decision(left, (told(left, "jan", gone="anna", heir=JAN),))


def test_after_one_who_leaves_the_longest_standing_is_written_to() -> None:
    three = a_team(OWNER, JAN, EWA)
    left = a_team(JAN, EWA)
    assert decide(Remove("anna", "anna"), NOON, three) == Decision(
        left, (told(left, "anna", gone="anna", heir=JAN),)
    )


def test_an_invitation_that_is_over_is_forgotten_and_not_before() -> None:
    asked = a_team(
        invitations=(
            ASKED,
            ASKED.model_copy(update={"id": "i-2", "until": UNTIL + dt.timedelta(days=1)}),
        )
    )
    assert due(asked) == UNTIL
    assert decide(TimeArrived(), UNTIL - dt.timedelta(seconds=1), asked).state == asked
    kept = decide(TimeArrived(), UNTIL, asked).state
    assert [each.id for each in kept.invitations] == ["i-2"]
    assert due(decide(Uninvite("i-2", "anna"), NOON, kept).state) is None


REFUSED: dict[str, tuple[Any, Team, type[Refused] | str]] = {
    "the last one leaves": (Remove("anna", "anna"), a_team(), "last-member"),
    "a stranger asks somebody in": (an_invitation(by="ewa"), BOTH, Forbidden),
    "a stranger takes an invitation back": (Uninvite("i-1", "ewa"), BOTH, Forbidden),
    "a stranger removes": (Remove("jan", "ewa"), BOTH, Forbidden),
    "one who was removed removes": (Remove("jan", "anna"), a_team(JAN, EWA), Forbidden),
    "a stranger is removed": (Remove("ewa", "anna"), BOTH, Unknown),
    "no such invitation": (Uninvite("i-9", "anna"), BOTH, Unknown),
    "too many": (
        an_invitation("nowa@przyklad.example"),
        a_team(invitations=tuple(ASKED.model_copy(update={"id": str(n)}) for n in range(MOST - 1))),
        "team-full",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    command, team, why = REFUSED[name]
    with pytest.raises(Refused) as refused:
        decide(command, NOON, team)
    assert refused.value.code == why if isinstance(why, str) else type(refused.value) is why


def test_what_is_sent_twice_changes_nothing() -> None:
    for command in (Found("t-1", "Bochen", EWA), Join(JAN)):
        assert decide(command, NOON, BOTH) == Decision(BOTH)


def test_whoever_says_no_is_asked_no_more_and_a_stranger_changes_nothing() -> None:
    asked = decide(an_invitation(), NOON, a_team(OWNER)).state
    assert decide(Decline("JAN@przyklad.example"), NOON, asked) == Decision(a_team(OWNER))
    assert decide(Decline("ktos@inny.example"), NOON, asked) == Decision(asked)


def test_only_founding_begins_a_team() -> None:
    commands = (
        an_invitation(),
        Uninvite("i-1", "anna"),
        Join(JAN),
        Decline("jan@przyklad.example"),
        Remove("a", "a"),
        TimeArrived(),
    )
    for command in commands:
        with pytest.raises(Unknown):
            decide(command, NOON, None)
    kinds = {Found, *map(type, commands)}
    assert set(RULES) == {(None, Found), *product(State, kinds)}
