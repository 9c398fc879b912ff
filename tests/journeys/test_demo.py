"""`make demo`, as somebody who has just cloned the repository runs it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from deploy.local.mailsink import read_mails
from deploy.local.stack import ROOT


def run_demo(directory: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy.local.demo"],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def processes_of(directory: Path) -> list[str]:
    return [
        " ".join(process.info["cmdline"])
        for process in psutil.process_iter(["cmdline"])
        if any(str(directory) in part for part in process.info["cmdline"] or ())
    ]


def broken_links(mails: Path) -> list[str]:
    """Links that are not the public address and a path below it."""
    found = []
    for mail in read_mails(mails):
        page = mail.get_body(("html",))
        assert page is not None
        found += re.findall(r'href="([^"]*)"', page.get_content())
    return [link for link in found if not re.fullmatch(r"http://127\.0\.0\.1:\d+/[^:]+", link)]


@pytest.mark.prove
def test_the_demonstration_works_twice_and_leaves_nothing_behind(tmp_path: Path) -> None:
    for _ in range(2):
        done = run_demo(tmp_path)

        assert (done.returncode, done.stderr) == (0, "")
        told = json.loads((tmp_path / ".znak" / "demo.json").read_bytes())
        assert sum(told["outcomes"].values()) == len(told["applications"]) >= 60
        assert told["facts"][-1].endswith("every chain and every published head verified.")
        assert (told["messages"]["retried"], told["messages"]["dead"]) == (0, 0)
        assert told["mails"] == len(list((tmp_path / ".znak" / "demo" / "mails").glob("*.eml")))
        assert broken_links(tmp_path / ".znak" / "demo" / "mails") == []
        assert processes_of(tmp_path) == []
