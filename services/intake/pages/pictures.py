"""Pictures of the office's work: applications by stage, how long it takes, licences that end."""

from __future__ import annotations

import asyncio
import datetime as dt
from itertools import pairwise
from typing import Final

from fastapi import APIRouter, Request, Response

from chassis.process import Text
from chassis.site.bars import Bars, picture
from chassis.site.page import Site
from contracts.base import Language
from services.intake import queries_desk
from services.intake.domain.application import State
from services.intake.domain.calendar import add_months, local_date
from services.intake.domain.spent import Spent, spent
from services.intake.pages.office import STATES, Desk
from services.intake.service import Intake

MONTHS: Final = 12
STAGES: Final = tuple(state for state in State if state not in {State.DELETED, State.SUBMITTED})
BY_STAGE: Final = Text("Wnioski według etapu", "Applications by stage")
BY_DAYS: Final = Text("Ile dni to trwa", "Days it takes")
LATELY: Final = dt.timedelta(days=365)
"""Cases in which something has happened since then tell how long things take."""

BY_MONTH: Final = Text("Licencje, które się kończą", "Licences that end")


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/pulpit/obrazy", include_in_schema=False)

    @routes.get("")
    async def pictures(request: Request, _: Desk) -> Response:
        language = site.language(request)
        stages, days, months = await asyncio.gather(
            _stages(service, language), _days(service), _months(service)
        )
        return site.page(request, "pictures.html", stages=stages, days=days, months=months)

    @routes.get("/etapy.svg")
    async def stages(request: Request, _: Desk) -> Response:
        language = site.language(request)
        return await picture(getattr(BY_STAGE, language), await _stages(service, language))

    @routes.get("/czas.svg")
    async def days(request: Request, _: Desk) -> Response:
        language = site.language(request)
        bars = [(getattr(each.stage, language), each.days) for each in await _days(service)]
        return await picture(getattr(BY_DAYS, language), bars)

    @routes.get("/terminy.svg")
    async def months(request: Request, _: Desk) -> Response:
        return await picture(getattr(BY_MONTH, site.language(request)), await _months(service))

    return routes


async def _stages(service: Intake, language: Language) -> Bars:
    counted = await queries_desk.by_stage(service.applications)
    return [(getattr(STATES[state].text, language), counted[state]) for state in STAGES]


async def _days(service: Intake) -> list[Spent]:
    since = service.clock.now() - LATELY
    return spent([file async for file in queries_desk.lately(service.cases, since)])


async def _months(service: Intake) -> Bars:
    first = local_date(service.clock.now()).replace(day=1)
    starts = [add_months(first, no) for no in range(MONTHS + 1)]
    months = [(start, after - dt.timedelta(days=1)) for start, after in pairwise(starts)]
    counted = await queries_desk.by_month(service.licences, months)
    return [(f"{start:%m.%Y}", no) for (start, _), no in zip(months, counted, strict=True)]
