"""The procedures that the office keeps as files: read when a call is planned and when it opens."""

from __future__ import annotations

import structlog

from chassis.process import Invalid
from services.intake.domain import procedure
from services.intake.domain.call import Call, TimeArrived
from services.intake.domain.procedure import Procedure
from services.intake.domain.reading import wrong
from services.intake.settings import Settings

log = structlog.get_logger()


def read_procedure(settings: Settings, name: str) -> Procedure:
    """The procedure of this name.

    Raises:
        Invalid: There is no such file, or it is mistaken; names the field.
    """
    path = settings.procedures / f"{name}.toml"
    if not path.is_file():
        said = ("Nie ma takiej procedury.", "There is no such procedure.")
        raise Invalid((wrong("procedure", "unknown-procedure", *said),))
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        said = ("Tego pliku nie da się odczytać.", "This file cannot be read.")
        raise Invalid((wrong("procedure", "unreadable", *said),)) from None
    found = procedure.parse(text)
    if found.trial and settings.environment == "production":
        said = ("To procedura do prób.", "This procedure is for trying things out.")
        raise Invalid((wrong("procedure", "trial-procedure", *said),))
    return found


def as_it_opens(settings: Settings, call: Call) -> TimeArrived:
    """The procedure's file as it is now; what is wrong with it is told, and stops no call."""
    try:
        return TimeArrived(read_procedure(settings, call.procedure_name))
    except Invalid as invalid:
        places = ((each.field, each.line) for each in invalid.errors)
        mistakes = tuple(f"{field} ({line})" if line else field for field, line in places)
        log.warning("procedure_mistaken", call=call.id, name=call.procedure_name, fields=mistakes)
        return TimeArrived(mistakes=mistakes)
