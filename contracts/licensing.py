"""What licensing tells the others: the life of a licence."""

from __future__ import annotations

import datetime as dt

from pydantic import AwareDatetime

from contracts.base import Event
from contracts.values import Contact, Entity, Item, Office, PagePath, Term, Timer


class CaseProgressed(Event, owner="licensing", name="case-progressed", readers=()):
    """Sent at any step of a licence that has no event of its own; the case file reads it."""

    number: str
    state: str
    waits_for: str
    on: str
    until: AwareDatetime | None = None
    timers: tuple[Timer, ...] = ()


class LicenceDrafted(Event, owner="licensing", name="licence-drafted", readers=("notifications",)):
    """Sent when the agreement is drawn up and waits for a signature."""

    licence_number: str
    number: str
    term_no: int
    items: tuple[Item, ...]
    sign_by: dt.date
    contact: Contact
    office: Office
    timers: tuple[Timer, ...] = ()


class LicenceLapsed(Event, owner="licensing", name="licence-lapsed", readers=("notifications",)):
    """Sent when a drafted agreement was not signed in time; its number is never given again.

    ``term_no`` above 1 tells that only the next term lapsed and the licence itself lives on.
    """

    licence_number: str
    number: str
    term_no: int = 1
    contact: Contact
    office: Office


class LicenceActivated(
    Event, owner="licensing", name="licence-activated", readers=("notifications",)
):
    """Sent when the first signature is recorded: the licence is in force."""

    licence_number: str
    term: Term
    items: tuple[Item, ...]
    entity: Entity
    opens_renewal: dt.date
    closes_renewal: dt.date
    contact: Contact
    office: Office
    timers: tuple[Timer, ...] = ()


class LicenceExpiring(
    Event, owner="licensing", name="licence-expiring", readers=("notifications",)
):
    """Sent 60, 30 and 7 days before the end unless a renewal is filed."""

    licence_number: str
    end: dt.date
    days: int
    link: PagePath
    contact: Contact
    office: Office


class LicenceExpired(Event, owner="licensing", name="licence-expired", readers=("notifications",)):
    """Sent when a term has ended and no next one follows it."""

    licence_number: str
    end: dt.date
    closes_renewal: dt.date | None = None
    contact: Contact
    office: Office


class LicenceRenewed(Event, owner="licensing", name="licence-renewed", readers=("notifications",)):
    """Sent when a next term is signed; ``gap`` tells of days without a right to the mark."""

    licence_number: str
    term: Term
    gap: bool
    items: tuple[Item, ...]
    entity: Entity
    opens_renewal: dt.date
    closes_renewal: dt.date
    contact: Contact
    office: Office
    timers: tuple[Timer, ...] = ()


class LicenceAmended(Event, owner="licensing", name="licence-amended", readers=("notifications",)):
    """Sent when a later decision adds items to a signed term or takes some out of it."""

    licence_number: str
    term: Term
    items: tuple[Item, ...]
    joined: tuple[Item, ...]
    left: tuple[Item, ...]
    entity: Entity
    opens_renewal: dt.date
    closes_renewal: dt.date
    contact: Contact
    office: Office


class LicenceSuspended(
    Event, owner="licensing", name="licence-suspended", readers=("notifications",)
):
    """Sent when the office suspends a licence: no right to the mark until it is reinstated."""

    licence_number: str
    reason: str
    end: dt.date
    contact: Contact
    office: Office


class LicenceReinstated(
    Event, owner="licensing", name="licence-reinstated", readers=("notifications",)
):
    """Sent when the office ends a suspension.

    ``sign_by`` is the new last day to sign an agreement that waited meanwhile, none without one.
    """

    licence_number: str
    reason: str
    end: dt.date
    sign_by: dt.date | None = None
    contact: Contact
    office: Office
    timers: tuple[Timer, ...] = ()


class LicenceRevoked(Event, owner="licensing", name="licence-revoked", readers=("notifications",)):
    """Sent when the office takes a licence back for good."""

    licence_number: str
    reason: str
    contact: Contact
    office: Office


class LicenceSurrendered(
    Event, owner="licensing", name="licence-surrendered", readers=("notifications",)
):
    """Sent when the licensee gives a licence up for good; the reason may be empty.

    ``named`` is who wrote it, where it is not the contact.
    """

    licence_number: str
    reason: str
    contact: Contact
    office: Office
    named: tuple[str, ...] = ()


class LicenceImported(Event, owner="licensing", name="licence-imported", readers=()):
    """Sent when a licence in force before this system ran is brought in; nobody gets a mail."""

    licence_number: str
    term: Term
    items: tuple[Item, ...]
    entity: Entity
    opens_renewal: dt.date
    closes_renewal: dt.date
    contact: Contact
    office: Office
    timers: tuple[Timer, ...] = ()
