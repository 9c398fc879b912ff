"""Whose licence it is: asked here by the API and by the pages alike."""

from __future__ import annotations

from chassis.auth import Principal
from chassis.process import Forbidden
from services.licensing.domain.licence import Licence
from services.licensing.service import Licensing


async def holder(service: Licensing, licence: Licence, who: Principal) -> None:
    """See that the person acts for the licensee.

    Raises:
        Forbidden: They do not.
    """
    if not await service.people.act(licence.contact, who.person):
        raise Forbidden


async def reader(service: Licensing, licence: Licence, who: Principal) -> None:
    """See that the person may read all of it: an officer, or whoever acts for the licensee.

    With a next agreement also whoever is to sign that one.

    Raises:
        Forbidden: They may not.
    """
    if who.has("officer"):
        return
    ready = licence.next.contact if licence.next else None
    if ready is None or not await service.people.act(ready, who.person):
        await holder(service, licence, who)
