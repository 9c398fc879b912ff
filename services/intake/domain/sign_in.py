"""The links that were asked for at one address: how many lately, and which still open the door.

One document for each address, whoever it belongs to, so an unknown one costs as much as a known
one. It is deleted when nothing in it matters any more. Every moment here is real.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

from chassis.process import Aggregate, Decision
from contracts.base import Subject
from contracts.intake import SignInRequested
from contracts.values import Contact, Office
from services.intake.domain.people import link_over

PAGE = "/logowanie#"
"""Where a link leads. What stands behind the # stays in the browser: no server on the way, and no
log of one, ever gets to see it."""


class State(StrEnum):
    """There is but one."""

    ASKED = "asked"


class Link(BaseModel):
    """A link that was mailed; its secret is known to the mail alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    digest: str
    ends_at: AwareDatetime


class Links(Aggregate):
    """The links of one address, and the moments at which the person asked for one.

    Attributes:
        remembered_until: Until when the youngest of those moments counts.
    """

    state: State = State.ASKED
    address: str
    asked: tuple[AwareDatetime, ...] = ()
    remembered_until: AwareDatetime
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """How many links may be asked for at one address within how long."""

    links: int
    within: dt.timedelta


@dataclass(frozen=True, slots=True)
class Ask:
    """Mail a link.

    Attributes:
        contact: To whom.
        secret: What stands in the link.
        office: Signs the mail.
        life: How long the link holds.
        limit: For what people ask for themselves; none for an invitation.
        silent: Whether no mail goes out, because the person may not sign in.
    """

    contact: Contact
    secret: str
    office: Office
    life: dt.timedelta
    limit: Limit | None
    silent: bool = False


def digest(secret: str) -> str:
    """What is kept of a secret: SHA-256; it is random and long, so no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def due(links: Links) -> dt.datetime:
    """When the document may go: its links are over and its moments no longer count."""
    return max((links.remembered_until, *(link.ends_at for link in links.links)))


def ask(command: Ask, now: dt.datetime, links: Links | None) -> Decision[Links]:
    """One link more, unless too many were asked for lately: then nothing happens."""
    address = command.contact.email
    links = links or Links(address=address, remembered_until=now)
    pending = tuple(link for link in links.links if link.ends_at > now)
    if command.limit is not None:
        within = command.limit.within
        lately = tuple(moment for moment in links.asked if moment + within > now)
        if len(lately) >= command.limit.links:
            return Decision(links)
        links = links.but(asked=(*lately, now), remembered_until=now + within)
    if command.silent:
        return Decision(links)
    until = now + command.life
    link = Link(digest=digest(command.secret), ends_at=until)
    told = SignInRequested(
        subject=Subject(kind="person", id=command.contact.person),
        at=now,
        by="rule:sign-in",
        contact=command.contact,
        link=f"{PAGE}{command.secret}",
        until=until,
        office=command.office,
        invitation=command.limit is None,
    )
    return Decision(links.but(links=(*pending, link)), (told,))


def spend(secret: str, now: dt.datetime, links: Links | None) -> Decision[Links]:
    """Use a link. With it all others of the address are over.

    Raises:
        Refused: It was used before, or is too old.
    """
    found = [each for each in links.links if each.digest == digest(secret)] if links else []
    if links is None or not found or found[0].ends_at <= now:
        raise link_over()
    return Decision(links.but(links=()))
