"""What the letters about an application share: their head, and how days and numbers are written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from chassis.papers import Paper
from chassis.process import Text
from contracts.base import Language
from services.intake.domain.application import Application
from services.intake.domain.calendar import WARSAW
from services.intake.domain.call import Call

HERE: Final = Path(__file__).parent
TIE: Final = "\u00a0"
"""A blank at which no line ends."""


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
    return Paper(HERE / f"{template}.typ", {**common, **said})


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
