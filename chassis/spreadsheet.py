"""Lines of a CSV file (RFC 4180) that somebody opens in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

BOM = "\ufeff"
"""At the beginning of the file: by it spreadsheets know the letters."""

_FORMULA = ("=", "+", "-", "@", "\t")


def line(cells: Iterable[str]) -> str:
    """One line with its end; what a spreadsheet would run as a formula is marked as text."""
    text = io.StringIO()
    safe = (f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)
    csv.writer(text).writerow(safe)
    return text.getvalue()
