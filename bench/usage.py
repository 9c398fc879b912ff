"""Processor time and memory by process."""

from __future__ import annotations

import os
from collections.abc import Mapping

import psutil

MIB = 1024 * 1024


class Usage:
    """What each process has used since this was made.

    Args:
        pids: By the process's name; the bots, this process, are added.
    """

    def __init__(self, pids: Mapping[str, int]) -> None:
        named = {**pids, "bots": os.getpid()}
        self._processes = {name: psutil.Process(pid) for name, pid in named.items()}
        self._before = {name: _cpu(process) for name, process in self._processes.items()}

    def cpu_ms(self) -> dict[str, float]:
        """Milliseconds of processor time, user and system."""
        return {
            name: (_cpu(process) - self._before[name]) * 1000
            for name, process in self._processes.items()
        }

    def memory_mib(self) -> dict[str, float]:
        """Resident memory now."""
        return {name: process.memory_info().rss / MIB for name, process in self._processes.items()}


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
