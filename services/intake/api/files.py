"""Attached files: in, out, away."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from chassis.http import Takes
from chassis.process import Unknown
from services.intake.api.access import Filer, Reader, acting, opened
from services.intake.api.views import Brief, brief
from services.intake.attachments import LARGEST
from services.intake.domain.application import Application, place
from services.intake.domain.commands import Attach
from services.intake.domain.procedure import AttachmentKind
from services.intake.service import Intake

No = Annotated[int, Query(description="Which file of this kind, from 1.")]

ANY: Final = {"schema": {"type": "string", "format": "binary"}}
CONTENT: Final = {"application/pdf": ANY, "image/jpeg": ANY, "image/png": ANY}


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api/applications/{id}/attachments/{kind}", tags=["applications"])
    _add_writing(routes, service)
    _add_reading(routes, service)
    return routes


def _add_writing(routes: APIRouter, service: Intake) -> None:
    @routes.put(
        "",
        dependencies=[Depends(Takes("attachment", LARGEST))],
        openapi_extra={"requestBody": {"content": CONTENT, "required": True}},
    )
    async def attach(
        id: str,  # noqa: A002
        kind: AttachmentKind,
        request: Request,
        who: Filer,
        no: No = 1,
        name: Annotated[str, Query(max_length=200)] = "",
    ) -> Brief:
        """Store a file (the raw body) and note it; a later one takes its place."""
        stored = await acting(service, id, who)
        service.allowed(stored.state, Attach(kind, None, no))
        noted = await service.files.keep(id, name or kind, request.stream())
        return brief((await service.attach(id, Attach(kind, noted, no))).state)

    @routes.delete("")
    async def detach(id: str, kind: AttachmentKind, who: Filer, no: No = 1) -> Brief:  # noqa: A002
        """Take the file out; that there is none is fine."""
        await acting(service, id, who)
        return brief((await service.attach(id, Attach(kind, None, no))).state)


def _add_reading(routes: APIRouter, service: Intake) -> None:
    @routes.get("", response_class=StreamingResponse, responses={200: {"content": CONTENT}})
    async def attachment(
        id: str,  # noqa: A002
        kind: AttachmentKind,
        who: Reader,
        no: No = 1,
    ) -> StreamingResponse:
        """The file as it was sent, to be saved and not shown."""
        return await sent(service, (await opened(service, id, who)).state, kind, no)


async def sent(
    service: Intake, application: Application, kind: AttachmentKind, no: int
) -> StreamingResponse:
    """A file of an application, as a download.

    Raises:
        Unknown: There is none.
    """
    noted = application.attachments.get(place(kind, no))
    if noted is None:
        raise Unknown("attachment")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(noted.name, safe='')}",
        "Content-Length": str(noted.size),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(
        await service.files.pieces(noted), media_type=noted.type, headers=headers
    )
