"""What the handlers, the routes and the scheduler of notifications work with."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from chassis.clock import Clock
from chassis.mongo import TROUBLE
from chassis.process import Decision
from chassis.repository import ABSENT, Repository, Stored
from chassis.revocations import Revocations
from contracts.base import Event
from contracts.erasure import ERASED
from contracts.intake import SignInRequested, SubscriptionRequested
from contracts.values import Contact
from services.notifications import audience, mime
from services.notifications.audience import Notice
from services.notifications.contacts import Contacts
from services.notifications.domain import (
    Command,
    Lease,
    Mail,
    RecordSent,
    RecordTrouble,
    State,
    Write,
    decide,
    erased,
)
from services.notifications.pool import Pool
from services.notifications.rendering import Renderer
from services.notifications.settings import Settings
from services.notifications.smtp import Connection, Trouble

log = structlog.get_logger()

WITH_LINKS = (SignInRequested, SubscriptionRequested)
"""Events whose link is of no use after a while."""

MARGIN = 5.0
"""Seconds before the end of a lease at which nothing new is begun and what runs is broken off."""


@dataclass(frozen=True)
class Notifications:
    """The mails, those who send them, the templates, changed contacts and the clock."""

    mails: Repository[Mail]
    pool: Pool
    renderer: Renderer
    contacts: Contacts
    revoked: Revocations
    clock: Clock
    settings: Settings

    async def tell(self, event: Event, cause: str) -> None:
        """Write every mail this event asks for and hand it over; a repeated event does nothing."""
        for notice, person in audience.addressed(event):
            mail = await self._mail(event, cause, notice, person)
            if mail.name == ERASED and not mail.to:
                continue
            write = partial(decide, Write(mail), mail.created_at)
            stored = await self.mails.change(mail.id, write, cause, guess=ABSENT)
            if not stored.repeated:
                self.pool.offer(stored)

    async def retry(self, id: str) -> None:  # noqa: A002
        """Take a mail whose delay is over or whose sender has died, and hand it over again."""
        until, mail = self._lease(), (await self.mails.get(id)).state
        to = await self.contacts.current(mail.case, mail.addressee())
        stored = await self._change(id, Lease(self.clock.real(), until, to))
        if stored.state.state is State.SENDING and stored.state.lease_until == until:
            self.pool.offer(stored)

    async def erase(self, persons: Collection[str]) -> None:
        """Leave nothing of these persons in the log but their ids."""
        of = {"$in": sorted(persons)}
        query = {"$or": [{"state.person": of}, {"state.about": of}]}
        found = self.mails.collection.find(query, {"_id": 1})
        for id_ in [each["_id"] async for each in found]:
            await self.mails.change(id_, partial(_left, persons))
        await self.contacts.erase(persons)

    async def send(self, stored: Stored[Mail], connection: Connection) -> None:
        """Send one leased mail and write down what became of it."""
        mail = stored.state
        left = ((mail.lease_until or self.clock.real()) - self.clock.real()).total_seconds()
        if left <= MARGIN:
            return
        trouble = await self._deliver(mail, connection, left - MARGIN)
        if trouble is None:
            await self._record(stored, RecordSent())
            return
        log.warning("mail_not_taken", mail=mail.id, template=mail.template, error=trouble.error)
        delays = self.settings.mail_retries
        failed = RecordTrouble(trouble.error, self.clock.real(), trouble.permanent, delays)
        await self._record(stored, failed)

    async def _deliver(self, mail: Mail, connection: Connection, within: float) -> Trouble | None:
        if not mime.deliverable(mail.to):
            return Trouble("bad-address", permanent=True)
        if mail.until is not None and mail.until <= self.clock.real():
            return Trouble("too-late", permanent=True)
        sender = self.settings.mail_from
        try:
            letter = self.renderer.render(mail.template, mail.language, mail.context)
            office = mail.context["office"]["name"]
            body = mime.build(mail, letter, (office, sender), self.clock.now())
            async with asyncio.timeout(within):
                return await connection.send(sender, mail.to, body)
        except Exception as error:  # noqa: BLE001 -- a bug climbs the delays too, and has an end
            return Trouble(type(error).__name__)

    async def _record(self, mail: Stored[Mail], command: Command) -> None:
        """Write down what became of a mail; a database that is away is waited for while leased."""
        until = mail.state.lease_until
        while True:
            try:
                await self._change(mail.id, command, mail)
            except TROUBLE:
                if until is None or until <= self.clock.real():
                    raise
                await asyncio.sleep(self.settings.probe_every)
            else:
                return

    async def _change(
        self,
        id: str,  # noqa: A002
        command: Command,
        guess: Stored[Mail] | None = None,
    ) -> Stored[Mail]:
        decision = partial(decide, command, self.clock.now())
        return await self.mails.change(id, decision, guess=guess)

    async def _mail(self, event: Event, cause: str, notice: Notice, person: Contact) -> Mail:
        id_ = f"{cause}:{person.person}"  # as the event names them, so that a repeated one is known
        to = await self.contacts.current(event.case, person)
        context = audience.context(event, notice, person)
        return Mail(
            state=State.SENDING,
            id=id_,
            event=cause,
            case=event.case,
            person=to.person,
            to=to.email,
            name=to.name,
            language=to.language,
            template=notice.template,
            context=context,
            about=audience.about(event, context, to),
            secret=(*event.secret, *(name for name in audience.LEAVING if name in context)),
            until=event.until if isinstance(event, WITH_LINKS) else None,
            message_id=message_id(id_, self.settings.mail_from),
            created_at=self.clock.now(),
            lease_until=self._lease(),
        )

    def _lease(self) -> datetime:
        return self.clock.real() + timedelta(seconds=self.settings.mail_lease)


def _left(persons: Collection[str], mail: Mail | None) -> Decision[Mail]:
    assert mail is not None  # noqa: S101 -- for the types: mails are never deleted
    return erased(mail, persons)


def message_id(mail: str, sender: str) -> str:
    """The ``Message-ID`` of a mail: the same each time it is sent."""
    digest = hashlib.sha256(mail.encode()).hexdigest()[:32]
    return f"<{digest}@{sender.rpartition('@')[2]}>"
