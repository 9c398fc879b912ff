"""What may be done to a person's account, and by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, Final

from chassis import process
from chassis.process import (
    Decision,
    FieldError,
    Forbidden,
    Invalid,
    Refused,
    Rules,
    Text,
    go,
    ignore,
    refuse,
    stay,
)
from chassis.words import beginnings
from contracts.base import Event, Role, Subject
from contracts.erasure import ERASED, SETTLES
from contracts.intake import PersonErased, PersonInvited, SessionsRevoked
from contracts.people import person_of
from services.intake.domain.person import (
    LINGERS,
    MOST_SESSIONS,
    TABS,
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

GIVES: Final[Mapping[str, frozenset[Role]]] = {
    "officer": frozenset({"applicant", "expert", "chapter", "officer"}),
    "director": frozenset({"applicant", "expert", "chapter", "officer", "director", "operator"}),
}
"""Who may give and take which role. Nobody changes their own, so no officer becomes director."""

EXISTS = Text("Ta osoba ma już konto.", "This person has an account already.")
NO_ROLE = Text("Podaj co najmniej jedną rolę.", "Give at least one role.")
NO_REASON = Text("Podaj podstawę usunięcia danych.", "Give the grounds of the erasure.")
SETTLING = Text(
    "Dane tej osoby właśnie są usuwane. Spróbuj ponownie za godzinę.",
    "This person's data are being erased. Please try again in an hour.",
)
OVER = Text(
    "Ten link już nie działa. Poproś o nowy.",
    "This link does not work any more. Please ask for a new one.",
)


def decide(command: Any, now: dt.datetime, person: Person | None) -> Decision[Person]:
    """Apply one command; ``now`` is real."""
    return process.decide(RULES, command, now, person)


def link_over() -> Refused:
    """The link was used, is too old, or leads to nobody."""
    return Refused("link-over", OVER)


def _invite(person: Person | None, command: Invite, now: dt.datetime) -> Decision[Person]:
    """Invited once more, for another list say, the person keeps the roles invited with first."""
    invited_with = person.roles if person and person.state is State.INVITED else ()
    roles = _roles((*_roles(command.roles), *invited_with))
    _permit(command.by, command.contact.person, {*roles, *(person.roles if person else ())})
    contact = command.contact
    invited = Person(
        state=State.INVITED,
        id=contact.person,
        name=contact.name,
        email=contact.email,
        language=contact.language,
        roles=roles,
        search=beginnings(f"{contact.name} {contact.email}"),
        erasure=person.erasure if person else None,
    )
    head = _head(invited.id, now, command.by.person)
    return Decision(invited, (PersonInvited(**head, contact=contact, roles=roles),))


def _register(person: Person | None, command: SignIn, now: dt.datetime) -> Decision[Person]:
    contact = command.contact
    fresh = Person(
        state=State.ACTIVE,
        id=contact.person,
        name=contact.name,
        email=contact.email,
        language=contact.language,
        roles=("applicant",),
        search=beginnings(f"{contact.name} {contact.email}"),
        erasure=person.erasure if person else None,
    )
    return _begin(fresh, command, now)


def _begin(person: Person, command: SignIn, now: dt.datetime) -> Decision[Person]:
    """One session more; those long over are forgotten."""
    known = [each for each in person.sessions if each.ends_at + LINGERS > now]
    ended, kept = known[: 1 - MOST_SESSIONS], known[1 - MOST_SESSIONS :]
    going = person.but(sessions=(*kept, command.session))
    return Decision(going, _revoked(person, ended, now, person.id))


def _refresh(person: Person, command: Refresh, now: dt.datetime) -> Decision[Person]:
    """A new refresh token for the present one; one used before ends the session: it was stolen."""
    session = person.session(command.family)
    if session is None or session.ends_at <= now:
        return Decision(person)
    if command.shared and session.previous == command.old and now - session.used_at <= TABS:
        return Decision(person)
    if session.refresh != command.old:
        return _without(person, [session], now, "rule:refresh-reused")
    used = session.model_copy(
        update={"refresh": command.new, "previous": command.old, "used_at": now}
    )
    sessions = tuple(used if each is session else each for each in person.sessions)
    return Decision(person.but(sessions=sessions))


def _end(person: Person, command: EndSessions, now: dt.datetime) -> Decision[Person]:
    ended = [each for each in person.sessions if command.session in {None, each.id}]
    return _without(person, ended, now, command.by)


def _change_roles(person: Person, command: ChangeRoles, now: dt.datetime) -> Decision[Person]:
    roles = _roles(command.roles)
    _permit(command.by, person.id, set(roles) ^ set(person.roles))
    if roles == person.roles:
        return Decision(person)
    changed = person.but(roles=roles)
    return _without(changed, changed.sessions, now, command.by.person)


def _remove(person: Person, command: Remove, now: dt.datetime) -> Decision[Person]:
    _permit(command.by, person.id, set(person.roles))
    return _without(person, person.sessions, now, command.by.person)


def _erase(person: Person | None, command: Erase, now: dt.datetime) -> Decision[Person]:
    """The id stays, because it names nobody to who does not know the address."""
    if not command.reason.strip():
        raise Invalid((FieldError("reason", "missing", NO_REASON),))
    roles = set(person.roles) if person else set()
    _permit(command.by, command.person, roles)
    address = person.email if person else None
    persons = {command.person} | ({person_of(address)} if address else set())
    granted = Erasure(
        by=command.by.person,
        at=command.at,
        reason=command.reason.strip(),
        persons=tuple(sorted(persons)),
    )
    left = Person(
        state=State.ERASED,
        id=command.person,
        name=ERASED,
        email=None,
        erasure=granted,
        settled_at=now + SETTLES,
    )
    ended = person.sessions if person else ()
    revoked = _revoked(left, ended, now, command.by.person)
    return Decision(left, (_erased(left.id, granted), *revoked))


def _tell_again(person: Person, _: TimeArrived, __: dt.datetime) -> Decision[Person]:
    """Whoever had not heard, or was just writing, leaves nothing behind now."""
    assert person.erasure is not None  # noqa: S101 -- for the types; see `_settling`
    return Decision(person.but(settled_at=None), (_erased(person.id, person.erasure),))


def _erased(person: str, granted: Erasure) -> PersonErased:
    return PersonErased(**_head(person, granted.at, granted.by), persons=granted.persons)


def _settling(person: Person, _: object, __: dt.datetime) -> bool:
    return person.settled_at is not None


def _is_time(person: Person, _: TimeArrived, now: dt.datetime) -> bool:
    return person.settled_at is not None and person.settled_at <= now


def _wait(*_: Any) -> Refused:
    return Refused("being-erased", SETTLING)


def _permit(by: Any, person: str, changed: Collection[Role]) -> None:
    may = {role for held in by.roles for role in GIVES.get(held, ())}
    if by.person == person or not may.issuperset(changed):
        raise Forbidden


def _roles(roles: tuple[Role, ...]) -> tuple[Role, ...]:
    if not roles:
        raise Invalid((FieldError("roles", "missing", NO_ROLE),))
    return tuple(sorted(set(roles)))


def _without(
    person: Person, ended: Collection[Session], now: dt.datetime, by: str
) -> Decision[Person]:
    kept = tuple(each for each in person.sessions if each not in ended)
    return Decision(person.but(sessions=kept), _revoked(person, ended, now, by))


def _revoked(
    person: Person, ended: Collection[Session], now: dt.datetime, by: str
) -> tuple[Event, ...]:
    if not ended:
        return ()
    sessions = tuple(each.id for each in ended)
    return (SessionsRevoked(**_head(person.id, now, by), person=person.id, sessions=sessions),)


def _head(person: str, now: dt.datetime, by: str) -> dict[str, Any]:
    return {"subject": Subject(kind="person", id=person), "at": now, "by": by}


def _exists(person: Person, *_: Any) -> Refused:
    return Refused("person-exists", EXISTS, person=person.id)


def _over(*_: Any) -> Refused:
    return link_over()


def _moved(person: Person, command: SignIn, _: dt.datetime) -> bool:
    """Whether the person has another address by now: this one does not speak for them."""
    return person.email != command.contact.email


RULES: Rules = {
    (None, Invite): go(State.INVITED, _invite),
    (State.INVITED, Invite): stay(_invite),
    (State.ACTIVE, Invite): refuse(_exists),
    (State.REMOVED, Invite): go(State.INVITED, _invite),
    (None, SignIn): go(State.ACTIVE, _register),
    (State.INVITED, SignIn): (refuse(_over, when=_moved), go(State.ACTIVE, _begin)),
    (State.ACTIVE, SignIn): (refuse(_over, when=_moved), stay(_begin)),
    (State.REMOVED, SignIn): refuse(_over),
    (State.INVITED, Refresh): ignore("every session of theirs has ended"),
    (State.ACTIVE, Refresh): stay(_refresh),
    (State.REMOVED, Refresh): ignore("every session of theirs has ended"),
    (State.INVITED, EndSessions): ignore("there is none"),
    (State.ACTIVE, EndSessions): stay(_end),
    (State.REMOVED, EndSessions): ignore("every session of theirs has ended"),
    (State.INVITED, ChangeRoles): stay(_change_roles),
    (State.ACTIVE, ChangeRoles): stay(_change_roles),
    (State.INVITED, Remove): go(State.REMOVED, _remove),
    (State.ACTIVE, Remove): go(State.REMOVED, _remove),
    (State.REMOVED, Remove): ignore("removed already"),
    (None, Erase): go(State.ERASED, _erase),
    **{(state, Erase): go(State.ERASED, _erase) for state in State},
    (State.ERASED, Erase): ignore("erased already"),
    (State.ERASED, Invite): (refuse(_wait, when=_settling), go(State.INVITED, _invite)),
    (State.ERASED, SignIn): (refuse(_wait, when=_settling), go(State.ACTIVE, _register)),
    (State.ERASED, Refresh): ignore("every session of theirs has ended"),
    (State.ERASED, EndSessions): ignore("every session of theirs has ended"),
    (State.ERASED, Remove): ignore("erased already"),
    (State.ERASED, TimeArrived): (
        stay(_tell_again, when=_is_time),
        ignore("told again already"),
    ),
    **{
        (state, TimeArrived): ignore("nothing is awaited")
        for state in (State.INVITED, State.ACTIVE, State.REMOVED)
    },
}
