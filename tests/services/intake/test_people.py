"""Accounts: who may do what to whose, what a session is, and every state against every command."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import Any

import pytest

from chassis.auth import ROLES
from chassis.process import Decision, Forbidden, IllegalState, Invalid, Refused, Unknown
from chassis.words import beginnings
from contracts.base import Role, Subject
from contracts.intake import PersonErased, PersonInvited, SessionsRevoked
from contracts.people import address_of, person_of
from contracts.values import Contact
from services.intake.domain.people import decide
from services.intake.domain.person import (
    MOST_SESSIONS,
    Actor,
    ChangeRoles,
    EndSessions,
    Erase,
    Erasure,
    Invite,
    Person,
    Refresh,
    Remove,
    Session,
    SignIn,
    State,
    TimeArrived,
)

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
EWA = Contact(person="ewa", name="Ewa Żak", email="ewa@ul.example")
DIRECTOR = Actor("zofia", frozenset({"director"}))
OFFICER = Actor("maria", frozenset({"officer"}))


def a_session(id: str = "s1", **fields: Any) -> Session:  # noqa: A002
    values: dict[str, Any] = {
        "id": id,
        "family": f"family of {id}",
        "refresh": f"refresh of {id}",
        "began_at": NOON,
        "used_at": NOON,
        "ends_at": NOON + dt.timedelta(hours=12),
    }
    return Session(**{**values, **fields})


def a_person(state: State = State.ACTIVE, **fields: Any) -> Person:
    values: dict[str, Any] = {
        "state": state,
        "id": "ewa",
        "name": "Ewa Żak",
        "email": "ewa@ul.example",
        "roles": ("applicant",),
        "search": beginnings("Ewa Żak ewa@ul.example"),
    }
    return Person(**{**values, **fields})


def revoked(*sessions: str, by: str) -> SessionsRevoked:
    subject = Subject(kind="person", id="ewa")
    return SessionsRevoked(subject=subject, at=NOON, by=by, person="ewa", sessions=sessions)


def test_an_address_has_one_person_however_it_is_typed() -> None:
    assert person_of(" Ewa@Ul.example ") == person_of(address_of("ewa@ul.EXAMPLE"))
    assert person_of("ewa@ul.example") == "bf1039df-7804-5e66-957d-02f3cead6243"


def test_a_stranger_with_a_link_becomes_an_applicant() -> None:
    decision = decide(SignIn(EWA, a_session()), NOON, None)
    assert decision == Decision(a_person(sessions=(a_session(),)))


def test_an_invited_person_keeps_the_roles_they_were_invited_in() -> None:
    invited = a_person(State.INVITED, roles=("expert",))
    decision = decide(SignIn(EWA, a_session()), NOON, invited)
    assert decision == Decision(a_person(roles=("expert",), sessions=(a_session(),)))


def test_an_invitation_is_announced() -> None:
    decision = decide(Invite(EWA, ("expert", "chapter", "expert"), OFFICER), NOON, None)
    roles: tuple[Role, ...] = ("chapter", "expert")
    subject = Subject(kind="person", id="ewa")
    told = PersonInvited(subject=subject, at=NOON, by="maria", contact=EWA, roles=roles)
    assert decision == Decision(a_person(State.INVITED, roles=roles), (told,))


def test_who_is_invited_for_another_list_too_keeps_the_roles_of_the_first_invitation() -> None:
    invited = a_person(State.INVITED, roles=("expert",))
    again = decide(Invite(EWA, ("chapter",), OFFICER), NOON, invited).state
    removed = decide(Invite(EWA, ("chapter",), OFFICER), NOON, invited.but(state=State.REMOVED))

    assert again.roles == ("chapter", "expert")
    assert removed.state.roles == ("chapter",)


def test_an_address_that_is_the_persons_no_more_does_not_sign_them_in() -> None:
    moved = a_person(email="ewa@pszczola.example")
    with pytest.raises(Refused) as refused:
        decide(SignIn(EWA, a_session()), NOON, moved)
    assert refused.value.code == "link-over"


def test_one_session_too_many_ends_the_oldest() -> None:
    many = tuple(a_session(f"s{no}") for no in range(MOST_SESSIONS))
    decision = decide(SignIn(EWA, a_session("new")), NOON, a_person(sessions=many))
    expected = a_person(sessions=(*many[1:], a_session("new")))
    assert decision == Decision(expected, (revoked("s0", by="ewa"),))


def test_a_session_is_forgotten_an_hour_after_its_end() -> None:
    hour = dt.timedelta(hours=1)
    over, lately = a_session("a", ends_at=NOON - hour), a_session("b", ends_at=NOON - hour / 2)
    decision = decide(SignIn(EWA, a_session()), NOON, a_person(sessions=(over, lately)))
    assert decision == Decision(a_person(sessions=(lately, a_session())))


def test_a_refresh_token_is_followed_by_another() -> None:
    later = NOON + dt.timedelta(minutes=10)
    person = a_person(sessions=(a_session("a"), a_session("b")))
    decision = decide(Refresh("family of b", "refresh of b", "next"), later, person)
    used = a_session("b", refresh="next", previous="refresh of b", used_at=later)
    assert decision == Decision(a_person(sessions=(a_session("a"), used)))


def test_a_refresh_token_used_again_ends_its_session_and_no_other() -> None:
    person = a_person(sessions=(a_session("a"), a_session("b", refresh="next")))
    decision = decide(Refresh("family of b", "refresh of b", "another"), NOON, person)
    told = revoked("b", by="rule:refresh-reused")
    assert decision == Decision(a_person(sessions=(a_session("a"),)), (told,))


@pytest.mark.parametrize(
    ("seconds", "shared", "goes_on"), [(30, True, True), (31, True, False), (1, False, False)]
)
def test_another_tab_may_be_half_a_minute_late_and_a_program_may_not(
    seconds: int, *, shared: bool, goes_on: bool
) -> None:
    person = a_person(sessions=(a_session(refresh="next", previous="refresh of s1"),))
    command = Refresh("family of s1", "refresh of s1", "another", shared)
    decision = decide(command, NOON + dt.timedelta(seconds=seconds), person)
    assert (decision == Decision(person)) is goes_on
    assert bool(decision.messages) is not goes_on


def test_a_session_that_is_over_is_not_refreshed() -> None:
    person = a_person(sessions=(a_session(ends_at=NOON),))
    assert decide(Refresh("family of s1", "refresh of s1", "x"), NOON, person) == Decision(person)


def test_other_roles_and_removal_end_every_session() -> None:
    person = a_person(sessions=(a_session("a"), a_session("b")))
    told = (revoked("a", "b", by="maria"),)
    changed = decide(ChangeRoles(("expert",), OFFICER), NOON, person)
    assert changed == Decision(a_person(roles=("expert",)), told)
    removed = decide(Remove(OFFICER), NOON, person)
    assert removed == Decision(a_person(State.REMOVED), told)


def test_the_same_roles_end_no_session() -> None:
    person = a_person(sessions=(a_session(),))
    assert decide(ChangeRoles(("applicant",), OFFICER), NOON, person) == Decision(person)


def test_one_session_is_ended_or_all() -> None:
    person = a_person(sessions=(a_session("a"), a_session("b")))
    one = decide(EndSessions("a", "ewa"), NOON, person)
    assert one == Decision(a_person(sessions=(a_session("b"),)), (revoked("a", by="ewa"),))
    every = decide(EndSessions(None, "ewa"), NOON, person)
    assert every == Decision(a_person(), (revoked("a", "b", by="ewa"),))


MAY_GIVE: dict[str, set[Role]] = {
    "applicant": set(),
    "officer": {"applicant", "expert", "chapter", "officer"},
    "expert": set(),
    "chapter": set(),
    "director": {"applicant", "expert", "chapter", "officer", "director", "operator"},
    "operator": set(),
}


@pytest.mark.parametrize(("held", "role"), [*product(MAY_GIVE, ROLES)])
def test_who_may_give_and_take_which_role(held: str, role: Role) -> None:
    by = Actor("somebody", frozenset({held}))
    given = a_person(State.INVITED, roles=(role,))
    asked: list[tuple[Any, Person | None]] = [
        (Invite(EWA, (role,), by), None),
        (Invite(EWA, ("applicant", "officer"), by), given.but(state=State.REMOVED)),
        (ChangeRoles(("applicant", role), by), a_person(roles=("applicant",))),
        (ChangeRoles(("applicant",), by), a_person(roles=tuple(sorted({"applicant", role})))),
        (Remove(by), given),
    ]
    # Nothing changes where the role is there already, and that anybody may.
    asked = [each for each in asked if role != "applicant" or not isinstance(each[0], ChangeRoles)]
    for command, person in asked:
        if role in MAY_GIVE[held]:
            assert decide(command, NOON, person).state != person
        else:
            with pytest.raises(Forbidden):
                decide(command, NOON, person)


@pytest.mark.parametrize("command", [ChangeRoles(("director",), DIRECTOR), Remove(DIRECTOR)])
def test_nobody_changes_their_own_account(command: Any) -> None:
    own = a_person(id="zofia", roles=("director", "officer"))
    with pytest.raises(Forbidden):
        decide(command, NOON, own)


@pytest.mark.parametrize("command", [Invite(EWA, (), OFFICER), ChangeRoles((), OFFICER)])
def test_nobody_is_without_a_role(command: Any) -> None:
    with pytest.raises(Invalid) as wrong:
        decide(command, NOON, a_person(State.INVITED))
    assert [(each.field, each.code) for each in wrong.value.errors] == [("roles", "missing")]


ERASE = Erase("ewa", NOON, " Wniosek z 3 marca. ", OFFICER)
HOUR = dt.timedelta(hours=1)


def test_of_somebody_erased_only_the_id_and_the_grant_are_left() -> None:
    person = a_person(sessions=(a_session(),))
    decision = decide(ERASE, NOON, person)
    persons = tuple(sorted(("ewa", person_of("ewa@ul.example"))))
    granted = Erasure(by="maria", at=NOON, reason="Wniosek z 3 marca.", persons=persons)
    head: dict[str, Any] = {"subject": Subject(kind="person", id="ewa"), "at": NOON, "by": "maria"}
    left = Person(
        state=State.ERASED,
        id="ewa",
        name="—",
        email=None,
        erasure=granted,
        settled_at=NOON + HOUR,
    )
    told = PersonErased(**head, persons=persons)
    assert decision == Decision(left, (told, revoked("s1", by="maria")))


def test_an_erasure_is_told_again_an_hour_later_and_then_no_more() -> None:
    left = decide(ERASE, NOON, a_person())
    assert decide(TimeArrived(), NOON + HOUR / 2, left.state) == Decision(left.state)
    again = decide(TimeArrived(), NOON + HOUR, left.state)
    assert again == Decision(left.state.but(settled_at=None), left.messages)
    assert decide(TimeArrived(), NOON + HOUR, again.state) == Decision(again.state)


@pytest.mark.parametrize("command", [SignIn(EWA, a_session()), Invite(EWA, ("expert",), OFFICER)])
def test_who_was_erased_may_come_back_when_everybody_has_heard(command: Any) -> None:
    left = decide(ERASE, NOON, a_person()).state
    with pytest.raises(Refused) as refused:
        decide(command, NOON, left)
    assert refused.value.code == "being-erased"
    settled = decide(TimeArrived(), NOON + HOUR, left).state
    back, fresh = decide(command, NOON, settled), decide(command, NOON, None)
    assert back == Decision(fresh.state.but(erasure=left.erasure), fresh.messages)


@pytest.mark.parametrize("person", [a_person(roles=("director",)), a_person(id="maria")])
def test_nobody_erases_whom_they_may_not_remove(person: Person) -> None:
    with pytest.raises(Forbidden):
        decide(Erase(person.id, NOON, "bo tak", OFFICER), NOON, person)


def test_an_erasure_has_its_grounds() -> None:
    with pytest.raises(Invalid) as wrong:
        decide(Erase("ewa", NOON, " ", OFFICER), NOON, a_person())
    assert [(each.field, each.code) for each in wrong.value.errors] == [("reason", "missing")]


COMMANDS = (
    Invite(EWA, ("expert",), OFFICER),
    SignIn(EWA, a_session()),
    Refresh("family of s1", "refresh of s1", "next"),
    EndSessions(None, "ewa"),
    ChangeRoles(("expert",), OFFICER),
    Remove(OFFICER),
    Erase("ewa", NOON, "art. 17 RODO", OFFICER),
    TimeArrived(),
)
BECOMES: dict[tuple[State | None, type], State | str] = {
    (None, Invite): State.INVITED,
    (None, SignIn): State.ACTIVE,
    (State.INVITED, Invite): State.INVITED,
    (State.INVITED, SignIn): State.ACTIVE,
    (State.INVITED, Refresh): State.INVITED,
    (State.INVITED, EndSessions): State.INVITED,
    (State.INVITED, ChangeRoles): State.INVITED,
    (State.INVITED, Remove): State.REMOVED,
    (State.ACTIVE, Invite): "person-exists",
    (State.ACTIVE, SignIn): State.ACTIVE,
    (State.ACTIVE, Refresh): State.ACTIVE,
    (State.ACTIVE, EndSessions): State.ACTIVE,
    (State.ACTIVE, ChangeRoles): State.ACTIVE,
    (State.ACTIVE, Remove): State.REMOVED,
    (State.REMOVED, Invite): State.INVITED,
    (State.REMOVED, SignIn): "link-over",
    (State.REMOVED, Refresh): State.REMOVED,
    (State.REMOVED, EndSessions): State.REMOVED,
    (State.REMOVED, Remove): State.REMOVED,
    (None, Erase): State.ERASED,
    **{(state, Erase): State.ERASED for state in State},
    **{(state, TimeArrived): state for state in State},
    (State.ERASED, Invite): State.INVITED,
    (State.ERASED, SignIn): State.ACTIVE,
    (State.ERASED, Refresh): State.ERASED,
    (State.ERASED, EndSessions): State.ERASED,
    (State.ERASED, Remove): State.ERASED,
}


@pytest.mark.parametrize(("state", "command"), [*product((None, *State), COMMANDS)])
def test_every_command_in_every_state(state: State | None, command: Any) -> None:
    expected = BECOMES.get((state, type(command)))
    person = None if state is None else a_person(state)
    if isinstance(expected, State):
        assert decide(command, NOON, person).state.state is expected
        return
    with pytest.raises(Refused) as refused:
        decide(command, NOON, person)
    if expected is None:
        assert type(refused.value) is (Unknown if state is None else IllegalState)
    else:
        assert refused.value.code == expected
