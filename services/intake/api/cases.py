"""The case file: where is my case and what does it wait for."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from chassis.auth import Principal
from chassis.mongo import Document
from services.intake.api.access import Reader, opened, sees_all
from services.intake.api.views import CaseView, case_view
from services.intake.service import Intake


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api/cases", tags=["cases"])

    async def shown(document: Document, who: Principal) -> CaseView:
        reader = None if sees_all(who) else who.person
        if reader is not None:  # the office also sees a licence that began with no application
            await opened(service, document["_id"], who)
        return case_view(document, service.clock.now(), who.language, reader)

    @routes.get("")
    async def by_number(number: Annotated[str, Query(max_length=50)], who: Reader) -> CaseView:
        """The case with this number."""
        return await shown(await service.cases.numbered(number), who)

    @routes.get("/{id}")
    async def case(id: str, who: Reader) -> CaseView:  # noqa: A002
        """One case."""
        return await shown(await service.cases.get(id), who)

    return routes
