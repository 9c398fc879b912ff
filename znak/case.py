"""``znak case NUMBER``: one case from intake's door, on the screen or as an archive."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from znak.telling import fail

Json = dict[str, Any]


def add(commands: Any) -> None:
    """Add the command to the parser."""
    shows = commands.add_parser("case", help="show one case, or export it for a document system")
    shows.add_argument("number", help="of the case or of its licence")
    shows.add_argument("--export", type=Path, metavar="PATH", help="a ZIP file, or a directory")
    shows.add_argument("--url", default=os.environ.get("ZNAK_URL", ""), help="of intake: ZNAK_URL")
    shows.add_argument("--language", choices=("pl", "en"), default="pl")
    shows.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Do it: 0, or 1 when something is wrong. The token comes from ``ZNAK_TOKEN`` alone.

    (An argument could be read by everybody on the machine.)
    """
    token = os.environ.get("ZNAK_TOKEN", "")
    if not asked.url or not token:
        return fail("Podaj --url (ZNAK_URL) i ZNAK_TOKEN. / Give --url (ZNAK_URL) and ZNAK_TOKEN.")
    headers = {"authorization": f"Bearer {token}", "accept-language": asked.language}
    try:
        with httpx.Client(base_url=asked.url, headers=headers, timeout=60) as intake:
            case = _found(intake, asked.number)
            if asked.export is not None:
                print(_save(intake, case, asked.export))
            else:
                show(case, Console(), polish=asked.language == "pl")
    except httpx.HTTPStatusError as error:
        return fail(f"{error.response.status_code}: {_title(error.response)}")
    except httpx.HTTPError as error:
        return fail(f"{asked.url}: {type(error).__name__}")
    except OSError as error:
        return fail(f"{error.filename}: {error.strerror}")
    return 0


def show(case: Json, console: Console, *, polish: bool) -> None:
    """Print the whole path of a case."""

    def said(pl: str, en: str) -> str:
        return pl if polish else en

    names = [case["number"], case["licence_number"], case["id"]]
    console.print(" · ".join(name for name in names if name), style="bold", markup=False)
    until = f" {said('do', 'until')} {_at(case['until'])}" if case["until"] else ""
    waits = f"{case['waits_for'] or '–'} ({case['on'] or '–'}){until}"
    labels = said("Stan", "State"), said("Czeka na", "Waits for")
    console.print(f"{labels[0]}: {case['state']}. {labels[1]}: {waits}", markup=False)
    for timer in case["timers"]:
        console.print(f"  {_at(timer['at'])}  {timer['summary']}", markup=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (
        said("Kiedy", "When"),
        said("Co i dlaczego", "What and why"),
        said("Kto", "Who"),
        said("Do kogo", "To whom"),
    ):
        table.add_column(title, overflow="fold")
    for entry in case["entries"]:
        table.add_row(*(_plain(cell) for cell in _cells(entry)))
    console.print(table)


def _cells(entry: Json) -> Iterator[str]:
    yield _at(entry["at"])
    template = f" [{entry['template']}]" if entry["template"] else ""
    yield "\n".join([entry["summary"] + template, *entry["why"]])
    yield entry["who"] or entry["by"]
    to = entry["to"]
    yield (to["name"] or to["id"]) if to else ""


def _plain(text: str) -> str:
    """Without rich's markup, which somebody may have typed."""
    return text.replace("[", r"\[")


def _at(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _found(intake: httpx.Client, number: str) -> Json:
    """The case of this number, else the newest one about this licence."""
    answer = intake.get("/api/cases", params={"number": number})
    if answer.status_code == httpx.codes.NOT_FOUND:
        answer = intake.get("/api/cases", params={"licence": number})
    found: Json = answer.raise_for_status().json()
    return found


def _save(intake: httpx.Client, case: Json, path: Path) -> Path:
    """Write the archive; a directory gets it under the case's number."""
    if path.is_dir():
        path /= f"{(case['number'] or case['id']).replace('/', '-')}.zip"
    with intake.stream("GET", f"/api/cases/{case['id']}/export") as answer:
        if answer.is_error:
            answer.read()
        answer.raise_for_status()
        with path.open("wb") as file:
            for piece in answer.iter_bytes():
                file.write(piece)
    return path


def _title(answer: httpx.Response) -> str:
    try:
        return str(answer.json().get("title", answer.reason_phrase))
    except ValueError:
        return answer.reason_phrase
