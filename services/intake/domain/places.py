"""Where in a TOML file a field stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Final

_SYNTAX: Final = re.compile(r"at line (\d+)")


def line_of(text: str, field: str) -> int:
    """The line, from 1, with which a field is there: the parser itself tells, line by line.

    Args:
        text: A TOML file that can be read.
        field: A dotted path, ``evaluation.criteria.0.min``. Of one that is missing the line of
            what it is missing from; the first line when that is the file itself.
    """
    path: Sequence[str] = field.split(".")
    lines = text.splitlines()
    while path:
        for number in range(1, len(lines) + 1):
            if _holds(_read("\n".join(lines[:number])), path):
                return number
        path = path[:-1]
    return 1


def line_of_error(text: str, error: tomllib.TOMLDecodeError) -> int:
    """The line at which the parser gave up."""
    found = _SYNTAX.search(str(error))
    return int(found[1]) if found else max(len(text.splitlines()), 1)


def _read(beginning: str) -> Any:
    """What a file says up to a line, which may end inside a list."""
    for end in ("", "\n]"):
        try:
            return tomllib.loads(beginning + end)
        except tomllib.TOMLDecodeError:
            continue
    return {}


def _holds(value: Any, path: Sequence[str]) -> bool:
    for part in path:
        if isinstance(value, Mapping) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return False
    return True
