"""Pages that no plain look comes to: errors, answers to what was done right, what links lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from contracts.base import Role
from tests.pages.looks import Look, Sent
from tests.services.access.rows import PUBLIC, Row

ROOT: Final = Path(__file__).parents[2]
TEMPLATES: Final = tuple(
    file
    for folder in ("services", "chassis", "znak")
    for file in (ROOT / folder).rglob("templates/*.html")
    if "notifications/templates" not in file.as_posix()
)
EXTENDED: Final = re.compile(r'{% extends "([^"]+)" %}')
NEW: Final = "nowa.osoba@spoldzielnia.example"
NOT_SHOWN_HERE: Final = {"away.html": "the broker has to be away, as in tests/znak/test_system.py"}


def templates() -> set[str]:
    """The pages there are: what extends something, and is not itself extended."""
    said = {file.name: EXTENDED.findall(file.read_text("utf-8")) for file in TEMPLATES}
    bases = {base for found in said.values() for base in found}
    return {name for name, found in said.items() if found and name not in bases}


def others() -> Iterator[Look]:
    """Each of them once."""
    yield _at("GET /nie-ma-takiej-strony", status=404)
    yield _at("GET /pulpit", "applicant", status=403)
    yield _at("GET /logowanie/link", status=405)
    yield _at("POST /logowanie", sent={"email": "x" * 1_100_000}, status=413)
    yield _at("POST /logowanie", sent={"email": NEW}, status=200)
    yield _at("POST /logowanie/link", sent={"secret": "{link}"}, status=422)
    yield _at("POST /subskrypcja", sent={"email": NEW}, status=200)
    yield _at("POST /subskrypcja/potwierdzenie", sent={"secret": "{confirmation}"}, status=200)
    yield _at("POST /subskrypcja/rezygnacja", sent={"secret": "nie-ma-takiej"}, status=200)
    yield _at("GET /zespoly/{id}", "applicant", of="inviting", person="trzecia")
    yield _at("GET /osoby/{id}", "officer", of="unaccounted")
    yield _at("POST /pulpit/wnioski", "officer", sent={"wybrane": "{checked}"}, status=200)
    yield _at("GET /licencje", "officer", service="licensing")
    burning = {"fate": "discard", "reason": "Broken"}
    letters = {"of": "licensing", "service": "system"}
    yield _at("POST /system/{service}", "operator", sent=burning, status=200, **letters)
    task = "GET /zadania/{task}"
    yield _at(task, "expert", of="card", service="evaluation", session="Firefox")
    yield _at(task, "expert", of="done", service="evaluation")


def _at(
    route: str,
    role: Role | None = None,
    *,
    sent: Sent | None = None,
    status: int = 0,
    of: str = "",
    service: str = "intake",
    **more: str,
) -> Look:
    may = PUBLIC if role is None else role
    return Look(service, Row(route, may, of=of), role, sent, status=status, **more)
