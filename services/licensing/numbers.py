"""A licence's number as people type it, as addresses carry it, and as it is written."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from fastapi import Request

from chassis.process import Unknown
from services.licensing.domain.licence import Licence
from services.licensing.service import Licensing


def dashed(number: str) -> str:
    """As addresses carry it: ``ZP-LUB-2026-0001``."""
    return number.replace("/", "-")


def slashed(typed: str) -> str:
    """As it is written, ``ZP-LUB/2026/0001``, whichever way somebody types it."""
    bare = re.sub(r"\s+", "", typed).upper().replace("–", "-").replace("/", "-")
    return "/".join(bare.rsplit("-", 2))


async def of_number(service: Licensing, number: str) -> Licence:
    """The licence of this number, also one that was never in force.

    Raises:
        Unknown: There is none.
    """
    id_ = await service.id_of(slashed(number))
    if id_ is None:
        raise Unknown("licence")
    return (await service.licences.get(id_)).state


def following(request: Request, place: str | None) -> str | None:
    """The address of the page after this place, with all that was asked for; none on the last."""
    if place is None:
        return None
    return f"{request.url.path}?{urlencode({**request.query_params, 'after': place})}"
