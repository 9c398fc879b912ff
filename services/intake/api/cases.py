"""The case file: where is my case and what does it wait for."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from chassis.auth import Principal, allow
from chassis.mongo import Document
from chassis.process import Invalid
from services.intake import archive
from services.intake.api.case_view import CaseView, Eyes, look
from services.intake.domain.reading import wrong
from services.intake.service import Intake

Reader = Annotated[Principal, Depends(allow("applicant", "officer", "director", "operator"))]
Wanted = Annotated[str | None, Query(max_length=50)]


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api/cases", tags=["cases"])

    async def shown(document: Document, who: Principal) -> CaseView:
        eyes = await Eyes.of(service, document["_id"], who)
        return await look(service, document, who.language, eyes)

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

    @routes.get(
        "/{id}/export",
        response_class=StreamingResponse,
        dependencies=[Depends(allow("officer"))],
    )
    async def exported(id: str) -> StreamingResponse:  # noqa: A002
        """The whole case as one archive (ZIP) for a document system."""
        return await archived(service, id)

    return routes


async def archived(service: Intake, case: str) -> StreamingResponse:
    """The archive of a case, as a download."""
    document = await service.cases.get(case)
    content = await archive.export(service, document)
    name = f'attachment; filename="{archive.name_of(document)}"'
    return StreamingResponse(
        archive.pieces(content),
        media_type="application/zip",
        headers={"Content-Disposition": name, "Content-Length": str(len(content))},
    )
