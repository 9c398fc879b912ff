"""How far a draft has come: part by part, what is still missing or wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from chassis.process import FieldError
from services.intake.domain.application import Application
from services.intake.domain.call import Call
from services.intake.domain.checks import CHECKS
from services.intake.domain.suggestions import facts_of
from services.intake.domain.validation import complaints

SECTIONS: Final = (
    "filing",
    "entity",
    "contact",
    "activity",
    "economy",
    "items",
    "attachments",
    "declarations",
)
"""The parts of an application in their order on the page; "filing" is the form's own fields."""

NEEDED: Final = ("attachments", "declarations")
"""Not mistakes: one may send without them, but then the formal check does not pass."""


def progress(application: Application, call: Call, today: dt.date) -> Mapping[str, tuple[str, ...]]:
    """The fields of each section to go on with; a section with none is complete."""
    return {
        section: tuple(error.field for error in errors)
        for section, errors in wanting(application, call, today).items()
    }


def wanting(
    application: Application, call: Call, today: dt.date
) -> Mapping[str, tuple[FieldError, ...]]:
    """What is missing or wrong in each section, in sentences."""
    errors = [*complaints(application.form, call.procedure, today)]
    errors += _needed(application, call, today)
    return {
        section: tuple(error for error in errors if section_of(error.field) == section)
        for section in SECTIONS
    }


def section_of(field: str) -> str:
    """The section in which a field stands."""
    first = field.partition(".")[0]
    return first if first in SECTIONS else "filing"


def _needed(application: Application, call: Call, today: dt.date) -> Iterator[FieldError]:
    facts = facts_of(application, call, today)
    for code in NEEDED:
        check, fields = CHECKS[code]
        verdict, text = check(facts)
        if verdict != "yes":
            yield from (FieldError(field, code, text) for field in fields)
