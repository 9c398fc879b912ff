"""A domain may import what is named here, and nothing else."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from contracts.base import SERVICES

ROOT: Final = Path(__file__).parents[2]
PURE: Final = (
    *("contracts", "chassis.counts", "chassis.process", "chassis.words"),
    *("pydantic", "stdnum", "holidays"),
)
REACHES_OUT: Final = {
    *("asyncio", "concurrent", "http", "logging", "multiprocessing", "os", "pathlib"),
    *("random", "secrets", "select", "shutil", "smtplib", "socket", "sqlite3", "ssl"),
    *("subprocess", "tempfile", "threading", "time", "urllib"),
}
"""Of the standard library: what does I/O, tells the time or throws dice."""

PARSES: Final = "urllib.parse."
"""The part of urllib that only reads and writes addresses."""


def imported(file: Path) -> Iterator[str]:
    """Every module that a file names; `from x import y` may mean the module y of x."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def may(service: str, module: str) -> bool:
    """Whether a domain of this service may import it."""
    top = module.partition(".")[0]
    if top in sys.stdlib_module_names:
        return top not in REACHES_OUT or module.startswith(PARSES)
    return f"{module}.".startswith(
        tuple(f"{pure}." for pure in (*PURE, f"services.{service}.domain"))
    )


@pytest.mark.parametrize("service", SERVICES)
def test_a_domain_is_pure(service: str) -> None:
    home = ROOT / "services" / service
    files = [*home.glob("domain/**/*.py")]
    assert files
    assert [
        f"{file.relative_to(ROOT)}: {module}"
        for file in files
        for module in imported(file)
        if not may(service, module)
    ] == []
