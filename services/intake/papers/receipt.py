"""The receipt: what was sent, when, and under which number it is found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from babel.dates import format_datetime

from services.intake.domain.application import Application
from services.intake.domain.calendar import WARSAW
from services.intake.domain.call import Call
from services.intake.papers import printed

RECEIPT: Final = Path(__file__).with_name("receipt.typ")

Group = tuple[str, Sequence[tuple[str, str]]]
"""A heading or "", and under it what was asked and what was answered."""

_MOMENT: Final = "d MMMM y, HH:mm:ss"
SHORT: Final = re.compile(r"(?<!\w)(\w{1,2}|ul\.|al\.|nr) (?=\S)")


def receipt_pdf(
    application: Application, call: Call, parts: Sequence[tuple[str, Sequence[Group]]]
) -> bytes:
    """The receipt in Polish, tagged (PDF/UA-1).

    Args:
        application: One that was sent and has its number.
        call: That it was sent in.
        parts: The form, section by section, in words.
    """
    sent = application.submitted_at
    at = "" if sent is None else format_datetime(sent.astimezone(WARSAW), _MOMENT, locale="pl")
    office = call.procedure.office
    data = {
        "title": f"Potwierdzenie złożenia wniosku {application.number}",
        "office": office.name,
        "email": office.email,
        "facts": [
            ["Numer wniosku", application.number],
            ["Złożono", at],
            ["Nabór", tied(f"{call.title} ({call.number})")],
            ["Podmiot", tied(application.form.entity.name)],
            ["Rodzaj wniosku", "przedłużenie" if application.form.kind == "renewal" else "nowy"],
        ],
        "parts": [
            {"title": title, "groups": [[group, _tied(rows)] for group, rows in groups]}
            for title, groups in parts
        ],
        "files": [[f.name, f.sha256] for f in application.attachments.values()],
    }
    return printed(RECEIPT, data)


def _tied(rows: Sequence[tuple[str, str]]) -> list[list[str]]:
    return [[label, tied(value)] for label, value in rows]


def tied(text: str) -> str:
    """The text with no short word left alone at the end of a line, as Polish is set."""
    return SHORT.sub("\\1\u00a0", text)
