"""Who may come in, and to whose application."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import Depends

from chassis.auth import Principal, allow
from chassis.http import idempotency
from chassis.process import Forbidden, Invalid, Unknown
from chassis.repository import Stored
from contracts.values import Contact
from services.intake.domain.application import Application, State
from services.intake.domain.form import Form
from services.intake.domain.reading import required, wrong
from services.intake.service import Intake

Officer = Annotated[Principal, Depends(allow("officer"))]
Filer = Annotated[Principal, Depends(allow("applicant", "officer"))]
Reader = Annotated[Principal, Depends(allow("applicant", "officer", "director"))]
Cause = Annotated[str, Depends(idempotency)]

_ALL = frozenset({"officer", "director"})


def sees_all(who: Principal) -> bool:
    """Whether the person works for the office."""
    return bool(who.roles & _ALL)


async def opened(service: Intake, id: str, who: Principal) -> Stored[Application]:  # noqa: A002
    """The application, for its owner or the office.

    Raises:
        Unknown: There is none.
        Forbidden: It is somebody else's.
    """
    stored = await service.applications.get(id)
    if stored.state.state is State.DELETED:
        raise Unknown(id)
    if not sees_all(who) and stored.state.owner.person != who.person:
        raise Forbidden
    return stored


async def acting(service: Intake, id: str, who: Principal) -> Stored[Application]:  # noqa: A002
    """The application, for who may fill it in: its owner, or an officer for one on paper.

    Raises:
        Unknown: There is none.
        Forbidden: It is somebody else's.
    """
    stored = await opened(service, id, who)
    if stored.state.owner.person != who.person and stored.state.form.channel != "paper":
        raise Forbidden
    return stored


async def withdrawing(
    service: Intake,
    id: str,  # noqa: A002
    who: Principal,
    reason: str,
) -> Stored[Application]:
    """The application, for its owner, or for an officer who records a letter and says so.

    Raises:
        Unknown: There is none.
        Forbidden: It is somebody else's.
        Invalid: An officer gives no reason.
    """
    stored = await opened(service, id, who)
    if stored.state.owner.person == who.person:
        return stored
    if not who.has("officer"):
        raise Forbidden
    if not reason.strip():
        said = ("Podaj, na jakiej podstawie.", "Please say on what grounds.")
        raise Invalid((wrong("reason", "missing", *said),))
    return stored


async def appealing(
    service: Intake,
    id: str,  # noqa: A002
    who: Principal,
    received_on: dt.date | None,
) -> Stored[Application]:
    """The application, for its owner, or for an officer who types in an appeal on paper.

    Raises:
        Unknown: There is none.
        Forbidden: It is somebody else's.
        Invalid: An officer gives no date of receipt, or an owner does.
    """
    stored = await opened(service, id, who)
    own = stored.state.owner.person == who.person
    if not own and not who.has("officer"):
        raise Forbidden
    if not own and received_on is None:
        raise Invalid((required("received_on"),))
    if own and received_on is not None:
        said = ("Datę wpływu wpisuje urząd.", "The office notes the date of receipt.")
        raise Invalid((wrong("received_on", "paper-only", *said),))
    return stored


def owner_of(id: str, form: Form, who: Principal) -> Contact:  # noqa: A002
    """Who a new application belongs to; one on paper belongs to nobody with an account yet."""
    if not who.has("officer"):
        return Contact(person=who.person, name=who.name, email=who.email, language=who.language)
    return Contact(
        person=f"paper:{id}",
        name=form.contact.name or who.name,
        email=form.contact.email or who.email,
        language=form.contact.language,
    )
