"""Documents as pictures: what they looked like when somebody looked at them, and now."""

from __future__ import annotations

import os
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path

from deploy.local.guide.pictures import apart


def looks_like(made: bytes, golden: Path) -> None:
    """See that a PNG looks as the golden one; with ``ZNAK_WRITE_GOLDEN`` it becomes that.

    Not one pixel may be another: a document is drawn the same everywhere, and a digit is few.

    Raises:
        AssertionError: It does not; the new picture lies beside the golden one.
    """
    if os.environ.get("ZNAK_WRITE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(made)
    other = apart(made, golden.read_bytes())
    if other > 0:
        beside = golden.with_suffix(".now.png")
        beside.write_bytes(made)
        raise AssertionError(f"{other:.2%} of {golden.name} looks otherwise: see {beside}")


def look_like(pages: Sequence[bytes], golden: Path) -> None:
    """See that a document has the pages it had, and each looks as it did.

    Args:
        pages: Each as a PNG.
        golden: What the files are called, before ``-1.png``.

    Raises:
        AssertionError: A page looks otherwise, is new, or is missing.
    """
    for no, page in enumerate(pages, start=1):
        looks_like(page, golden.with_name(f"{golden.name}-{no}.png"))
    known = golden.parent.glob(f"{golden.name}-[0-9].png")
    beyond = [each for each in known if int(each.stem[-1]) > len(pages)]
    if os.environ.get("ZNAK_WRITE_GOLDEN"):
        for each in beyond:
            each.unlink()
    elif beyond:
        raise AssertionError(f"{golden.name} had more pages: {[each.name for each in beyond]}")


def says(text: str, golden: Path) -> None:
    """See that a document says what the golden text does, which a small picture may hide.

    Raises:
        AssertionError: It does not; the difference is in the message.
    """
    if os.environ.get("ZNAK_WRITE_GOLDEN"):
        golden.write_text(text)
    known = golden.read_text()
    if text != known:
        lines = unified_diff(known.splitlines(), text.splitlines(), lineterm="", n=0)
        raise AssertionError("\n".join((golden.name, *lines)))
