"""The case file: where is my case and what does it wait for."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from chassis.auth import Principal, allow
from chassis.mongo import Document
from chassis.process import Invalid
from services.intake.api.access import opened
from services.intake.api.case_view import CaseView, Eyes, case_view
from services.intake.domain.reading import wrong
from services.intake.service import Intake

Reader = Annotated[Principal, Depends(allow("applicant", "officer", "director", "operator"))]
Wanted = Annotated[str | None, Query(max_length=50)]


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api/cases", tags=["cases"])

    async def shown(document: Document, who: Principal) -> CaseView:
        eyes = Eyes.of(who)
        if not eyes.technical:  # the office also sees a licence that began with no application
            await opened(service, document["_id"], who)
        return case_view(document, service.clock.now(), who.language, eyes)

    @routes.get("")
    async def found(who: Reader, number: Wanted = None, licence: Wanted = None) -> CaseView:
        """The case of this number, or the newest one about the licence of this number."""
        if (number is None) == (licence is None):
            said = (
                "Podaj numer sprawy albo numer licencji.",
                "Give the number of the case or that of the licence.",
            )
            raise Invalid((wrong("number", "one-of", *said),))
        if licence is not None:
            return await shown(await service.cases.of_licence(licence), who)
        return await shown(await service.cases.numbered(number or ""), who)

    @routes.get("/{id}")
    async def case(id: str, who: Reader) -> CaseView:  # noqa: A002
        """One case."""
        return await shown(await service.cases.get(id), who)

    return routes
