"""The whole path of a case: printed, taken out as an archive, sealed, published and checked."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Znak
from deploy.local.keys import kept_keys
from deploy.local.stack import Stack
from deploy.local.travel import Clocks
from tests.journeys.build import PDF, a_form, an_applicant, an_item
from tests.support.waiting import eventually
from znak.cli import main

IDA = an_applicant(3701)
WHY = "Proszę podać, komu służy działalność."
STEPS = {
    "intake.draft-saved.v1",
    "intake.application-submitted.v1",
    "intake.correction-requested.v1",
}
MAILS = ["application-submitted", "application-to-check", "correction-requested", "draft-saved"]


async def a_case(znak: Znak, start: dt.datetime) -> Json:
    """An application that an officer asks to be corrected, once all of its mails are out."""
    call = await znak.intake.open_call(
        OFFICER,
        number="37/2026",
        title="Nabór",
        opens=start.isoformat(),
        procedure="zakup-prospoleczny",
    )
    form = a_form(IDA, 3701, start, items=[an_item("Makatki", "rzemioslo")])
    draft = await znak.intake.apply(IDA, call["id"], form)
    await znak.intake.attach(IDA, draft["id"], "financial-statement", PDF)
    await znak.intake.submit(IDA, draft["id"])
    point = {
        "code": "social-activity",
        "verdict": "no",
        "reason": WHY,
        "fields": ["activity.served"],
    }
    await znak.intake.decide(OFFICER, draft["id"], [point], "correct")

    async def whole() -> Json | None:
        case = await znak.intake.get(f"cases/{draft['id']}", OFFICER)
        mails = sorted(e["template"] for e in case["entries"] if e["template"])
        return case if mails == MAILS else None

    found = await eventually(whole, within=40, otherwise="not every mail is in the case file")
    assert found is not None
    return found


async def test_a_case_is_printed_taken_out_and_checked(
    stack: Stack,
    znak: Znak,
    clocks: Clocks,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    case = await a_case(znak, await clocks.now())
    assert {e["type"] for e in case["entries"] if e["service"] == "intake"} == STEPS
    assert (case["state"], case["on"]) == ("correction", "applicant")
    assert [timer["what"] for timer in case["timers"]] == ["reminder", "rejection"]
    hers = await znak.intake.get(f"cases/{case['id']}", IDA)
    assert {e["template"] for e in hers["entries"]} == {*MAILS, None} - {"application-to-check"}

    await sealed(znak, clocks)
    token = (await znak.intake.tokens.header(OFFICER)).removeprefix("Bearer ")
    monkeypatch.setenv("ZNAK_TOKEN", token)
    monkeypatch.setenv("ZNAK_URL", stack.url("intake"))
    monkeypatch.setenv("MONGO_URL", stack.mongo_url)
    monkeypatch.setenv("MONGO_DATABASE", f"{stack.plan.database_prefix}intake")
    key = str(kept_keys(stack.plan.directory / "keys").public)
    for arguments in (
        ["case", case["number"]],
        ["case", case["number"], "--export", str(tmp_path)],
        ["verify", case["number"]],
        ["verify", "--key", key],
    ):
        assert await asyncio.to_thread(main, arguments) == 0, arguments
    printed = " ".join(capsys.readouterr().out.split())
    assert all(said in printed for said in (case["number"], "Wezwano do uzupełnienia.", IDA.name))
    assert printed.count("Wszystko się zgadza.") == 2
    opened(tmp_path / f"{case['number'].replace('/', '-')}.zip", case["id"])


async def sealed(znak: Znak, clocks: Clocks) -> None:
    """The next business day begins, and the heads of the one before are published."""
    tomorrow = await clocks.now() + dt.timedelta(days=1)
    await clocks.move(tomorrow)
    day = tomorrow.date().isoformat()

    async def published() -> bool:
        seals = await znak.intake.listed("case-file/heads")
        return bool(seals) and seals[-1]["day"] >= day

    await eventually(published, within=20, otherwise="no head was published")


def opened(path: Path, case: str) -> None:
    """The archive is whole, and what was published covers the case."""
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        for file in manifest["files"]:
            assert hashlib.sha256(archive.read(file["path"])).hexdigest() == file["sha256"]
        proof = json.loads(archive.read("proof.json"))
        assert archive.read("attachments/financial-statement.pdf") == PDF
    assert manifest["case"] == case
    assert proof["seals"][-1]["leaf"]["case"] == case
