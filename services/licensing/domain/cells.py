"""How each cell of the office's list is read, and what is said of one that cannot be."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from stdnum.pl import nip

from chassis.process import Text
from contracts.values import LicenceRules

LONGEST: Final = 500
LONGEST_DESCRIPTION: Final = 5000


class Region(Protocol):
    """What the cells must fit."""

    @property
    def entity_types(self) -> tuple[str, ...]:
        """Types of entity that the region admits."""

    @property
    def voivodeship(self) -> str:
        """Where the seat must be."""

    @property
    def categories(self) -> tuple[str, ...]:
        """Codes of categories."""

    @property
    def licence(self) -> LicenceRules:
        """How its licences are numbered and how long they run."""


class Misread(Exception):  # noqa: N818 -- as the errors of `chassis.process`
    """A cell cannot be right; the sentence never repeats what stands in it."""

    def __init__(self, pl: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(pl, en)


def _number(cell: str, region: Region) -> str:
    prefix = region.licence.prefix
    found = re.fullmatch(rf"{re.escape(prefix)}/(20[0-9]{{2}})/([0-9]{{4}})", cell)
    if found is None or found[2] == "0000":
        raise Misread(
            f"Podaj numer w postaci {prefix}/2025/0001.", f"Give a number like {prefix}/2025/0001."
        )
    return cell


def _text(cell: str, _: Region) -> str:
    if not cell:
        raise Misread("To pole jest wymagane.", "This is required.")
    return _short(cell, LONGEST)


def _description(cell: str, _: Region) -> str:
    return _short(cell, LONGEST_DESCRIPTION)


def _short(cell: str, longest: int) -> str:
    if len(cell) > longest:
        raise Misread(f"Najwyżej {longest} znaków.", f"At most {longest} characters.")
    return cell


def _nip(cell: str, _: Region) -> str:
    digits = re.sub(r"[\s-]", "", cell)
    # `stdnum` takes all zeros (the checksum of nothing is zero); no such number is ever given.
    if not re.fullmatch("[0-9]{10}", digits) or not digits.strip("0") or not nip.is_valid(digits):
        raise Misread("To nie jest poprawny NIP.", "This is not a valid NIP.")
    return digits


def _entity_type(cell: str, region: Region) -> str:
    return _one_of(cell, region.entity_types)


def _voivodeship(cell: str, region: Region) -> str:
    return _one_of(cell, (region.voivodeship,))


def _kind(cell: str, _: Region) -> str:
    return _one_of(cell, ("product", "service"))


def _category(cell: str, region: Region) -> str:
    return _one_of(cell, region.categories)


def _language(cell: str, _: Region) -> str:
    return _one_of(cell or "pl", ("pl", "en"))


def _one_of(cell: str, codes: tuple[str, ...]) -> str:
    if cell not in codes:
        listed = ", ".join(codes)
        raise Misread(f"Wpisz jedno z: {listed}.", f"Give one of: {listed}.")
    return cell


def _date(cell: str, _: Region) -> dt.date:
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
            return dt.date.fromisoformat(cell)
    except ValueError:
        pass
    raise Misread("Podaj datę: RRRR-MM-DD.", "Give a date: YYYY-MM-DD.")


def _email(cell: str, _: Region) -> str:
    if not re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+", cell):
        raise Misread("To nie jest adres e-mail.", "This is not an e-mail address.")
    return _short(cell, LONGEST)


CELLS: Final[Mapping[str, Callable[[str, Region], Any]]] = {
    "number": _number,
    "entity": _text,
    "entity_type": _entity_type,
    "nip": _nip,
    "town": _text,
    "voivodeship": _voivodeship,
    "item_kind": _kind,
    "item": _text,
    "category": _category,
    "description": _description,
    "start": _date,
    "end": _date,
    "contact": _text,
    "email": _email,
    "language": _language,
}
"""Every column of the list; those that the register's CSV has too are named as there."""
