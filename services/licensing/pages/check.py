"""Is this licence true? By its number, or by what the QR code of a certificate carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter, Depends, Request, Response

from chassis.auth import public
from chassis.site.page import Site
from chassis.site.visitor import visitor
from services.licensing.certificates import Certificates
from services.licensing.domain.certificate import FIELDS, FIRST, KIND, LAST, SIGNATURE, Claim
from services.licensing.domain.checking import HOLDING, Finding, find
from services.licensing.domain.licence import PUBLIC, Licence
from services.licensing.numbers import dashed, slashed
from services.licensing.pages.register import ended
from services.licensing.pages.words import WORDS
from services.licensing.service import Licensing
from services.licensing.views import RegisterEntry

LONGEST: Final = 500
"""Letters of an address that is looked at."""


def router(service: Licensing, site: Site, certificates: Certificates) -> APIRouter:
    """The route."""
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(public), Depends(visitor)])

    @routes.get("/sprawdz")
    async def check(request: Request) -> Response:
        said = {name: value[:LONGEST] for name, value in request.query_params.items()}
        typed = said.get("numer", "").strip()
        if "?" in typed:  # the whole address was pasted
            return site.go(f"/sprawdz?{urlencode(_carried(typed))}")
        parts = {"fields": FIELDS, "first": FIRST, "last": LAST, "signature": SIGNATURE}
        told: dict[str, Any] = {"keys": certificates.keys, "typed": typed, "kind": KIND, **parts}
        if typed:
            told |= await _answer(service, certificates, said)
        return site.page(request, "check.html", **told, **WORDS, dashed=dashed)

    return routes


async def _answer(
    service: Licensing, certificates: Certificates, said: Mapping[str, str]
) -> dict[str, Any]:
    claim, signed = _claimed(certificates, said)
    licence = await _found(service, said["numer"])
    today = service.today()
    scanned = SIGNATURE in said
    found = find(licence, today, claim, signed=signed) if claim or not scanned else Finding.FORGED
    shown = licence is not None and licence.state in PUBLIC
    return {
        "found": found.value,
        "holding": found in HOLDING,
        "scanned": scanned,
        "claim": claim,
        "entry": RegisterEntry.of(licence, today) if licence and shown else None,
        "ended": ended(licence) if licence else None,
    }


def _claimed(certificates: Certificates, said: Mapping[str, str]) -> tuple[Claim | None, bool]:
    """What the certificate says, and whether we signed it."""
    if SIGNATURE not in said:
        return None, False
    try:
        claim = Claim.read(said)
    except ValueError:
        return None, False
    return claim, certificates.good(claim, said[SIGNATURE])


async def _found(service: Licensing, number: str) -> Licence | None:
    id_ = await service.id_of(slashed(number))
    return None if id_ is None else (await service.licences.get(id_)).state


def _carried(address: str) -> dict[str, str]:
    """What a pasted address carries, of the fields known here."""
    said = dict(parse_qsl(urlsplit(address).query))
    return {name: said[name][:LONGEST] for name in (*FIELDS, SIGNATURE) if name in said}
