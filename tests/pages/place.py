"""Every page of the system at once: the services without a broker in between, seen by a browser."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import uuid4

from playwright.async_api import Browser, Page
from starlette.middleware.gzip import GZipMiddleware

from chassis.auth import Principal, mint
from chassis.site.posted import TOKEN as FORM_TOKEN
from chassis.site.visitor import TOKEN
from chassis.topology import declare, design
from contracts import all_events
from contracts.base import SERVICES, Role
from deploy.local.bots_office import DIRECTOR, SECOND_OFFICER
from deploy.local.client import Person
from deploy.local.keys import Keys, kept_keys
from deploy.local.management import Management, in_vhost
from deploy.local.site import SYSTEM, Joined
from services.evaluation.pages.session import COOKIE
from tests.chassis.post import Post
from tests.journeys.offline import House
from tests.journeys.people import ANNA, EXPERTS
from tests.journeys.site import a_site
from tests.pages.looks import Look
from tests.pages.world import CARD, lived_in
from tests.services.access.test_access import Door
from tests.services.access.world import CHAIR, NOBODYS, Records
from tests.support.servers import Broker, Database
from tests.support.serving import served
from tests.znak.test_system import TYPE, buried
from znak.system import app as system
from znak.system.settings import SystemSettings

PEOPLE: Final[Mapping[Role, Person]] = {
    "applicant": ANNA,
    "officer": SECOND_OFFICER,
    "expert": EXPERTS[0],
    "chapter": CHAIR,
    "director": DIRECTOR,
    "operator": Person("operator", "operator-1", "Piotr Serwerowy", "p.serwerowy@rops.example"),
}
"""Who looks, by role; another officer than the one who decided."""


@dataclass
class Place:
    """A site in front of a house."""

    url: str
    house: House
    keys: Keys
    broker: str
    records: Records = field(default_factory=dict)

    async def live_in(self) -> None:
        """Let much happen."""
        self.records = await lived_in(self.house)
        async with Post(self.broker) as post:
            await buried(post, "m-1")

    async def sit(self, browser: Browser, path: str, role: Role | None = None) -> Page:
        """Open a page as whoever has this role, in a browser of their own."""
        context = await browser.new_context(
            base_url=self.url, locale="pl-PL", reduced_motion="reduce"
        )
        if role is not None:
            value = self._token(role, PEOPLE[role].id, PEOPLE[role].name)
            await context.add_cookies([{"name": TOKEN, "value": value, "url": self.url}])
        page = await context.new_page()
        await page.goto(path)
        return page

    def visit(self, look: Look) -> tuple[str, dict[str, str], dict[str, str]]:
        """Where the page is, the cookies of whoever looks, and what they send."""
        door = Door.of(look.service, look.row, self.records)
        carried = {FORM_TOKEN: "t"}
        if look.role is not None:
            own = f"{look.role}:own" in look.row.may.split() and door.owner != NOBODYS.owner
            who = PEOPLE[look.role]
            person = look.person or (door.owner if own else who.id)
            carried[TOKEN] = self._token(look.role, person, who.name)
            carried[COOKIE] = look.session or CARD
        known = {
            word: found.id
            for (service, word), found in self.records.items()
            if service == look.service
        }
        sent = {name: value.format(**known) for name, value in (look.sent or {}).items()}
        return door.path, carried, sent

    def _token(self, role: Role, person: str, name: str) -> str:
        who = Principal(person, name, f"{person}@znak.example", roles=frozenset({role}))
        return mint(self.keys.private.read_bytes(), who, dt.datetime.now(dt.UTC), minutes=60)


@asynccontextmanager
async def a_place(mongo: Database, rabbit: Broker, directory: Path) -> AsyncIterator[Place]:
    """The four services and the operator's page on ground of their own."""
    name = f"place-{uuid4().hex[:12]}"
    with closing(Management(rabbit.management_url)) as management:
        management.create_vhost(name)
        broker = in_vhost(rabbit.amqp_url, name)
        await declare(broker, design([all_events()[TYPE]], SERVICES, (1, 10)))
        async with a_site(mongo.mongo_url, name, directory) as site:
            keys = kept_keys(directory)
            settings = SystemSettings(
                system_broker_url=broker,
                management_url=rabbit.management_url,
                token_public_key_file=keys.public,
            )
            apps = {**site.services.apps, SYSTEM: system.build(settings)}
            async with served(GZipMiddleware(Joined(apps))) as url:
                yield Place(url, site.services, keys, broker)
            for database in site.services.databases.values():
                await database.client.drop_database(database.name)
        management.delete_vhost(name)
