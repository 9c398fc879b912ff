"""Documents as pictures: what they looked like when somebody looked at them, and now."""

from __future__ import annotations

import os
import re
from html import unescape
from pathlib import Path

from deploy.local.guide.pictures import MOST, apart


def looks_like(made: bytes, golden: Path) -> None:
    """See that a PNG looks as the golden one; with ``ZNAK_WRITE_GOLDEN`` it becomes that.

    Raises:
        AssertionError: It does not; the new picture lies beside the golden one.
    """
    if os.environ.get("ZNAK_WRITE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(made)
    other = apart(made, golden.read_bytes())
    if other > MOST:
        beside = golden.with_suffix(".now.png")
        beside.write_bytes(made)
        raise AssertionError(f"{other:.2%} of {golden.name} looks otherwise: see {beside}")


def reads_like(html: str, golden: Path) -> None:
    """See that a document says what it said, to the letter; with ``ZNAK_WRITE_GOLDEN`` as above."""
    body = html.partition("<body>")[2]
    lines = re.sub(r"<br>|</(?:p|h\d|tr|li|td|th|div)>", "\n", body)
    said = unescape(re.sub(r"<[^>]+>", "", lines))
    if os.environ.get("ZNAK_WRITE_GOLDEN"):
        golden.write_text(said, "utf-8")
    assert said == golden.read_text("utf-8")
