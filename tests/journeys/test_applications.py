"""An application with files: asked to correct one, it gives another and is then taken back."""

import pytest

from deploy.local.bots_office import OFFICER
from deploy.local.client import Problem, Znak
from deploy.local.travel import Clocks
from tests.journeys.build import PDF, a_form, an_applicant
from tests.support.waiting import eventually

OLGA = an_applicant(4201)
NO_FILE = {
    "code": "attachments",
    "verdict": "no",
    "reason": "Sprawozdanie jest nieczytelne.",
    "fields": ["attachments.financial-statement"],
}


async def test_only_the_questioned_file_reopens_and_a_correction_can_be_withdrawn(
    znak: Znak, clocks: Clocks
) -> None:
    intake, now = znak.intake, await clocks.now()
    call = await intake.open_call(
        OFFICER, number="42/2026", title="Nabór", opens=now.isoformat(), procedure="demo"
    )
    wrong = {"truth": True, "rules": True, "rodo": False}
    draft = await intake.apply(OLGA, call["id"], a_form(OLGA, 4201, now, declarations=wrong))
    await intake.attach(OLGA, draft["id"], "financial-statement", PDF)
    seen = await intake.get(f"applications/{draft['id']}", OLGA)
    missing = [name for name, part in seen["sections"].items() if not part["complete"]]
    sent = await intake.submit(OLGA, draft["id"])
    asked = await intake.decide(OFFICER, draft["id"], [NO_FILE], "correct")
    for kind, form in (("register-extract", None), ("", {"contact": {"name": "Ktoś"}})):
        with pytest.raises(Problem):
            await (
                intake.correct(OLGA, draft["id"], form)
                if form
                else intake.attach(OLGA, draft["id"], kind, PDF)
            )
    await intake.attach(OLGA, draft["id"], "financial-statement", PDF + b"\n")
    withdrawn = await intake.withdraw(OLGA, draft["id"], "Rezygnuję.")

    async def told() -> bool:
        return bool((await intake.get(f"cases/{draft['id']}", OLGA))["state"] == "withdrawn")

    await eventually(told, within=20, otherwise="the case file does not say so")
    assert (missing, sent["state"]) == (["declarations"], "formal_check")
    assert (asked["state"], withdrawn["state"]) == ("correction", "withdrawn")
