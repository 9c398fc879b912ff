"""Who is still running."""

from pathlib import Path

import psutil


def processes_of(directory: Path) -> list[str]:
    """Command lines of the living processes that were started for `directory`."""
    found = []
    for process in psutil.process_iter(["cmdline", "environ", "status"]):
        info = process.info
        command = info["cmdline"] or []
        told = [*command, *(info["environ"] or {}).values()]
        if info["status"] != psutil.STATUS_ZOMBIE and any(str(directory) in t for t in told):
            found.append(" ".join(command))
    return found
