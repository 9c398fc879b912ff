"""Who is written to about an application, and who acts in it, when that changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from chassis.process import Decision, Invalid, Refused, Text
from contracts import values
from services.intake.domain import announcements as announce
from services.intake.domain.application import Application, State
from services.intake.domain.form import Contact
from services.intake.domain.validation import about_contact

Made = Decision[Application]


@dataclass(frozen=True, slots=True)
class JoinTeam:
    """From here on the members of the team, ``people``, act in it."""

    team: str
    by: str
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChangeContact:
    """Write to somebody else, or elsewhere; ``person`` is who of the team, none for the same."""

    contact: Contact
    person: values.Contact | None
    by: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """Who was written to is no longer in the team; the heir is written to instead."""

    gone: str
    heir: values.Contact
    by: str


def change(application: Application, command: ChangeContact, now: dt.datetime) -> Made:
    """Write to this person at this address; what was sent in besides stays as it was."""
    if errors := tuple(about_contact(command.contact)):
        raise Invalid(errors)
    owner = command.person or application.owner
    return _told(application, command.by, now, owner=owner, contact=command.contact)


def hand_over(application: Application, command: HandOver, now: dt.datetime) -> Made:
    """The heir is written to; an address that is not the person's own, say the office's, stays."""
    heir, contact = command.heir, application.form.contact
    if contact.email.casefold() in ("", application.owner.email.casefold()):
        to = {"name": heir.name, "email": heir.email, "language": heir.language}
        contact = contact.model_copy(update=to)
    return _told(application, command.by, now, owner=heir, contact=contact)


def somebody_elses(application: Application, command: HandOver, _: dt.datetime) -> bool:
    """Whether somebody else is written to anyway."""
    return application.owner.person != command.gone


def join(application: Application, command: JoinTeam, now: dt.datetime) -> Made:
    """Every member of the team acts in it from here on."""
    exclude = tuple(sorted(command.people))
    return _told(application, command.by, now, exclude=exclude, team=command.team)


def joined(application: Application, command: JoinTeam, _: dt.datetime) -> bool:
    """Whether it belongs to this team."""
    return application.team == command.team


def belongs(application: Application, _: JoinTeam, __: dt.datetime) -> bool:
    """Whether it belongs to a team."""
    return application.team is not None


def taken(_: Application, __: JoinTeam, ___: dt.datetime) -> Refused:
    """One member alone cannot take it away from the others."""
    said = ("Wniosek należy już do zespołu.", "The application belongs to a team already.")
    return Refused("team-given", Text(*said))


def _told(
    application: Application,
    by: str,
    now: dt.datetime,
    *,
    contact: Any = None,
    exclude: tuple[str, ...] = (),
    **fields: Any,
) -> Made:
    """Tell everybody who holds the contact; nobody holds that of a draft."""
    if contact is not None:
        fields["form"] = application.form.model_copy(update={"contact": contact})
    after: Application = application.but(**fields)
    if after.state is State.DRAFT or after.contact() == application.contact():
        return Decision(after)
    return Decision(after, (announce.contact_changed(application, after, now, by, exclude),))
