"""The office's own list of licences, read line by line: CSV in, licences or mistakes out. Pure.

A line is one item; lines of the same number are one licence and agree in everything else.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from chassis.process import Text
from contracts.people import person_of
from contracts.values import Contact, Entity, Item, LicenceRules, Office
from services.licensing.domain.bringing import id_of
from services.licensing.domain.cells import CELLS, Misread
from services.licensing.domain.commands import BringIn

OF_ITEM: Final = ("item_kind", "item", "category", "description")
COLUMNS: Final = tuple(CELLS)


class Region(BaseModel):
    """What a procedure says about licences of its region."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    entity_types: tuple[str, ...]
    voivodeship: str
    categories: tuple[str, ...]
    office: Office
    licence: LicenceRules


class Wrong(NamedTuple):
    """One mistake: the line (from 1), the column (none: the whole line) and a sentence."""

    line: int
    column: str
    text: Text


@dataclass(frozen=True)
class Row:
    """One line whose cells were all read."""

    line: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """A licence of the list and the line where it begins."""

    line: int
    licence: BringIn


def read(text: str, region: Region) -> tuple[list[Entry], list[Wrong]]:
    """Read the whole list.

    Args:
        text: Comma- or semicolon-separated, the first line naming `COLUMNS` in any order.
        region: What the licences must fit.

    Returns:
        The licences in the order of the list, and every mistake in the order of the lines.
    """
    wrong: list[Wrong] = []
    rows = [*_rows(text, region, wrong)]
    by_number: dict[str, list[Row]] = {}
    for row in rows:
        by_number.setdefault(row.cells["number"], []).append(row)
    for same in by_number.values():
        wrong.extend(_disagreements(same))
    if not rows and not wrong:
        wrong.append(Wrong(1, "", Text("Lista jest pusta.", "The list is empty.")))
    entries = [Entry(same[0].line, _licence(same, region)) for same in by_number.values()]
    return entries, sorted(wrong)


def _rows(text: str, region: Region, wrong: list[Wrong]) -> Iterator[Row]:
    header, _, _ = text.partition("\n")
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=";" if header.count(";") > header.count(",") else ",",
        strict=True,
    )
    names: list[str] = []
    line = 0
    try:
        for cells in reader:
            line, started = reader.line_num, line + 1
            if not names:
                names = [name.strip() for name in cells]
                if found := [*_header(names)]:
                    wrong.extend(found)
                    return
            elif any(cell.strip() for cell in cells):
                yield from _row(started, names, cells, region, wrong)
    except csv.Error:
        unreadable = Text("Tej linii nie da się odczytać.", "This line cannot be read.")
        wrong.append(Wrong(line + 1, "", unreadable))


def _header(names: list[str]) -> Iterator[Wrong]:
    for name in COLUMNS:
        if names.count(name) != 1:
            text = Text("Ta kolumna ma być jeden raz.", "This column is needed once.")
            yield Wrong(1, name, text)
    if unknown := [name for name in names if name not in COLUMNS]:
        text = Text("Nie ma takiej kolumny.", "There is no such column.")
        yield from (Wrong(1, name, text) for name in unknown)


def _row(
    line: int, names: list[str], cells: list[str], region: Region, wrong: list[Wrong]
) -> Iterator[Row]:
    if len(cells) != len(names):
        have, need = len(cells), len(names)
        text = Text(f"Pola w linii: {have} zamiast {need}.", f"{have} cells instead of {need}.")
        wrong.append(Wrong(line, "", text))
        return
    told = dict(zip(names, cells, strict=True))
    values: dict[str, Any] = {}
    mistakes: list[Wrong] = []
    for name, reads in CELLS.items():
        try:
            values[name] = reads(told[name].strip(), region)
        except Misread as mistake:
            mistakes.append(Wrong(line, name, mistake.text))
    mistakes = mistakes or [*_term(line, values, region)]
    wrong.extend(mistakes)
    if not mistakes:
        yield Row(line, values)


def _term(line: int, values: Mapping[str, Any], region: Region) -> Iterator[Wrong]:
    start, end = values["start"], values["end"]
    if end < start:
        text = Text("Koniec jest przed początkiem.", "The end is before the start.")
        yield Wrong(line, "end", text)
    elif end > _anniversary(start, region.licence.years):
        text = Text("Okres jest dłuższy niż w regulaminie.", "The term is longer than allowed.")
        yield Wrong(line, "end", text)
    if int(values["number"].split("/")[-2]) > start.year:
        text = Text("Rok w numerze jest po początku okresu.", "The year is after the start.")
        yield Wrong(line, "number", text)


def _anniversary(start: dt.date, years: int) -> dt.date:
    """Some old agreements count the anniversary in."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return dt.date(start.year + years, 3, 1)


def _disagreements(same: list[Row]) -> Iterator[Wrong]:
    first = same[0]
    items: set[tuple[str, str]] = set()
    for row in same:
        for name in (each for each in COLUMNS if each not in OF_ITEM):
            if row.cells[name] != first.cells[name]:
                said = (f"Inaczej niż w linii {first.line}.", f"Not as in line {first.line}.")
                yield Wrong(row.line, name, Text(*said))
        item = (row.cells["item_kind"], row.cells["item"].casefold())
        if item in items:
            yield Wrong(row.line, "item", Text("Już jest w tej licencji.", "It is there already."))
        items.add(item)


def _licence(same: Iterable[Row], region: Region) -> BringIn:
    rows = [row.cells for row in same]
    told = rows[0]
    return BringIn(
        number=told["number"],
        entity=Entity(
            name=told["entity"],
            type=told["entity_type"],
            nip=told["nip"],
            town=told["town"],
            voivodeship=told["voivodeship"],
        ),
        items=tuple(_item(told["number"], no, row) for no, row in enumerate(rows, start=1)),
        start=told["start"],
        end=told["end"],
        contact=Contact(
            person=person_of(told["email"]),
            name=told["contact"],
            email=told["email"],
            language=told["language"],
        ),
        office=region.office,
        rules=region.licence,
    )


def _item(number: str, no: int, row: Mapping[str, Any]) -> Item:
    return Item(
        id=id_of(f"{number}#{no}"),
        kind=row["item_kind"],
        name=row["item"],
        category=row["category"],
        description=row["description"],
        new=False,
    )
