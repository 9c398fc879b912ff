"""A notifications service of the test: its own pool, the shared database, a mail server given."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from chassis import mongo as driver
from chassis.clock import Clock
from chassis.mongo import Collection, Document
from chassis.repository import Repository
from chassis.revocations import Revocations
from contracts import notifications
from contracts.base import EVENTS
from services.notifications.contacts import Contacts
from services.notifications.days import Days
from services.notifications.domain import digest
from services.notifications.domain.digest import Digest
from services.notifications.domain.mail import Mail, State, due
from services.notifications.pool import Pool
from services.notifications.reminders import Reminders
from services.notifications.rendering import Renderer
from services.notifications.service import Notifications
from services.notifications.settings import Settings
from services.notifications.smtp import Server
from tests.services.notifications.sink import Sink
from tests.support.waiting import eventually

ID = "e1:anna"


class Heard:
    """The messages that were committed."""

    def __init__(self) -> None:
        self.messages: list[notifications.MailSent | notifications.MailFailed] = []

    def offer(self, _collection: Collection, id: str, entries: Sequence[Document]) -> None:  # noqa: A002, ARG002
        self.messages += [EVENTS[each["type"]].read(each["body"]) for each in entries]  # type: ignore[misc]


class Office:
    """A notifications service of the test with what it announced."""

    def __init__(self, database: driver.Database, server: Server, **told: Any) -> None:
        settings = Settings(
            broker_url="amqp://unused",
            mongo_url="mongodb://unused",
            token_public_key_file="unused",
            mail_from="znak@urzad.example",
            **told,
        )
        self.heard = Heard()
        self.clock = Clock()
        self.pool = Pool(server, settings.smtp_connections, settings.smtp_queue, finish=5)
        said: dict[str, Any] = {"clock": self.clock, "outlet": self.heard}
        mails = Repository(database["mails"], Mail, due=due, **said)
        digests = Repository(database["digests"], Digest, due=digest.due, **said)
        renderer = Renderer("https://znak.example")
        self.service = Notifications(
            mails=mails,
            pool=self.pool,
            renderer=renderer,
            contacts=Contacts(database["contacts"]),
            days=Days(mails, digests, renderer, self.clock, settings),
            reminders=Reminders(database["settled"], self.clock),
            revoked=Revocations(database["revoked"], self.clock),
            clock=self.clock,
            settings=settings,
        )

    async def mail(self, id: str = ID) -> Mail:  # noqa: A002
        return (await self.service.mails.get(id)).state

    async def bring(self) -> None:
        """Take every mail that is due, as the scheduler does."""
        due = {"due": {"$lte": self.clock.real()}}
        found = await self.service.mails.collection.find(due, {"_id": 1}).to_list(None)
        for each in found:
            await self.service.retry(each["_id"])

    async def becomes(self, state: State, id: str = ID) -> Mail:  # noqa: A002
        async def there() -> bool:
            return (await self.mail(id)).state is state

        await eventually(there, within=10, otherwise=f"the mail never became {state}")
        return await self.mail(id)


@asynccontextmanager
async def an_office(database: driver.Database, sink: Sink, **told: Any) -> AsyncIterator[Office]:
    office = Office(database, sink.server, **told)
    async with office.pool.running(office.service.send):
        yield office
