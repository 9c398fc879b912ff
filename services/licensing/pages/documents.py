"""Files for whoever may have them: certificate, agreement, the files of the mark."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Response

from chassis.auth import Principal
from chassis.papers import Paper
from chassis.process import Refused, Text, Unknown
from chassis.site.visitor import guest
from services.licensing import papers
from services.licensing.access import holder, reader
from services.licensing.certificates import Certificates
from services.licensing.domain.certificate import Claim, certified
from services.licensing.domain.licence import Licence, State, state_on, to_sign
from services.licensing.mark import Mark
from services.licensing.numbers import dashed, of_number
from services.licensing.service import Licensing

Holder = Annotated[Principal, Depends(guest("applicant", "officer"))]

_NOT_NOW: Final = Text(
    "Pliki znaku są dostępne tylko wtedy, gdy licencja obowiązuje.",
    "The files of the mark can be had only while the licence is in force.",
)


def router(service: Licensing, certificates: Certificates, mark: Mark) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/licencje/{number}", include_in_schema=False)
    _add_papers(routes, service, certificates)

    @routes.get("/pliki/{file}")
    async def file(number: str, file: str, who: Holder) -> Response:
        """A file of the mark, to be saved and not shown."""
        licence = await of_number(service, number)
        if not who.has("officer"):
            await holder(service, licence, who)
            if state_on(licence, service.today()) is not State.ACTIVE:
                raise Refused("not-in-force", _NOT_NOW)
        found, content = await mark.get(file)
        return attached(content, found.name, found.type)

    return routes


def _add_papers(routes: APIRouter, service: Licensing, certificates: Certificates) -> None:
    @routes.get("/certyfikat.pdf")
    async def certificate(number: str, who: Holder, okres: int | None = None) -> Response:
        licence = await _read(service, number, who)
        term = certified(licence, service.today(), okres)
        address = certificates.address(Claim.of(licence, term))
        made = papers.certificate(licence, term, address)
        return await _paper(made, f"certyfikat-{dashed(number)}-{term.no}.pdf")

    @routes.get("/umowa.pdf")
    async def agreement(number: str, who: Holder) -> Response:
        licence = await _read(service, number, who)
        if to_sign(licence, service.today()) is None:
            raise Unknown("agreement")
        return await _paper(papers.agreement(licence), f"umowa-{dashed(number)}.pdf")


async def _read(service: Licensing, number: str, who: Principal) -> Licence:
    licence = await of_number(service, number)
    await reader(service, licence, who)
    return licence


async def _paper(paper: Paper, name: str) -> Response:
    content = await asyncio.to_thread(paper.pdf)
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


def attached(content: bytes, name: str, kind: str) -> Response:
    """A file that a browser saves and never runs."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=kind, headers=headers)
