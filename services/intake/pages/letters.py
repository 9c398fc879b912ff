"""What the office writes about an application, as PDF: receipt, call to correct, decision.

In the reader's language; the Polish one is the legal one.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request, Response

from chassis.process import Unknown
from chassis.site.page import Site
from services.intake.api.access import opened
from services.intake.letters import Letter, letters
from services.intake.pages.guests import Reader
from services.intake.service import Intake

NAMES: Final[Mapping[Letter, str]] = {
    "receipt": "potwierdzenie",
    "call-to-correct": "wezwanie",
    "decision": "decyzja",
}


def router(service: Intake, site: Site) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/wnioski/{id}", include_in_schema=False)
    for letter, name in NAMES.items():
        _add(routes, service, site, letter, name)
    return routes


def _add(routes: APIRouter, service: Intake, site: Site, letter: Letter, name: str) -> None:
    @routes.get(f"/{name}.pdf")
    async def printed(id: str, request: Request, who: Reader) -> Response:  # noqa: A002
        found = (await opened(service, id, who)).state
        paper = (await letters(service, found, site.language(request))).get(letter)
        if paper is None:
            raise Unknown(letter)
        number = re.sub(r"[^\w-]", "-", found.number or "")
        headers = {
            "Content-Disposition": f'attachment; filename="{name}-{number}.pdf"',
            "Cache-Control": "private, no-store",
        }
        made = await asyncio.to_thread(paper.pdf)
        return Response(made, media_type="application/pdf", headers=headers)
