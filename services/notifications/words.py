"""How values are said in a mail: dates, deadlines, numbers and counts, in Polish and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chassis.counts import count
from contracts.base import Language
from contracts.words import CATEGORIES, KINDS, POINTS, Names, named

HERE = ZoneInfo("Europe/Warsaw")
LAST_MINUTE = time(23, 59)

MONTHS: Mapping[Language, tuple[str, ...]] = {
    "pl": (
        "stycznia",
        "lutego",
        "marca",
        "kwietnia",
        "maja",
        "czerwca",
        "lipca",
        "sierpnia",
        "września",
        "października",
        "listopada",
        "grudnia",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


def day(value: str, *, language: Language) -> str:
    """A day: ``12 stycznia 2026 r.``, ``12 January 2026``; a moment counts as its day here."""
    at = _local(value) if "T" in value else date.fromisoformat(value)
    said = f"{at.day} {MONTHS[language][at.month - 1]} {at.year}"
    return f"{said} r." if language == "pl" else said


def last_day(value: str, *, language: Language) -> str:
    """The last day of a deadline that may be given as the midnight after it."""
    return day((_local(value) - timedelta(seconds=1)).date().isoformat(), language=language)


def deadline(value: str, *, language: Language) -> str:
    """The last day of a deadline, with the hour when it is not the end of that day."""
    if (_local(value) - timedelta(seconds=1)).time() >= LAST_MINUTE:
        return last_day(value, language=language)
    return moment(value, language=language)


def moment(value: str, *, language: Language) -> str:
    """A day with its hour: ``12 stycznia 2026 r., godz. 10:00``."""
    at = _local(value)
    said = day(value, language=language)
    clock = f"{at.hour}:{at.minute:02}"
    return f"{said}, godz. {clock}" if language == "pl" else f"{said}, {clock} (Warsaw time)"


def reached(moment: str, at: str) -> bool:
    """Whether ``moment`` had come at ``at``."""
    return datetime.fromisoformat(moment) <= datetime.fromisoformat(at)


def points(value: str, *, language: Language) -> str:
    """A mean out of 100 with at most two places: ``72,5`` or ``72.5``."""
    said = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return said.replace(".", ",") if language == "pl" else said


def kind(code: str, *, language: Language) -> str:
    """Whether an item is a product or a service."""
    return _named(KINDS, code, language)


def category(code: str, *, language: Language) -> str:
    """A category of the procedure; one added later is said by its code."""
    return _named(CATEGORIES, code, language)


def refusal(error: str, *, language: Language) -> str:
    """Why a mail was given up, as the sender's log names it: ``550 SMTPRecipientsRefused``."""
    code = error.partition(" ")[0]
    known = "answered" if code.isdigit() else error if error in REFUSALS else ""
    return REFUSALS[known][language].format(code)


def point(code: str, *, language: Language) -> str:
    """A point of the formal check that came without a reason."""
    return _named(POINTS, code, language)


REFUSALS: Mapping[str, Mapping[Language, str]] = {
    "bad-address": {"pl": "to nie jest adres e-mail", "en": "this is no e-mail address"},
    "too-late": {"pl": "link stracił ważność", "en": "the link was over"},
    "answered": {"pl": "serwer odmawia, kod {}", "en": "the server refuses, code {}"},
    "": {"pl": "serwer poczty nie odpowiada", "en": "the mail server does not answer"},
}

FILTERS: Mapping[str, Callable[..., str]] = {
    "day": day,
    "last_day": last_day,
    "deadline": deadline,
    "moment": moment,
    "point": point,
    "refusal": refusal,
    "points": points,
    "count": count,
    "kind": kind,
    "category": category,
}


def _named(names: Names, code: str, language: Language) -> str:
    polish, english = named(names, code)
    return english if language == "en" else polish


def _local(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(HERE)
