"""The web halves of all four in one process: how much of the machine it takes."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import httpx
import pytest

from deploy.local.management import Management
from deploy.local.stack import ROOT, Stack
from tests.services.licensing.lists import a_list
from tests.support.reader import hidden
from tests.support.servers import Broker, Database
from tests.support.stacks import a_stack

MOST: Final = 200 * 1024
"""KiB in memory: a small machine holds it beside the workers."""

DRAWS: Final = ("pygal", "typst")
TELLING: Final = {"PYTHONPROFILEIMPORTTIME": "1"}
"""Each import is a line of the log."""


@pytest.mark.prove
def test_it_imports_what_draws_with_the_first_drawing_and_stays_small(
    tmp_path: Path, rabbit: Broker, mongo: Database, management: Management
) -> None:
    with (
        a_stack(tmp_path, rabbit, mongo, management, roles=(), site=True, extra=TELLING) as stack,
        httpx.Client(base_url=stack.site, trust_env=False, timeout=60) as browser,
    ):
        number = in_force(stack)
        form = {"_token": hidden(browser.get("/"))["_token"], "role": "officer"}
        assert browser.post("/logowanie/na-probe", data=form).headers["location"] == "/pulpit"
        for path in ("/pulpit", "/eksperci", "/licencje", "/poczta"):
            assert browser.get(path).is_success, path
        assert imported(stack) == []

        for path in ("/pulpit/obrazy/etapy.svg", f"/licencje/{number}/certyfikat.pdf"):
            assert browser.get(path).is_success, path
        assert imported(stack) == [*DRAWS]
        assert resident(stack) < MOST


def in_force(stack: Stack) -> str:
    """A licence in force, brought in as an operator does it; its number in addresses."""
    start = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=30)
    end = start.replace(year=start.year + 1) - dt.timedelta(days=1)
    file = Path(stack.plan.directory) / "licences.csv"
    file.write_text(a_list({"start": start.isoformat(), "end": end.isoformat()}), "utf-8")
    env = {
        "MONGO_URL": stack.mongo_url,
        "MONGO_DATABASE": f"{stack.plan.database_prefix}licensing",
        "PYTHONPATH": str(ROOT),
    }
    subprocess.run([sys.executable, "-m", "znak", "import", str(file)], env=env, check=True)
    return "ZP-LUB-2025-0003"


def imported(stack: Stack) -> list[str]:
    """Which of those that draw the process has imported."""
    log = (stack.logs / "site.log").read_text("utf-8")
    return [name for name in DRAWS if re.search(rf"\| +{name}$", log, re.MULTILINE)]


def resident(stack: Stack) -> int:
    """KiB of memory that the process holds."""
    status = Path(f"/proc/{stack.pids['site']}/status").read_text("utf-8")
    [kib] = re.findall(r"VmRSS:\s+(\d+) kB", status)
    return int(kib)


@pytest.mark.prove
def test_without_tokens_for_trying_out_nobody_reads_mails_or_comes_in_unasked(
    tmp_path: Path, rabbit: Broker, mongo: Database, management: Management
) -> None:
    with (
        a_stack(
            tmp_path, rabbit, mongo, management, roles=(), site=True, dev_tokens=False
        ) as stack,
        httpx.Client(base_url=stack.site, trust_env=False, timeout=60) as browser,
    ):
        start = browser.get("/")
        form = {"_token": hidden(browser.get("/logowanie"))["_token"], "role": "officer"}
        answers = [browser.get("/skrzynka"), browser.post("/logowanie/na-probe", data=form)]
    assert (start.status_code, "/skrzynka" in start.text) == (200, False)
    assert [each.status_code for each in answers] == [404, 404]
