"""What the fields of a page are called: each says so itself, and the summary above repeats it."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import escape

_GAP: Final = re.compile("\0([0-9]{1,4})\0")


class Named:
    """The names of one page's fields, and the mistakes told before the fields are drawn."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._told: list[tuple[str, str, str]] = []

    def field(self, field: str, name: str) -> str:
        """Say that this field stands on the page, by its label; nothing is drawn."""
        self._names.setdefault(field, name)
        return ""

    def mistake(self, field: str, text: str, name: str = "") -> str:
        """Leave a gap for a mistake.

        Args:
            field: In which it was made.
            text: What is wrong.
            name: What the field is called here, if not as its label.
        """
        self._told.append((field, text, name))
        return f"\0{len(self._told) - 1}\0"

    def whole(self, page: str) -> str:
        """The page without gaps: a mistake names its field and leads there, if it is here."""
        return _GAP.sub(self._line, page)

    def _line(self, gap: re.Match[str]) -> str:
        no = int(gap[1])
        if no >= len(self._told):
            return ""
        field, text, name = self._told[no]
        name = name or self._names.get(field, "")
        said = escape(f"{name}: {text}" if name else text)
        return f'<a href="#{escape(field)}">{said}</a>' if field in self._names else str(said)
