"""What evaluation does when persons are erased; the same again changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

from chassis.process import Decision
from chassis.repository import Repository
from services.evaluation import queries
from services.evaluation.domain import erasing
from services.evaluation.service import Evaluation


async def erase(service: Evaluation, persons: Collection[str]) -> None:
    """Leave nothing of these persons but what the cases need."""
    now: dt.datetime = service.clock.now()
    for person in persons:
        await _if_there(service.experts, person, lambda found: erasing.expert(found, now))
        await _if_there(service.members, person, erasing.member)
    for id_ in await queries.naming(service.cases, queries.IN_CASES, persons):
        await _if_there(service.cases, id_, lambda found: erasing.case(found, persons))
    for id_ in await queries.naming(service.sittings, queries.IN_SITTINGS, persons):
        await _if_there(service.sittings, id_, lambda found: erasing.sitting(found, persons))


async def _if_there(
    repository: Repository[Any], id_: str, decide: Callable[[Any], Decision[Any]]
) -> None:
    if await repository.find(id_) is not None:
        await repository.change(id_, decide)
