"""How far a draft has come: part by part, what is still missing or wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from services.intake.domain.application import Application
from services.intake.domain.call import Call
from services.intake.domain.suggestions import suggestions
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


def progress(application: Application, call: Call, today: dt.date) -> Mapping[str, tuple[str, ...]]:
    """The fields of each section to go on with; a section with none is complete."""
    fields = [error.field for error in complaints(application.form, call.procedure, today)]
    points = suggestions(application, call, today)
    # Not mistakes: one may send without them, but then the formal check does not pass.
    fields += [
        field
        for point in points
        if point.code in {"attachments", "declarations"} and point.verdict != "yes"
        for field in point.fields
    ]
    return {
        section: tuple(field for field in fields if _section_of(field) == section)
        for section in SECTIONS
    }


def _section_of(field: str) -> str:
    first = field.partition(".")[0]
    return first if first in SECTIONS else "filing"
