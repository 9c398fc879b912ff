"""How every command says that something is wrong."""

from __future__ import annotations

import sys

from pydantic import ValidationError


def fail(sentence: str) -> int:
    """Say it where errors go; the exit code."""
    print(sentence, file=sys.stderr)
    return 1


def wrong_settings(error: ValidationError) -> int:
    """Name every setting that is missing or wrong; the exit code. Values are not repeated."""
    fields = (".".join(map(str, each["loc"])) for each in error.errors(include_input=False))
    return fail(f"{error.title}: " + ", ".join(fields))
