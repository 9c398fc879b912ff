"""Screenshots as small files, which are replaced only when the screen looks otherwise."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops

FAR: Final = 48
"""A pixel that differs by more, of 255, is another one; less is how edges are smoothed."""

MOST: Final = 0.0005
"""The part of pixels that may be another."""

_COLOURS: Final = 64


def apart(one: bytes, other: bytes) -> float:
    """The part of pixels in which two pictures differ: 1 when their sizes do."""
    first, second = (Image.open(io.BytesIO(each)).convert("L") for each in (one, other))
    if first.size != second.size:
        return 1.0
    counted = ImageChops.difference(first, second).histogram()
    return sum(counted[FAR:]) / sum(counted)


def small(png: bytes) -> bytes:
    """The same picture in a few colours of its own, which text on a page needs no more of."""
    written = io.BytesIO()
    plain = Image.open(io.BytesIO(png)).convert("RGB")
    few = plain.quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(written, "PNG", optimize=True)
    return written.getvalue()


def put(png: bytes, file: Path) -> bool:
    """Put a screenshot where it belongs, unless the one there looks the same.

    Returns:
        Whether the file is another now.
    """
    made = small(png)
    if file.exists() and apart(made, file.read_bytes()) <= MOST:
        return False
    file.write_bytes(made)
    return True
