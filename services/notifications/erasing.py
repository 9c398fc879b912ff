"""An erased person leaves the log of mails, of which only their ids stay."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from chassis.process import Decision
from services.notifications.domain.mail import Mail, erased
from services.notifications.service import Notifications


async def erase(service: Notifications, persons: Collection[str]) -> None:
    """Leave nothing of these persons in the log but their ids."""
    of = {"$in": sorted(persons)}
    query = {"$or": [{"state.person": of}, {"state.about": of}]}
    found = service.mails.collection.find(query, {"_id": 1})
    for id_ in [each["_id"] async for each in found]:
        await service.mails.change(id_, partial(_left, persons))
    await service.contacts.erase(persons)


def _left(persons: Collection[str], mail: Mail | None) -> Decision[Mail]:
    assert mail is not None  # noqa: S101 -- for the types: mails are never deleted
    return erased(mail, persons)
