"""`make up` as a person meets it: started, stopped, started again, and killed in every way."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.support.processes import processes_of
from tests.support.waiting import eventually

pytestmark = pytest.mark.prove

CALL = {
    "number": "1/2026",
    "title": "Nabór próbny",
    "opens": "2026-01-01",
    "closes": None,
    "procedure": "demo",
}


class Up:
    """A running `python -m deploy.local.up`."""

    def __init__(self, process: subprocess.Popen[str], directory: Path) -> None:
        self.process = process
        self.directory = directory
        self.said = self._read_until("export MONGO_URL")
        self.intake = re.findall(r"intake +(http://\S+)/docs", self.said)[0]

    def _read_until(self, word: str) -> str:
        said = ""
        for line in self.process.stdout or ():
            said += line
            if line.strip().startswith(word):
                return said
        raise AssertionError(said)

    def child(self, part: str) -> psutil.Process:
        """The process of ours whose command line has this part."""
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if part in " ".join(child.cmdline()))

    def end(self) -> tuple[int, str]:
        """Exit code and last words, which must come within the ten seconds that are promised."""
        said, _ = self.process.communicate(timeout=11)
        return self.process.returncode, said


@contextmanager
def up(directory: Path) -> Iterator[Up]:
    own = {"BROKER_URL": "", "MONGO_URL": "", "ZNAK_HOME": str(directory)}
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.local.up"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **own},
    )
    try:
        yield Up(process, directory)
    finally:
        process.kill()
        process.wait()


def open_a_call(intake: str) -> None:
    token = httpx.post(f"{intake}/api/dev/tokens", json={"role": "officer"}).json()["token"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "a-call-of-this-test"}
    answer = httpx.post(f"{intake}/api/calls", json=CALL, headers=headers)
    assert answer.status_code == 201, answer.text


def calls(intake: str) -> list[str]:
    return [call["number"] for call in httpx.get(f"{intake}/api/calls").json()["items"]]


async def test_data_is_found_again_after_ctrl_c_and_no_process_stays(tmp_path: Path) -> None:
    with up(tmp_path) as first:
        open_a_call(first.intake)
        first.process.send_signal(signal.SIGINT)
        assert first.end() == (0, "\nStopped.\n")
    await eventually(lambda: not processes_of(tmp_path), otherwise="a process stayed")

    with up(tmp_path) as second:
        assert calls(second.intake) == ["1/2026"]


@pytest.mark.parametrize(
    ("part", "name"),
    [("services.licensing", "licensing"), ("mailsink", "The mail sink"), ("beam", "RabbitMQ")],
)
async def test_a_killed_child_ends_everything_with_one_sentence(
    tmp_path: Path, part: str, name: str
) -> None:
    with up(tmp_path) as running:
        running.child(part).kill()
        code, said = running.end()

    assert (code, said.splitlines()[0]) == (1, f"{name} ended unexpectedly.")
    await eventually(lambda: not processes_of(tmp_path), otherwise="a process stayed")


async def test_nothing_outlives_a_parent_that_was_killed(tmp_path: Path) -> None:
    with up(tmp_path) as running:
        assert len(processes_of(tmp_path)) > 7  # the search finds them while they live
        running.process.kill()

    await eventually(lambda: not processes_of(tmp_path), otherwise="a process stayed")
