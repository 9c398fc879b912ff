"""The log of mails, newest first."""

from __future__ import annotations

from typing import Any

from services.notifications.domain import Mail
from services.notifications.service import Notifications

SHOWN = {
    *("id", "case", "event", "person", "name", "to", "language", "template", "message_id"),
    *("state", "attempts", "last_error", "created_at", "retry_at", "sent_at"),
}


async def mails(
    service: Notifications, where: dict[str, str | None], limit: int, after: str | None
) -> dict[str, Any]:
    """One page of the log.

    Args:
        service: Notifications.
        where: Fields of the state that must be equal; None leaves one out.
        limit: Mails on a page.
        after: The cursor of the page before: the last mail's moment and id.
    """
    wanted: dict[str, Any] = {f"state.{key}": v for key, v in where.items() if v is not None}
    if after:
        at, _, last = after.partition("|")
        wanted["$or"] = [
            {"state.created_at": {"$lt": at}},
            {"state.created_at": at, "_id": {"$lt": last}},
        ]
    cursor = service.mails.collection.find(wanted).sort([("state.created_at", -1), ("_id", -1)])
    found = [service.mails.load(each) async for each in cursor.limit(limit + 1)]
    page = [shown(stored.state) for stored in found[:limit]]
    more = len(found) > limit
    return {
        "items": page,
        "next": f"{page[-1]['created_at']}|{page[-1]['id']}" if more else None,
    }


def shown(mail: Mail) -> dict[str, Any]:
    """One line of the log: everything but what the mail was filled with."""
    return mail.model_dump(mode="json", include=SHOWN)
