"""Who may come in, and to whose application."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import Depends

from chassis.auth import Principal, allow
from chassis.http import idempotency
from chassis.mongo import Document
from chassis.process import Forbidden, Invalid, Unknown
from chassis.repository import Stored
from contracts.values import Contact
from services.intake import queries
from services.intake.domain.application import Application, State
from services.intake.domain.form import Form
from services.intake.domain.reading import required, wrong
from services.intake.domain.team import Team
from services.intake.service import Intake

Officer = Annotated[Principal, Depends(allow("officer"))]
Applicant = Annotated[Principal, Depends(allow("applicant"))]
Filer = Annotated[Principal, Depends(allow("applicant", "officer"))]
Reader = Annotated[Principal, Depends(allow("applicant", "officer", "director"))]
Cause = Annotated[str, Depends(idempotency)]

_ALL = frozenset({"officer", "director"})


def sees_all(who: Principal) -> bool:
    """Whether the person works for the office."""
    return bool(who.roles & _ALL)


async def acts(service: Intake, application: Application, who: Principal) -> bool:
    """Whether the person acts in it: a member of its team, or its owner where it has none."""
    return who.person in await service.acting(application)


async def theirs(service: Intake, who: Principal) -> Document:
    """The query for the applications that a person sees."""
    if sees_all(who):
        return {}
    alone = {"state.owner.person": who.person, "state.team": None}
    teams = await queries.teams_of(service.teams, who.person)
    return {"$or": [alone, {"state.team": {"$in": teams}}]} if teams else alone


async def opened(service: Intake, id: str, who: Principal) -> Stored[Application]:  # noqa: A002
    """The application, for who acts in it or the office.

    Raises:
        Unknown: There is none.
        Forbidden: It is somebody else's.
    """
    stored = await service.applications.get(id)
    if stored.state.state is State.DELETED:
        raise Unknown(id)
    if not sees_all(who) and not await acts(service, stored.state, who):
        raise Forbidden
    return stored


async def acting(service: Intake, id: str, who: Principal) -> Stored[Application]:  # noqa: A002
    """The application, for who may fill it in: who acts in it, or an officer for one on paper.

    Raises:
        Unknown: There is none.
        Forbidden: It is somebody else's.
    """
    stored = await opened(service, id, who)
    if stored.state.form.channel != "paper" and not await acts(service, stored.state, who):
        raise Forbidden
    return stored


async def withdrawing(
    service: Intake,
    id: str,  # noqa: A002
    who: Principal,
    reason: str,
) -> Stored[Application]:
    """The application, for who acts in it, or for an officer who records a letter and says so.

    Raises:
        Unknown: There is none.
        Forbidden: It is somebody else's.
        Invalid: An officer gives no reason.
    """
    stored = await opened(service, id, who)
    if await acts(service, stored.state, who):
        return stored
    if not who.has("officer"):
        raise Forbidden
    if not reason.strip():
        said = ("Podaj, na jakiej podstawie.", "Please say on what grounds.")
        raise Invalid((wrong("reason", "missing", *said),))
    return stored


async def in_team(service: Intake, id: str, who: Principal) -> Stored[Team]:  # noqa: A002
    """The team, for its members.

    Raises:
        Unknown: There is none.
        Forbidden: The person is not in it.
    """
    stored = await service.teams.get(id)
    if stored.state.member(who.person) is None:
        raise Forbidden
    return stored


async def member(service: Intake, application: Application, person: str) -> Contact:
    """Who of the application's team may be written to.

    Raises:
        Invalid: The person is not in it.
    """
    if application.team is not None:
        found = (await service.teams.get(application.team)).state.member(person)
        if found is not None:
            return found.contact
    said = ("Tej osoby nie ma w zespole.", "This person is not in the team.")
    raise Invalid((wrong("person", "not-a-member", *said),))


def contact_of(who: Principal) -> Contact:
    """How to write to who is signed in."""
    return Contact(person=who.person, name=who.name, email=who.email, language=who.language)


async def appealing(
    service: Intake,
    id: str,  # noqa: A002
    who: Principal,
    received_on: dt.date | None,
) -> Stored[Application]:
    """The application, for who acts in it, or for an officer who types in an appeal on paper.

    Raises:
        Unknown: There is none.
        Forbidden: It is somebody else's.
        Invalid: An officer gives no date of receipt, or somebody else does.
    """
    stored = await opened(service, id, who)
    own = await acts(service, stored.state, who)
    if not own and not who.has("officer"):
        raise Forbidden
    if not own and received_on is None:
        raise Invalid((required("received_on"),))
    _by_the_office(received_on, own=own)
    return stored


async def correcting(
    service: Intake,
    id: str,  # noqa: A002
    who: Principal,
    received_on: dt.date | None,
) -> Stored[Application]:
    """The application, for who may fill it in; an officer may say when a letter came.

    Raises:
        Unknown: There is none.
        Forbidden: It is somebody else's.
        Invalid: Somebody else gives a date of receipt.
    """
    stored = await acting(service, id, who)
    _by_the_office(received_on, own=await acts(service, stored.state, who))
    return stored


def _by_the_office(received_on: dt.date | None, *, own: bool) -> None:
    if own and received_on is not None:
        said = ("Datę wpływu wpisuje urząd.", "The office notes the date of receipt.")
        raise Invalid((wrong("received_on", "paper-only", *said),))


def owner_of(id: str, form: Form, who: Principal) -> Contact:  # noqa: A002
    """Who a new application belongs to; one on paper belongs to nobody with an account yet."""
    if not who.has("officer"):
        return contact_of(who)
    return Contact(
        person=f"paper:{id}",
        name=form.contact.name or who.name,
        email=form.contact.email or who.email,
        language=form.contact.language,
    )
