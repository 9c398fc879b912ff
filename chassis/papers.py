"""Documents by typst: tagged PDF (PDF/UA-1), in fonts of its own, so the same everywhere."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

_BLOCK: Final = re.compile(r"</?(?:title|h\d|p|ul|li|dt|dd|td|th|div)\b[^>]*>|<br>")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that can be printed.

    Attributes:
        template: A typst file.
        said: What it says; the template reads it as JSON, ``data``.
        more: What else the template reads, by name: an SVG, say.
    """

    template: Path
    said: Mapping[str, Any]
    more: Mapping[str, str] = field(default_factory=dict)

    def pdf(self) -> bytes:
        """As a tagged PDF."""
        return self._made("pdf", pdf_standards=["ua-1"])[0]

    def pictures(self) -> list[bytes]:
        """Each page as a PNG, for whoever compares them."""
        return self._made("png", ppi=60)

    def text(self) -> str:
        """What it says between letterhead and page number, a line for each block."""
        blocks = re.sub(_BLOCK, "\n", self._made("html")[0].decode())
        return re.sub(r"\n+", "\n", html.unescape(re.sub(r"<[^>]*>", "", blocks))).strip() + "\n"

    def _made(self, kind: Literal["pdf", "png", "html"], **told: Any) -> list[bytes]:
        import typst  # noqa: PLC0415 -- tens of MiB, only for whoever prints

        made = typst.compile(
            self.template,
            format=kind,
            sys_inputs={"data": json.dumps(self.said, ensure_ascii=False), **self.more},
            ignore_system_fonts=True,
            **told,
        )
        return [made] if isinstance(made, bytes) else made
