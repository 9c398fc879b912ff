"""Documents as pictures: what they looked like when somebody looked at them, and now."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops

FAR: Final = 48
"""A pixel that differs by more, of 255, is another one; less is how edges are smoothed."""

MOST: Final = 0.0005
"""The part of pixels that may be another."""


def looks_like(made: bytes, golden: Path) -> None:
    """See that a PNG looks as the golden one; with ``ZNAK_WRITE_GOLDEN`` it becomes that.

    Raises:
        AssertionError: It does not; the new picture lies beside the golden one.
    """
    if os.environ.get("ZNAK_WRITE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(made)
    seen, wanted = (
        Image.open(io.BytesIO(each)).convert("L") for each in (made, golden.read_bytes())
    )
    other = 1.0
    if seen.size == wanted.size:
        counted = ImageChops.difference(seen, wanted).histogram()
        other = sum(counted[FAR:]) / sum(counted)
    if other > MOST:
        beside = golden.with_suffix(".now.png")
        beside.write_bytes(made)
        raise AssertionError(f"{other:.2%} of {golden.name} looks otherwise: see {beside}")
