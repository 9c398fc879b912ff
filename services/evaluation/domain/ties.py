"""Whom a person is tied to: found by the system, whatever the person declares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator
from stdnum.pl import nip

from chassis.process import FieldError, Text
from services.evaluation.domain.dossier import Part, Stake

FOUND = Text("System znalazł związek z podmiotem.", "The system found a tie with the entity.")
WRONG_NIP = Text("To nie jest poprawny NIP.", "This is not a valid NIP.")


class Affiliation(Part):
    """An employer or an entity that a person has to do with; without an end it lasts."""

    nip: str
    until: dt.date | None = None


def _in_full(given: Any) -> Any:
    """A NIP alone, as it was stored and sent before ends were known, is a tie that lasts."""
    return {"nip": given} if isinstance(given, str) else given


Affiliations = tuple[
    Annotated[Affiliation, BeforeValidator(_in_full, json_schema_input_type=str | Affiliation)],
    ...,
]


def tied(person: str, affiliations: Affiliations, stake: Stake, today: dt.date) -> bool:
    """Whether the person may not judge this case.

    They act for the entity, or share an employer or an entity with it today or did less than so
    many years ago as the procedure says. Source: art. 24 KPA.
    """
    since = _years_before(today, stake.tie_years)
    lasting = {tie.nip for tie in affiliations if tie.until is None or tie.until > since}
    return not lasting.union({person}).isdisjoint(stake.names)


def compact(affiliations: Affiliations) -> Affiliations:
    """The same with each NIP as its ten digits."""
    return tuple(tie.but(nip=nip.compact(tie.nip)) for tie in affiliations)


def wrong(affiliations: Affiliations) -> Iterator[FieldError]:
    """Names each that is no NIP."""
    for index, tie in enumerate(affiliations):
        # python-stdnum takes all zeros for a NIP; no entity has it.
        if not nip.is_valid(tie.nip) or not nip.compact(tie.nip).strip("0"):
            yield FieldError(f"affiliations.{index}", "nip", WRONG_NIP)


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # there is no 29 February in that year
        return dt.date(day.year - years, 2, 28)
