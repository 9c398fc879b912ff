"""What the office writes about an application, as PDF: receipt, call to correct, decision.

In the reader's language; the Polish one is the legal one.
"""

from __future__ import annotations

import asyncio
import re

from fastapi import APIRouter, Request, Response

from chassis.process import Unknown
from chassis.site.page import Site
from services.intake.api.access import opened
from services.intake.domain.application import Application
from services.intake.pages.guests import Reader
from services.intake.papers.correction import call_to_correct
from services.intake.papers.decision import decision
from services.intake.papers.printing import Paper
from services.intake.papers.receipt import receipt
from services.intake.service import Intake


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/wnioski/{id}", include_in_schema=False)
    url = service.settings.public_url.rstrip("/")

    @routes.get("/potwierdzenie.pdf")
    async def received(id: str, request: Request, who: Reader) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        if found.number is None or found.submitted_at is None:
            raise Unknown("receipt")
        call = await service.call_of(found)
        return await _sent("potwierdzenie", receipt(found, call, site.language(request)), found)

    @routes.get("/wezwanie.pdf")
    async def to_correct(id: str, request: Request, who: Reader) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        call = await service.call_of(found)
        paper = call_to_correct(found, call, url, site.language(request))
        return await _sent("wezwanie", paper, found)

    @routes.get("/decyzja.pdf")
    async def decided(id: str, request: Request, who: Reader) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        call = await service.call_of(found)
        confirmed = found.verdict and found.verdict.confirmed
        signers = {found.checked_by, confirmed.by if confirmed else ""}
        names = await service.people.names(signers)
        paper = decision(found, call, url, names, site.language(request))
        return await _sent("decyzja", paper, found)

    return routes


async def _sent(name: str, paper: Paper, application: Application) -> Response:
    made = await asyncio.to_thread(paper.pdf)
    number = re.sub(r"[^\w-]", "-", application.number or "")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{number}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return Response(made, media_type="application/pdf", headers=headers)
