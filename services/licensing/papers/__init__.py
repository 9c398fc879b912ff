"""Documents that licensing prints: the certificate of a term, and the agreement to sign.

Polish, tagged (PDF/UA-1), set in the fonts that typst brings along, so that they look the same on
every machine.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from babel.dates import format_date

from services.licensing.domain.calendar import day_of
from services.licensing.domain.draft import waiting
from services.licensing.domain.licence import Held, Licence
from services.licensing.pages.words import CATEGORIES, KINDS, TYPES, named

HERE: Final = Path(__file__).parent
Kind = Literal["pdf", "png"]


async def certificate(licence: Licence, term: Held, address: str, kind: Kind = "pdf") -> bytes:
    """The certificate of a term.

    Args:
        licence: In force.
        term: One of its terms.
        address: What the QR code holds.
        kind: Of the file; a picture, for whoever compares it, is of the first page.
    """
    data = {
        "title": f"Certyfikat {licence.number}",
        "number": licence.number,
        "entity": _entity(licence),
        "office": licence.office.name,
        "items": _items(term),
        "start": _day(term.start),
        "end": _day(term.end),
        "signed_on": _day(term.signed_on),
    }
    return await asyncio.to_thread(_made, "certificate", data, kind, _code(address))


async def agreement(licence: Licence, kind: Kind = "pdf") -> bytes:
    """The agreement that waits for a signature.

    Args:
        licence: With a `next`.
        kind: Of the file.
    """
    ready = waiting(licence)
    entity = licence.but(entity=ready.entity)
    data = {
        "title": f"Umowa licencyjna {licence.number}",
        "number": licence.number,
        "entity": _entity(entity),
        "type": named(TYPES, ready.entity.type).pl,
        "office": (ready.office or licence.office).name,
        "case": ready.number,
        "items": _items(ready),
        "drawn": _day(day_of(ready.drawn_at)),
        "sign_by": _day(ready.sign_by),
        "years": _years(ready.rules.years),
        "follows": _day(licence.terms[-1].end) if licence.terms else "",
        "opens": str(ready.rules.renewal_opens_days),
        "closes": str(ready.rules.renewal_closes_days),
    }
    return await asyncio.to_thread(_made, "agreement", data, kind)


def _made(name: str, data: Mapping[str, Any], kind: Kind, code: str = "") -> bytes:
    import typst  # noqa: PLC0415 -- tens of MiB, only for whoever prints

    told: dict[str, Any] = {"pdf_standards": ["ua-1"]} if kind == "pdf" else {"ppi": 60}
    made = typst.compile(
        HERE / f"{name}.typ",
        format=kind,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "code": code},
        ignore_system_fonts=True,
        **told,
    )
    return made if isinstance(made, bytes) else made[0]


def _code(address: str) -> str:
    """The QR code as SVG; it is still read when an eighth of it is dirty (level M)."""
    import segno  # noqa: PLC0415 -- as above

    drawn = io.BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="svg", border=4, xmldecl=False)
    return drawn.getvalue().decode()


def _entity(licence: Licence) -> dict[str, str]:
    entity = licence.entity
    return {"name": entity.name, "nip": entity.nip, "town": entity.town}


def _items(of: Any) -> list[list[str]]:
    return [
        [each.name, named(KINDS, each.kind).pl, named(CATEGORIES, each.category).pl]
        for each in of.items
    ]


def _years(years: int) -> str:
    if years == 1:
        return "jeden rok"
    return f"{years} lata" if years in {2, 3, 4} else f"{years} lat"


def _day(day: dt.date) -> str:
    """As Polish papers write it: ``9 marca 2027 r.``."""
    return f"{format_date(day, 'd MMMM y', locale='pl')} r."
