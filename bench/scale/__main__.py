"""`make bench-scale`: queries and pages on 200,000 cases, then a day on which 10,000 licences end.

`make bench-data` (`python -m bench.scale data`) writes the records alone; they are kept under
`.znak/bench-data/written` and written again only when another size is asked for; each run has a
copy of its own, so that none meets what another left. CASES, ENDING, RATE and
RUNS change what is run; `docs/benchmark.md` says how to read it.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson
import uvloop
from rich.console import Console

from bench.scale import figures, pages
from bench.scale.day import Plans, Unfinished, live
from bench.scale.ground import Ground, Size
from bench.scale.office import SINGLY
from bench.web import Unexpected
from chassis.mongo import Document
from deploy.local.child import ChildFailed
from deploy.local.signals import ended_by_signals
from deploy.local.travel import NeverAtRest

HOME = Path(".znak")
MEDIAN_WITHIN_MS = 50
PAGE_WITHIN_MS = 300
ACCEPTED_WITHIN_MS = 1000
FAILURES = (ChildFailed, NeverAtRest, Unexpected, Unfinished, TimeoutError, OSError, ExceptionGroup)


@dataclass(frozen=True)
class Options:
    """How much is run."""

    size: Size
    plans: Plans
    runs: int = figures.RUNS

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Options:
        """From CASES, ENDING, RATE and RUNS."""
        return cls(
            Size(int(environment.get("CASES", Size.cases))),
            Plans(
                ending=int(environment.get("ENDING", Plans.ending)),
                rate=float(environment.get("RATE", Plans.rate)),
            ),
            int(environment.get("RUNS", figures.RUNS)),
        )


def run(ground: Ground, options: Options, console: Console) -> Document:
    """Ask every query, open every page, live through the day."""
    with ground.database() as target:
        at = datetime.fromisoformat(ground.written["at"])
        rows = uvloop.run(figures.measure(target, ground.keys, at, options.runs))
        figures.show(rows, console)
        made = uvloop.run(pages.measure(target, ground.keys, at))
        pages.show(made, console)
        over = ground.add_ending(target, options.plans.ending)
        # The same server: one that has been asked things, as one in use has been.
        day = asyncio.run(live(ground, target, over, options.plans, console.print))
    return {"records": ground.written, **figures.flat(rows), **pages.flat(made), "day": day}


def failures(flat: Document) -> list[str]:
    """What is not as promised."""
    day = flat["day"]
    found = {
        f"a query takes {flat['slowest_median_ms']} ms at the median": flat["slowest_median_ms"]
        > MEDIAN_WITHIN_MS,
        f"a page takes {flat['slowest_page_ms']} ms at the median": flat["slowest_page_ms"]
        > PAGE_WITHIN_MS,
        f"an application takes {day['busy']['p99_ms']} ms at p99": day["busy"]["p99_ms"]
        > ACCEPTED_WITHIN_MS,
        f"{day['dead_letters']} messages in dead letters": day["dead_letters"] > 0,
        f"{day['licensees_told']} of {day['ending']} licensees told": day["licensees_told"]
        < day["ending"],
        f"an office gets {day['office_mails_a_day']} mails a day": day["office_mails_a_day"]
        > SINGLY + 1,
        f"{day['office_lines']} lines for the office's digests": day["office_lines"]
        < day["ending"] - SINGLY,
        f"the office was not told {day['office_lines_untold']} lines": day["office_lines_untold"]
        > 0,
    }
    return [said for said, wrong in found.items() if wrong]


def main() -> None:
    """Run, print, write `.znak/bench-scale.json`; the exit code is 1 when something is wrong."""
    ended_by_signals()
    console, options, began = Console(), Options.read(), time.monotonic()
    home, only_data = (HOME / "bench-data").resolve(), sys.argv[1:] == ["data"]
    ground = Ground(home / "written", console.print)
    try:
        if only_data or not ground.has(options.size):
            with ground.database() as target:
                ground.load(target, options.size)
        if only_data:
            console.print(ground.written)
            return
        flat = run(ground.copy(home / "run"), options, console)
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    except FAILURES as error:
        sys.exit(f"{type(error).__name__}: {error}")
    wrong = failures(flat)
    flat |= {"seconds": round(time.monotonic() - began), "failures": wrong}
    (HOME / "bench-scale.json").write_bytes(orjson.dumps(flat, option=orjson.OPT_INDENT_2))
    console.print(flat["day"])
    console.print(f"{flat['seconds']} s; written to {HOME / 'bench-scale.json'}")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
