"""`make bench`: Znak and the floor in turn on the same servers.

CASES, ROUNDS, CONCURRENCY, DRIVERS, OPEN_SECONDS and WITHIN change what is run;
`docs/benchmark.md` says how to read it.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import orjson
import uvloop
from rich.console import Console

from bench import report
from bench.arms import Ground
from bench.load import Unrest
from bench.options import Arm, Options, order
from bench.report import Flat
from bench.truth import Lost
from bench.web import Unexpected
from deploy.local.child import ChildFailed
from deploy.local.signals import ended_by_signals

HOME = Path(".znak")
VISIBLE_WITHIN_MS = 250
FAILURES = (ChildFailed, Lost, Unrest, Unexpected, AssertionError, OSError, ExceptionGroup)


async def measure(options: Options, ground: Ground, console: Console) -> Flat:
    """Every round of every arm, then the open loop."""
    share, began = max(1, options.cases // options.rounds), time.monotonic()
    for round_ in range(options.rounds):
        spent = time.monotonic() - began
        if round_ and spent * (round_ + 1) / round_ > options.within:
            console.print(f"This machine is slow: {round_} rounds of {options.rounds} are run.")
            break
        for arm in order(options, round_):
            run = await ground.run(arm, share, options.concurrency)
            console.print(f"round {round_ + 1}  {arm.name:<14} {run.cases_per_s:6.2f} cases/s")
    flat = report.of_run(ground.figures, options.drivers)
    if options.open_seconds:
        arm = Arm("znak", options.drivers[0])
        rate = max(run.cases_per_s for run in ground.figures[arm].runs) / 2
        _, lag = await ground.run_open(arm, rate, options.open_seconds)
        flat |= report.of_lag(lag, rate)
    return flat


def failures(flat: Flat, options: Options) -> list[str]:
    """What makes the run fail, besides documents that are lost or doubled."""
    found = []
    for driver in options.drivers:
        begins = report.prefix(options.drivers, driver)
        for key, said in (("publishes", "publishes"), ("writes", "durable writes")):
            ours = flat[f"{begins}{key}_per_case"]
            floors = flat[f"{begins}floor_{key}_per_case"]
            if floors > ours:
                found.append(f"the floor needs more {said} ({driver}): {floors} to {ours} per case")
    if flat.get("visible_p99_ms", 0) > VISIBLE_WITHIN_MS:
        found.append(f"a change is visible late: p99 {flat['visible_p99_ms']} ms")
    return found


def said(error: BaseException) -> str:
    """What went wrong, each of several on a line of its own."""
    if isinstance(error, BaseExceptionGroup):
        return "\n".join(said(each) for each in error.exceptions)
    return f"{type(error).__name__}: {error}"


def main() -> None:
    """Run, print, write `.znak/bench.json`; the exit code is 1 when something is wrong."""
    ended_by_signals()
    console, options, began = Console(), Options.read(), time.monotonic()
    directory = (HOME / "bench").resolve()
    shutil.rmtree(directory, ignore_errors=True)
    ground = Ground(directory)
    try:
        with ground.running():
            flat = uvloop.run(measure(options, ground, console))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    except FAILURES as error:
        sys.exit(said(error))
    wrong = failures(flat, options)
    flat |= {"seconds": round(time.monotonic() - began), "failures": wrong}
    (HOME / "bench.json").write_bytes(orjson.dumps(flat, option=orjson.OPT_INDENT_2))
    report.show(flat, options.drivers, console)
    if "visible_p99_ms" in flat:
        console.print(
            f"open loop at {flat['open_cases_per_s']} cases/s: a committed change is visible in "
            f"the next service within {flat['visible_p99_ms']} ms (p99)"
        )
    console.print(f"{flat['seconds']} s; written to {HOME / 'bench.json'}")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
