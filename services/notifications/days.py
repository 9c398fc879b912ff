"""The office's lines of a day: a few go out singly, the rest wait for the digest.

Each mail to the office's mailbox takes the next free line of the day, which a unique index gives to
one only; the digest takes the line after the last. So a day with a digest is closed: what tries to
follow it finds its line taken and goes to the next day. Nothing is told twice and nothing is lost,
whoever dies in between and however many write at once.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from pymongo.errors import DuplicateKeyError

from chassis.clock import Clock
from chassis.mongo import Document
from chassis.repository import ABSENT, Repository, Stored
from contracts.workdays import start_of_day
from services.notifications import mime, queries
from services.notifications.domain import digest
from services.notifications.domain.digest import Digest, Summary
from services.notifications.domain.mail import Mail, State, Write
from services.notifications.domain.sending import decide
from services.notifications.rendering import Renderer
from services.notifications.settings import Settings


@dataclass(frozen=True)
class Days:
    """The mails, and which days need a digest."""

    mails: Repository[Mail]
    digests: Repository[Digest]
    renderer: Renderer
    clock: Clock
    settings: Settings
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def file(self, mail: Mail, cause: str) -> Stored[Mail]:
        """Write a mail of the office on the next line of its day.

        The first few keep their lease and go out; the rest wait for the digest.
        """
        on = digest.day_of(mail.created_at, self.settings.digest_at)
        async with self._turn:  # spares this process losing lines to itself
            stored = await self._filed(mail, cause, on)
        if stored.state.state is State.COLLECTED and stored.state.digest is not None:
            at = self._moment(stored.state.digest)
            call = partial(digest.decide, digest.Call(at), self.clock.now())
            await self.digests.change(stored.state.digest, call)
        return stored

    async def close(self, day: str) -> Stored[Mail] | None:
        """Write the digest of a day, leased to whoever writes it; None when it was written."""
        written = None
        while await self.mails.find(f"digest:{day}") is None:
            mail = await self._digest(day)
            try:
                written = await self._write(mail, mail.id)
            except DuplicateKeyError:  # one more line, or another worker's digest
                continue
        await self.digests.change(day, partial(digest.decide, digest.Close(), self.clock.now()))
        return None if written is None or written.repeated else written

    async def _filed(self, mail: Mail, cause: str, on: date) -> Stored[Mail]:
        while True:
            day = f"{mail.person}:{mail.to}:{on}"
            last = await queries.last_line(self.mails, day)
            if last is not None and last["template"] == digest.TEMPLATE:
                on = digest.next_day(on)
                continue
            line = 1 if last is None else last["line"] + 1
            placed = mail.but(digest=day, line=line)
            if line > self.settings.office_mails_a_day:
                placed = placed.but(lease_until=None, retry_at=None)
            try:
                return await self._write(placed, cause)
            except DuplicateKeyError:  # another process was faster
                continue

    async def _write(self, mail: Mail, cause: str | None) -> Stored[Mail]:
        write = partial(decide, Write(mail), mail.created_at)
        return await self.mails.change(mail.id, write, cause, guess=ABSENT)

    async def _digest(self, day: str) -> Mail:
        """The digest's mail as the lines stand now; it is of nobody's case."""
        summary = Summary(self.renderer.block, self.settings.digest_lines)
        last: Document = {}
        async for document in queries.lines(self.mails, day):
            last = document["state"]
            if last["state"] == State.COLLECTED:
                about = last.get("about", ())
                summary.add(last["template"], last["language"], last["context"], about)
        id_ = f"digest:{day}"
        return Mail(
            state=State.SENDING,
            id=id_,
            event=id_,
            case=None,
            person=last["person"],
            to=last["to"],
            name=last["name"],
            language=last["language"],
            template=digest.TEMPLATE,
            context=summary.context(day, last["context"]["office"]),
            about=tuple(sorted(summary.about)),
            message_id=mime.message_id(id_, self.settings.mail_from),
            created_at=self.clock.now(),
            digest=day,
            line=last["line"] + 1,
            lease_until=self.clock.real() + timedelta(seconds=self.settings.mail_lease),
        )

    def _moment(self, day: str) -> datetime:
        return start_of_day(date.fromisoformat(day.rpartition(":")[2]), self.settings.digest_at)
