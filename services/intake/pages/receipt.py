"""The receipt of an application that was sent, as a PDF."""

from __future__ import annotations

import asyncio
import re

from fastapi import APIRouter, Response

from chassis.process import Unknown
from chassis.site.page import Site
from services.intake.api.access import opened
from services.intake.pages.answers import answers, grouped
from services.intake.pages.fields import SECTIONS
from services.intake.pages.guests import Reader
from services.intake.papers.receipt import receipt_pdf
from services.intake.service import Intake


def router(service: Intake, _: Site) -> APIRouter:
    """The route."""
    routes = APIRouter(prefix="/wnioski/{id}", include_in_schema=False)

    @routes.get("/potwierdzenie.pdf")
    async def receipt(id: str, who: Reader) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        if found.number is None or found.submitted_at is None:
            raise Unknown("receipt")
        call = await service.call_of(found)
        parts = [
            (
                section.title.pl,
                [
                    ("" if group is None else group.pl, [(e.label.pl, e.value) for e in rows])
                    for group, rows in grouped(answers(section, found, "pl"))
                ],
            )
            for section in SECTIONS
        ]
        made = await asyncio.to_thread(receipt_pdf, found, call, parts)
        name = re.sub(r"[^\w-]", "-", found.number)
        headers = {
            "Content-Disposition": f'attachment; filename="potwierdzenie-{name}.pdf"',
            "Cache-Control": "private, no-store",
        }
        return Response(made, media_type="application/pdf", headers=headers)

    return routes
