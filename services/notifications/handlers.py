"""What notifications does with what the others tell: every event of the table becomes mails."""

from __future__ import annotations

from chassis.handlers import Handlers
from contracts.base import Event
from contracts.intake import ContactChanged, PersonErased, SessionsRevoked
from services.notifications.audience import NOTICES
from services.notifications.service import Notifications

on = Handlers[Notifications]()


async def tell(event: Event, cause: str, service: Notifications) -> None:
    """Write the mails; sending them is not waited for."""
    await service.tell(event, cause)


@on(ContactChanged)
async def follow_contact(event: ContactChanged, _: str, service: Notifications) -> None:
    """Mails of this case go to the new contact, those that wait for another try as well."""
    await service.contacts.learn(event)


for kind in NOTICES:
    on(kind)(tell)


@on(SessionsRevoked)
async def revoke(event: SessionsRevoked, _: str, service: Notifications) -> None:
    """Tokens of these sessions are refused from now on."""
    await service.revoked.add(event.sessions)


@on(PersonErased)
async def erase(event: PersonErased, _: str, service: Notifications) -> None:
    """Nothing is left of these persons in the log but their ids."""
    await service.erase(event.persons)
