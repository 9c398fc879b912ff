"""What licensing does when persons are erased; the same again changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from chassis.process import Decision
from services.licensing.domain import erasing
from services.licensing.domain.licence import Licence
from services.licensing.queries import NAMED
from services.licensing.service import Licensing


async def erase(service: Licensing, persons: Collection[str]) -> None:
    """Leave nothing of these persons but their ids."""
    of = {"$in": sorted(persons)}
    query = {"$or": [{place: of} for place in NAMED]}
    found = service.licences.collection.find(query, {"_id": 1})
    for id_ in [each["_id"] async for each in found]:
        await service.licences.change(id_, partial(_left, persons))
    await service.people.erase(persons)


def _left(persons: Collection[str], found: Licence | None) -> Decision[Licence]:
    assert found is not None  # noqa: S101 -- for the types: licences are never deleted
    return erasing.licence(found, persons)
