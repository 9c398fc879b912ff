"""The life of a team as one table, and what each line of it does."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from chassis import process
from chassis.process import (
    Decision,
    Forbidden,
    Invalid,
    Refused,
    Rules,
    Text,
    Unknown,
    go,
    ignore,
    refuse,
    stay,
)
from contracts.intake import MemberInvited, TeamChanged, TeamSubject
from contracts.people import person_of
from contracts.values import Contact
from services.intake.domain.identifiers import is_email
from services.intake.domain.reading import required, wrong
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
)

Made = Decision[Team]


def _changed(team: Team, now: dt.datetime, by: str, **who: Any) -> TeamChanged:
    return TeamChanged(
        subject=TeamSubject(kind="team", id=team.id),
        at=now,
        by=by,
        members=tuple(each.contact.person for each in team.members),
        **who,
    )


def _found(_: None, command: Found, now: dt.datetime) -> Made:
    if not command.name.strip():
        raise Invalid((required("name"),))
    founder = Member(contact=command.founder, since=now)
    team = Team(id=command.id, state=State.ACTIVE, name=command.name.strip(), members=(founder,))
    return Decision(team, (_changed(team, now, command.founder.person),))


def _by_stranger(team: Team, command: Invite | Uninvite | Remove, _: dt.datetime) -> bool:
    return team.member(command.by) is None


def _forbidden(_: Team, __: object, ___: dt.datetime) -> Refused:
    return Forbidden()


def _full(team: Team, _: Invite, __: dt.datetime) -> bool:
    return len(team.members) + len(team.invitations) >= MOST


def _too_many(_: Team, __: Invite, ___: dt.datetime) -> Refused:
    said = (f"W zespole może być najwyżej {MOST} osób.", f"A team has at most {MOST} people.")
    return Refused("team-full", Text(*said), most=MOST)


def _invite(team: Team, command: Invite, now: dt.datetime) -> Made:
    email = command.email.strip().lower()
    if not is_email(email):
        said = ("Ten adres e-mail jest nieprawidłowy.", "This e-mail address is not valid.")
        raise Invalid((wrong("email", "not-valid", *said),))
    if any(each.contact.email.lower() == email for each in team.members):
        said = ("Ta osoba jest już w zespole.", "This person is in the team already.")
        raise Invalid((wrong("email", "member-already", *said),))
    invitation = Invitation(
        id=command.id,
        email=email,
        by=command.by,
        at=now,
        until=command.until,
        person=person_of(email),
    )
    others = (each for each in team.invitations if each.email != email)
    asked: Team = team.but(invitations=(*others, invitation))
    return Decision(asked, (_invited(team, invitation, command),))


def _invited(team: Team, invitation: Invitation, command: Invite) -> MemberInvited:
    inviter = team.member(command.by)
    return MemberInvited(
        subject=TeamSubject(kind="team", id=team.id),
        at=invitation.at,
        by=command.by,
        team_name=team.name,
        inviter=inviter.contact.name if inviter else "",
        until=invitation.until,
        contact=Contact(
            person=invitation.person,
            name="",
            email=invitation.email,
            language=command.language,
        ),
        office=command.office,
        named=(command.by,),
    )


def _uninvite(team: Team, command: Uninvite, _: dt.datetime) -> Made:
    left = tuple(each for each in team.invitations if each.id != command.invitation)
    if left == team.invitations:
        raise Unknown("invitation")
    return Decision(team.but(invitations=left))


def _is_member(team: Team, command: Join, _: dt.datetime) -> bool:
    return team.member(command.person.person) is not None


def _not_invited(team: Team, command: Join, now: dt.datetime) -> bool:
    return team.invitation(command.person.email, now) is None


def _join(team: Team, command: Join, now: dt.datetime) -> Made:
    email = command.person.email.lower()
    joined: Team = team.but(
        members=(*team.members, Member(contact=command.person, since=now)),
        invitations=tuple(e for e in team.invitations if e.email != email),
    )
    return Decision(joined, (_changed(joined, now, command.person.person),))


def _none_waits(team: Team, command: Decline, now: dt.datetime) -> bool:
    return team.invitation(command.email, now) is None


def _decline(team: Team, command: Decline, _: dt.datetime) -> Made:
    left = tuple(each for each in team.invitations if each.email != command.email.lower())
    return Decision(team.but(invitations=left))


def _unknown(team: Team, command: Remove, _: dt.datetime) -> bool:
    return team.member(command.person) is None


def _no_such_member(_: Team, __: Remove, ___: dt.datetime) -> Refused:
    return Unknown("member")


def _last(team: Team, _: Remove, __: dt.datetime) -> bool:
    return len(team.members) == 1


def _stays(_: Team, __: Remove, ___: dt.datetime) -> Refused:
    said = (
        "W zespole musi ktoś zostać. Najpierw zaproś inną osobę.",
        "Somebody has to stay in the team. Invite another person first.",
    )
    return Refused("last-member", Text(*said))


def _remove(team: Team, command: Remove, now: dt.datetime) -> Made:
    """Whoever removes somebody is written to from now on; after one who leaves, the eldest."""
    left = tuple(each for each in team.members if each.contact.person != command.person)
    smaller: Team = team.but(members=left)
    heir = smaller.member(command.by) or left[0]
    told = _changed(smaller, now, command.by, gone=command.person, heir=heir.contact)
    return Decision(smaller, (told,))


def _is_over(team: Team, _: TimeArrived, now: dt.datetime) -> bool:
    return any(each.until <= now for each in team.invitations)


def _drop(team: Team, _: TimeArrived, now: dt.datetime) -> Made:
    return Decision(team.but(invitations=tuple(e for e in team.invitations if e.until > now)))


STRANGER = refuse(_forbidden, when=_by_stranger)

RULES: Final[Rules] = {
    (None, Found): go(State.ACTIVE, _found),
    (State.ACTIVE, Found): ignore("sent twice"),
    (State.ACTIVE, Invite): (STRANGER, refuse(_too_many, when=_full), stay(_invite)),
    (State.ACTIVE, Uninvite): (STRANGER, stay(_uninvite)),
    (State.ACTIVE, Join): (
        ignore("in the team already", when=_is_member),
        refuse(_forbidden, when=_not_invited),
        stay(_join),
    ),
    (State.ACTIVE, Decline): (ignore("nothing waits", when=_none_waits), stay(_decline)),
    (State.ACTIVE, Remove): (
        STRANGER,
        refuse(_no_such_member, when=_unknown),
        refuse(_stays, when=_last),
        stay(_remove),
    ),
    (State.ACTIVE, TimeArrived): (stay(_drop, when=_is_over), ignore("the clock was early")),
}


def decide(command: object, now: dt.datetime, team: Team | None) -> Decision[Team]:
    """What a command leads to; see `RULES`."""
    return process.decide(RULES, command, now, team)
