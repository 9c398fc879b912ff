"""The only place that wires notifications together."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from chassis import export as door
from chassis.scheduler import Tick
from chassis.wiring import Chassis, Wiring
from services.notifications import api, export, handlers, queries, reminders
from services.notifications.contacts import Contacts
from services.notifications.days import Days
from services.notifications.domain import digest
from services.notifications.domain.digest import Digest
from services.notifications.domain.mail import Mail, due
from services.notifications.pages import post
from services.notifications.pool import Pool
from services.notifications.reminders import Reminders
from services.notifications.rendering import Renderer
from services.notifications.service import Notifications
from services.notifications.settings import Settings
from services.notifications.smtp import Server

STOP_SHARE = 1 / 4
"""Of the time a service has to stop; consuming stops before and the relay is drained after."""


TEMPLATES: Final = Path(__file__).parent / "pages" / "templates"


def wire(chassis: Chassis[Settings]) -> Wiring:
    """Put the parts together; nothing runs yet."""
    settings = chassis.settings
    pool = Pool(
        server(settings),
        settings.smtp_connections,
        settings.smtp_queue,
        settings.stop_within * STOP_SHARE,
    )
    mails, renderer = chassis.repository("mails", Mail, due=due), Renderer(settings.public_url)
    digests = chassis.repository("digests", Digest, due=digest.due)
    service = Notifications(
        mails=mails,
        pool=pool,
        renderer=renderer,
        contacts=Contacts(chassis.collection("contacts")),
        days=Days(mails, digests, renderer, chassis.clock, settings),
        reminders=Reminders(chassis.collection("settled"), chassis.clock),
        revoked=chassis.revoked,
        clock=chassis.clock,
        settings=settings,
    )
    site = chassis.site(TEMPLATES)
    return Wiring(
        service=service,
        site=site,
        handlers=handlers.on,
        routers=[
            api.router(service),
            door.router(partial(export.held, chassis.database), "/poczta/moje-dane.json"),
            post.router(service, site),
        ],
        ticks=[
            *(
                Tick("mails", service.retry, real=True, where={"state.bulk": bulk}, room=room)
                for bulk, room in ((False, pool.room), (True, pool.spare))
            ),
            Tick("digests", service.digest),
        ],
        indexes={**queries.INDEXES, "settled": reminders.INDEXES},
        waiting={"mails": partial(queries.waiting, mails)},
        running=[partial(pool.running, service.send)],
    )


def server(settings: Settings) -> Server:
    """The mail server as set."""
    secret = settings.smtp_password
    return Server(
        host=settings.smtp_host,
        port=settings.smtp_port,
        tls=settings.smtp_tls,
        starttls=settings.smtp_starttls,
        user=settings.smtp_user,
        password=None if secret is None else secret.get_secret_value(),
        timeout=settings.smtp_timeout,
    )
