"""The office's list of licences, as tests write it."""

from __future__ import annotations

import csv
import io
import tomllib
from pathlib import Path

from services.licensing.domain.ledger import COLUMNS, Region

ROOT = Path(__file__).parents[3]
PROCEDURE = ROOT / "procedures" / "zakup-prospoleczny.toml"
REGION = Region.model_validate(tomllib.loads(PROCEDURE.read_text("utf-8")))
EXAMPLE = (ROOT / "docs" / "licences.example.csv").read_text("utf-8")
BREAD = {
    "number": "ZP-LUB/2025/0003",
    "entity": "Złoty Bochenek",
    "entity_type": "spoldzielnia-socjalna",
    "nip": "7121234568",
    "town": "Łęczna",
    "voivodeship": "lubelskie",
    "item_kind": "product",
    "item": "Chleb żytni",
    "category": "gastronomia",
    "description": "Na zakwasie.",
    "start": "2025-12-10",
    "end": "2026-12-09",
    "contact": "Anna Wójcik",
    "email": "anna@bochenek.example",
    "language": "pl",
}


def a_list(*lines: dict[str, str], delimiter: str = ",") -> str:
    """The bread with these changes in each line."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS, delimiter=delimiter)
    table.writeheader()
    table.writerows({**BREAD, **changed} for changed in lines)
    return text.getvalue()
