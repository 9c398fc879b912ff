"""From a template and what it says to a document: tagged PDF (PDF/UA-1), in fonts of its own."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from chassis.process import Text
from contracts.base import Language
from services.intake.domain.application import Application
from services.intake.domain.calendar import WARSAW
from services.intake.domain.call import Call

HERE: Final = Path(__file__).parent
TIE: Final = "\u00a0"
"""A blank at which no line ends."""
BLOCK: Final = re.compile(r"</?(?:title|h\d|p|ul|li|dt|dd|td|th|div)\b[^>]*>|<br>")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that can be printed: its template, and what it says."""

    template: str
    said: Mapping[str, Any]

    def pdf(self) -> bytes:
        """As a tagged PDF."""
        return self._made("pdf", pdf_standards=["ua-1"])[0]

    def pictures(self) -> list[bytes]:
        """Each page as a PNG, for whoever compares them."""
        return self._made("png", ppi=60)

    def text(self) -> str:
        """What it says between letterhead and page number, a line for each block."""
        blocks = re.sub(BLOCK, "\n", self._made("html")[0].decode())
        return re.sub(r"\n+", "\n", html.unescape(re.sub(r"<[^>]*>", "", blocks))).strip() + "\n"

    def _made(self, kind: Literal["pdf", "png", "html"], **told: Any) -> list[bytes]:
        import typst  # noqa: PLC0415 -- tens of MiB, only for whoever prints

        made = typst.compile(
            HERE / f"{self.template}.typ",
            format=kind,
            sys_inputs={"data": json.dumps(self.said, ensure_ascii=False)},
            ignore_system_fonts=True,
            **told,
        )
        return [made] if isinstance(made, bytes) else made


def letter(
    template: str,
    title: Text,
    application: Application,
    call: Call,
    day: dt.datetime | None,
    language: Language,
    **said: Any,
) -> Paper:
    """A paper of the office about an application.

    Args:
        template: Its name.
        title: The number follows it.
        application: One that has its number.
        call: It was made in; its office writes.
        day: Of what the paper is about.
        language: Of the paper.
        said: What the template says beside.
    """
    office = call.procedure.office
    common = {
        "lang": language,
        "title": f"{spoken(title, language)} {application.number}",
        "number": application.number,
        "office": office.name,
        "email": office.email,
        "day": day_of(day, language) if day else "",
    }
    return Paper(template, {**common, **said})


def spoken(text: Text, language: Language) -> str:
    """The text in this language."""
    return text.en if language == "en" else text.pl


def day_of(day: dt.date | dt.datetime, language: Language) -> str:
    """A day as it is written out: ``9 marca 2027 r.``."""
    local = day.astimezone(WARSAW).date() if isinstance(day, dt.datetime) else day
    written = format_date(local, "d MMMM y", locale=language)
    return f"{written} r.".replace(" ", TIE) if language == "pl" else written.replace(" ", TIE)


def second_of(at: dt.datetime, language: Language) -> str:
    """A moment in Warsaw: ``9 marca 2027, 10:05:07``."""
    local = at.astimezone(WARSAW)
    written = format_datetime(local, "d MMMM y, HH:mm:ss", locale=language)
    return str(written).replace(" ", TIE)


def number(value: Any, language: Language) -> str:
    """As the language writes it: ``65,5``."""
    return str(format_decimal(value, locale=language))
