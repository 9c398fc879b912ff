"""Documents that licensing prints, in Polish: the certificate of a term, the agreement to sign."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date

from chassis.papers import Paper
from services.licensing.domain.calendar import day_of
from services.licensing.domain.draft import waiting
from services.licensing.domain.licence import Held, Licence
from services.licensing.pages.words import CATEGORIES, KINDS, TYPES, named

HERE: Final = Path(__file__).parent


def certificate(licence: Licence, term: Held, address: str) -> Paper:
    """The certificate of a term.

    Args:
        licence: In force.
        term: One of its terms.
        address: What the QR code holds.
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
    return Paper(HERE / "certificate.typ", data, {"code": _code(address)})


def agreement(licence: Licence) -> Paper:
    """The agreement that waits for a signature; the licence has a `next`."""
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
        "opens": _days(ready.rules.renewal_opens_days),
        "closes": _days(ready.rules.renewal_closes_days),
    }
    return Paper(HERE / "agreement.typ", data)


def _code(address: str) -> str:
    """The QR code as SVG; it is still read when an eighth of it is dirty (level M)."""
    import segno  # noqa: PLC0415 -- only for whoever prints

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


def _days(number: int) -> str:
    """After "od" and "do"."""
    return f"{number} {'dnia' if number == 1 else 'dni'}"


def _day(day: dt.date) -> str:
    """As Polish papers write it: ``9 marca 2027 r.``."""
    return f"{format_date(day, 'd MMMM y', locale='pl')} r."
