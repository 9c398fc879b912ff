"""The log of mails, newest first."""

from __future__ import annotations

from typing import Any

from chassis import pages
from chassis.mongo import Index
from chassis.pages import Key, Page, Turn
from services.notifications.domain import Mail
from services.notifications.service import Notifications

NEWEST: Key = ("state.created_at", -1)
INDEXES = {
    "mails": (
        Index([NEWEST, ("_id", -1)]),
        Index([("state.case", 1), NEWEST, ("_id", -1)]),
        Index([("state.person", 1), NEWEST, ("_id", -1)]),
        Index([("state.state", 1), NEWEST, ("_id", -1)]),
    )
}

SHOWN = {
    *("id", "case", "event", "person", "name", "to", "language", "template", "message_id"),
    *("state", "attempts", "last_error", "created_at", "retry_at", "sent_at"),
}


async def mails(
    service: Notifications, where: dict[str, str | None], turn: Turn
) -> Page[dict[str, Any]]:
    """One page of the log.

    Args:
        service: Notifications.
        where: Fields of the state that must be equal; None leaves one out.
        turn: Which page.
    """
    wanted = {f"state.{key}": value for key, value in where.items() if value is not None}
    page = await pages.read(service.mails.collection, wanted, turn, NEWEST)
    return page.of(lambda document: shown(service.mails.load(document).state))


def shown(mail: Mail) -> dict[str, Any]:
    """One line of the log: everything but what the mail was filled with."""
    return mail.model_dump(mode="json", include=SHOWN)
