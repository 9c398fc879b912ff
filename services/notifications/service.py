"""What the handlers, the routes and the scheduler of notifications work with."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

import structlog
from jinja2 import TemplateError

from chassis.clock import Clock
from chassis.mongo import TROUBLE
from chassis.repository import ABSENT, Repository, Stored
from chassis.revocations import Revocations
from contracts.base import Event
from contracts.erasure import ERASED
from contracts.intake import SignInRequested, SubscriptionRequested
from contracts.notifications import MailFailed
from contracts.values import Contact, Office, Recipient
from services.notifications import audience, mime, reminders
from services.notifications.audience import Notice
from services.notifications.contacts import Contacts
from services.notifications.days import Days
from services.notifications.domain.mail import (
    Command,
    Drop,
    Lease,
    Mail,
    RecordSent,
    RecordTrouble,
    State,
    Write,
)
from services.notifications.domain.sending import decide
from services.notifications.pool import Pool
from services.notifications.queries import MailText
from services.notifications.reminders import Reminders
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
    days: Days
    reminders: Reminders
    revoked: Revocations
    clock: Clock
    settings: Settings

    async def tell(self, event: Event, cause: str) -> None:
        """Write every mail this event asks for and hand it over; a repeated event does nothing."""
        for notice, person in audience.addressed(event):
            mail = await self._mail(event, cause, notice, person)
            if mail.to or mail.name != ERASED:
                await self._post(mail, cause, daily=notice.daily)

    async def digest(self, day: str) -> None:
        """Write the digest of an office's day, whose time has come, and hand it over."""
        written = await self.days.close(day)
        if written is not None:
            self.pool.offer(written)

    async def report(self, event: MailFailed, cause: str) -> None:
        """Tell the office of a mail that was given up: at once where it is about a case.

        Its own mailbox is told nothing of itself, and nothing of addresses that anybody may type:
        the log of mails is where those are found.
        """
        mail = (await self.mails.get(event.subject.id)).state
        office = mail.context.get("office")
        if (
            office is None
            or office["email"] == mail.to
            or mail.template in audience.TYPED_BY_ANYBODY
        ):
            log.error("mail_given_up_untold", mail=mail.id, template=mail.template)
            return
        to = audience.mailbox(Office.model_validate(office))
        context = {
            "number": mail.context.get("number") or mail.context.get("licence_number"),
            "title": self.read(mail).subject,
            "name": mail.name,
            "address": mail.to,
            "reason": event.reason,
            "since": mail.created_at.isoformat(),
            "office": office,
            "link": f"/poczta/{quote(mail.id, safe='')}",
        }
        id_, about = f"{cause}:{to.person}", (mail.person, *mail.about)
        told = self._letter(id_, cause, event.case, to, "mail-failed", context).but(about=about)
        await self._post(told, cause, daily=event.case is None)

    def read(self, mail: Mail) -> MailText:
        """What a mail says, without what only its addressee may know."""
        open_ = {name: said for name, said in mail.context.items() if name not in mail.secret}
        hidden = {"link": "/…"} if "link" in mail.secret else {}
        try:
            letter = self.renderer.render(mail.template, mail.language, {**open_, **hidden})
        except (TemplateError, KeyError, ValueError):  # it says so in the log, as its last error
            return MailText.told(mail, None, None)
        return MailText.told(mail, letter.subject, letter.text)

    async def _post(self, mail: Mail, cause: str, *, daily: bool) -> None:
        """Write a mail and hand it over; found written before, it is left to who wrote it."""
        if self.pool.room() <= 0 or mail.bulk:  # the scheduler brings it when there is room
            mail = mail.but(lease_until=None, retry_at=self.clock.real())
        if daily:
            stored = await self.days.file(mail, cause)
        else:
            write = partial(decide, Write(mail), mail.created_at)
            stored = await self.mails.change(mail.id, write, cause, guess=ABSENT)
        if not stored.repeated and stored.state.lease_until is not None:
            self.pool.offer(stored)

    async def retry(self, id: str) -> None:  # noqa: A002
        """Take a mail whose delay is over or whose sender has died, and hand it over again."""
        until, mail = self._lease(), (await self.mails.get(id)).state
        to = await self.contacts.current(mail.case, mail.addressee())
        stored = await self._change(id, Lease(self.clock.real(), until, to))
        if stored.state.state is State.SENDING and stored.state.lease_until == until:
            self.pool.offer(stored)

    async def send(self, stored: Stored[Mail], connection: Connection) -> None:
        """Send one leased mail and write down what became of it."""
        mail = stored.state
        left = ((mail.lease_until or self.clock.real()) - self.clock.real()).total_seconds()
        if left <= MARGIN:
            return
        if await self.reminders.needless(mail.reminds, mail.asked_at):
            await self._record(stored, Drop())
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
        reminds = reminders.about(reminders.REMINDERS, event)
        letter = self._letter(id_, cause, event.case, to, notice.template, context)
        mail: Mail = letter.but(
            secret=(*event.secret, *(name for name in audience.LEAVING if name in context)),
            until=event.until if isinstance(event, WITH_LINKS) else None,
            reminds=reminds,
            asked_at=event.at,
            bulk=isinstance(person, Recipient),
            about=audience.about(event, context, to),
        )
        return mail

    def _letter(
        self,
        id: str,  # noqa: A002
        cause: str,
        case: str | None,
        to: Contact,
        template: str,
        context: dict[str, Any],
    ) -> Mail:
        """A mail to be written, leased to whoever writes it."""
        return Mail(
            state=State.SENDING,
            id=id,
            event=cause,
            case=case,
            person=to.person,
            to=to.email,
            name=to.name,
            language=to.language,
            template=template,
            context=context,
            message_id=mime.message_id(id, self.settings.mail_from),
            created_at=self.clock.now(),
            lease_until=self._lease(),
        )

    def _lease(self) -> datetime:
        return self.clock.real() + timedelta(seconds=self.settings.mail_lease)
