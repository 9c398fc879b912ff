"""Processes of ours that never outlive us."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_POLL = 0.05
# The kernel's parent-death signal follows the *thread* that forks, so one thread that lives as long
# as this process starts every child, whoever asks.
_SPAWNER = ThreadPoolExecutor(1, "spawner")


class ChildFailed(Exception):  # noqa: N818 -- reads as what happened
    """A process did not start, or ended although nobody stopped it."""


class Child:
    """One process in a session of its own; it is killed by the kernel when we die.

    Args:
        name: What people call it.
        command: Program and arguments.
        log: File that takes what it prints.
        env: Its whole environment; ours when absent.
        cwd: Its working directory.
        telling: What marks the lines of its log that say why it failed, if anything does.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        telling: str | None = None,
    ) -> None:
        self.name = name
        self.log = log
        self._command = ["setpriv", "--pdeathsig", "KILL", "--", *command]
        self._env = env
        self._cwd = cwd
        self._telling = re.compile(telling) if telling else None
        self._log_start = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id; 0 when it was never started."""
        return self._process.pid if self._process else 0

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        process = self._process
        if process is None or process.returncode is not None:
            return False
        # Not reaped here: its group keeps its number until stop() has ended the rest of it.
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, process.pid, flags) is None

    def launch(self) -> None:
        """Starts the process and does not wait for it to be ready."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        self._process = _SPAWNER.submit(self._spawn).result()

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._env,
                cwd=self._cwd,
                start_new_session=True,
            )

    def wait_until(self, ready: Callable[[], bool], within: float) -> None:
        """Waits until `ready()`.

        Raises:
            ChildFailed: The process ended, or `within` seconds have passed.
        """
        end = time.monotonic() + within
        while not ready():
            if not self.alive:
                raise ChildFailed(f"{self.name} did not start.\n{self.tail()}")
            if time.monotonic() > end:
                raise ChildFailed(f"{self.name} was not ready in {within:g} s.\n{self.tail()}")
            time.sleep(_POLL)

    def ask_to_stop(self) -> None:
        """Sends SIGTERM."""
        if self._process and self.alive:
            self._process.send_signal(signal.SIGTERM)

    def stop(self, within: float = 5) -> None:
        """Asks it to stop, waits, then kills what is left of its process group."""
        self.ask_to_stop()
        end = time.monotonic() + within
        while self.alive and time.monotonic() < end:
            time.sleep(_POLL)
        self.kill()

    def kill(self) -> None:
        """Kills the whole process group at once."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def freeze(self) -> None:
        """Stops it in its tracks (SIGSTOP): it holds its connections and answers nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Lets it go on after `freeze`."""
        os.kill(self.pid, signal.SIGCONT)

    def tail(self, lines: int = 15) -> str:
        """The last lines of its log since it was started, with the place of the whole."""
        text = self.log.read_bytes()[self._log_start :] if self.log.exists() else b""
        said = text.decode(errors="replace").splitlines()
        telling = [line for line in said if self._telling and self._telling.search(line)]
        last = "\n".join(f"    {line}" for line in (telling or said)[-lines:])
        return f"{last}\n    (log: {self.log})" if last else f"    (empty log: {self.log})"
