"""The figures of a run: as flat keys for machines and as a table for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.arms import Figures
from bench.lag import Lag
from bench.options import Arm, Driver

Flat = dict[str, Any]


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, -(-int(share * 1000) * len(ranked) // 1000) - 1))]


def of_arm(figures: Figures) -> Flat:
    """What one arm gave; rates are medians of its rounds."""
    latencies = [seconds * 1000 for run in figures.runs for seconds in run.latencies]
    cases = len(latencies)
    published = sum(counts.published for counts in figures.counts)
    written = sum(counts.written for counts in figures.counts)
    rate = median(run.cases_per_s for run in figures.runs)
    spent = {name: ms / cases for name, ms in figures.cpu_ms.items()}
    return {
        "cases": cases,
        "cases_per_s": round(rate, 2),
        "cases_per_s_by_round": [round(run.cases_per_s, 2) for run in figures.runs],
        "p50_ms": round(quantile(latencies, 0.5)),
        "p99_ms": round(quantile(latencies, 0.99)),
        "messages_per_s": round(rate * published / cases, 1),
        "publishes_per_case": round(published / cases, 3),
        "writes_per_case": round(written / cases, 3),
        "cpu_ms_per_case": round(sum(spent.values()) - spent["bots"], 1),
        **{f"cpu_ms_per_case_{name}": round(ms, 1) for name, ms in spent.items()},
        **{f"memory_mib_{name}": round(size, 1) for name, size in figures.memory_mib.items()},
    }


def ratios(znak: Figures, floor: Figures) -> list[float]:
    """Znak to floor, round by round: a spell of the machine touches both of a pair."""
    return [
        one.cases_per_s / other.cases_per_s
        for one, other in zip(znak.runs, floor.runs, strict=True)
    ]


def of_pair(znak: Figures, floor: Figures) -> Flat:
    """Both arms of one driver, the floor's keys with ``floor_`` before them."""
    paired = ratios(znak, floor)
    return {
        **of_arm(znak),
        **{f"floor_{key}": value for key, value in of_arm(floor).items()},
        "ratio": round(median(paired), 3),
        "ratio_lowest": round(min(paired), 3),
        "ratio_highest": round(max(paired), 3),
        "ratio_by_cpu": round(_cpu(floor) / _cpu(znak), 3),
    }


def _cpu(figures: Figures) -> float:
    """Processor time a case, of everything but the bots."""
    spent = sum(ms for name, ms in figures.cpu_ms.items() if name != "bots")
    return spent / sum(len(run.latencies) for run in figures.runs)


def of_run(figures: Mapping[Arm, Figures], drivers: Sequence[Driver]) -> Flat:
    """All of it: the first driver's keys as they are, every other's with its name before them."""
    flat: Flat = {}
    for driver in drivers:
        pair = of_pair(figures[Arm("znak", driver)], figures[Arm("floor", driver)])
        flat |= {f"{prefix(drivers, driver)}{key}": value for key, value in pair.items()}
    return flat


def of_lag(lag: Lag, rate: float) -> Flat:
    """The open loop."""
    return {
        "open_cases_per_s": round(rate, 2),
        "open_messages": lag.count,
        "visible_p50_ms": round(lag.quantile(0.5) * 1000, 1),
        "visible_p99_ms": round(lag.quantile(0.99) * 1000, 1),
    }


ROWS = {
    "cases_per_s": "cases/s (median)",
    "cases_per_s_by_round": "cases/s by round",
    "p50_ms": "to the licence, p50 (ms)",
    "p99_ms": "to the licence, p99 (ms)",
    "messages_per_s": "messages/s",
    "publishes_per_case": "publishes per case",
    "writes_per_case": "durable writes per case",
    "cpu_ms_per_case": "CPU ms per case",
}
PARTS = {"cpu_ms_per_case_": "  of these ", "memory_mib_": "MiB "}
"""Rows that there is one of for each process."""


def show(flat: Flat, drivers: Sequence[Driver], console: Console) -> None:
    """Print the run as a table and its ratios."""
    table = Table(title="Znak and the floor")
    table.add_column("")
    prefixes = {driver: prefix(drivers, driver) for driver in drivers}
    for driver in drivers:
        table.add_column(f"Znak\n{driver}", justify="right")
        table.add_column(f"floor\n{driver}", justify="right")
    for key, said in _rows(flat).items():
        cells = [flat[f"{p}{arm}{key}"] for p in prefixes.values() for arm in ("", "floor_")]
        table.add_row(said, *map(_cell, cells))
    console.print(table)
    for driver, begins in prefixes.items():
        ratio, low, high, by_cpu = (flat[f"{begins}{key}"] for key in RATIOS)
        console.print(f"ratio ({driver}): {ratio}, rounds {low} to {high}, by CPU time {by_cpu}")


RATIOS = ("ratio", "ratio_lowest", "ratio_highest", "ratio_by_cpu")


def _rows(flat: Flat) -> dict[str, str]:
    parts = {
        key: f"{said}{key.removeprefix(start)}"
        for start, said in PARTS.items()
        for key in flat
        if key.startswith(start)
    }
    return ROWS | parts


def prefix(drivers: Sequence[Driver], driver: Driver) -> str:
    """What stands before the keys of this driver."""
    return "" if driver == drivers[0] else f"{driver}_"


def _cell(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
