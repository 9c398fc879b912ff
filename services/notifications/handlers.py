"""What notifications does with what the others tell: every event of the table becomes mails."""

from __future__ import annotations

from chassis.handlers import Handlers
from contracts.base import Event
from contracts.intake import ContactChanged, PersonErased, SessionsRevoked
from contracts.notifications import MailFailed
from services.notifications import erasing
from services.notifications.audience import NOTICES
from services.notifications.reminders import SETTLED
from services.notifications.service import Notifications

on = Handlers[Notifications]()


async def tell(event: Event, cause: str, service: Notifications) -> None:
    """Note what it settles and write its mails; sending them is not waited for."""
    await service.reminders.settle(event)
    if type(event) in NOTICES:
        await service.tell(event, cause)


@on(MailFailed)
async def report(event: MailFailed, cause: str, service: Notifications) -> None:
    """The office learns whom it cannot reach."""
    await service.report(event, cause)


@on(ContactChanged)
async def follow_contact(event: ContactChanged, _: str, service: Notifications) -> None:
    """Mails of this case go to the new contact, those that wait for another try as well."""
    await service.contacts.learn(event)


for kind in {**NOTICES, **SETTLED}:
    on(kind)(tell)


@on(SessionsRevoked)
async def revoke(event: SessionsRevoked, _: str, service: Notifications) -> None:
    """Tokens of these sessions are refused from now on."""
    await service.revoked.add(event.sessions)


@on(PersonErased)
async def erase(event: PersonErased, _: str, service: Notifications) -> None:
    """Nothing is left of these persons in the log but their ids."""
    await erasing.erase(service, event.persons)
