"""What comes and goes by post, and two applications for one item: officers type in the letters."""

import datetime as dt
from typing import Any

import pytest

from contracts.workdays import local_date
from deploy.local.bots_office import OFFICER, SECOND_OFFICER
from deploy.local.client import Json, Problem, Znak
from deploy.local.travel import Clocks, Diary, settle, travel
from tests.journeys.build import a_form, an_applicant, an_item

LENA = an_applicant(4401)
DAY = dt.timedelta(days=1)
UNSIGNED = {"truth": True, "rules": True, "rodo": False}
WRONG = {"code": "declarations", "verdict": "no", "reason": "Brak podpisu."}


async def nobody(_: dt.datetime) -> int:
    return 0


async def refusal(asking: Any) -> Problem:
    with pytest.raises(Problem) as refused:
        await asking
    return refused.value


async def typed_in(znak: Znak, clocks: Clocks, no: int, **form: Any) -> Json:
    """An application on paper, which came a day after the call had opened and lay for two more."""
    now = await clocks.now()
    call = await znak.intake.open_call(
        OFFICER, number=f"{no}/2026", title="Nabór", opens=now.isoformat(), procedure="bench"
    )
    came = local_date(now + DAY).isoformat()
    await travel(clocks, now + 3 * DAY, diary=Diary(), act=nobody)
    on_paper = a_form(LENA, no, now, channel="paper", received_on=came, **form)
    sent = await znak.intake.apply(OFFICER, call["id"], on_paper, submit=True)
    shown = await znak.intake.get(f"applications/{sent['id']}", OFFICER)
    assert shown["received_on"] == came
    return {**sent, "call": call["id"]}


async def test_a_letter_of_the_last_day_corrects_an_application_on_paper(
    znak: Znak, clocks: Clocks
) -> None:
    sent = await typed_in(znak, clocks, 4401, declarations=UNSIGNED)
    path = f"applications/{sent['id']}"
    asked = await znak.intake.decide(OFFICER, sent["id"], [], "correct")
    last = dt.datetime.fromisoformat(asked["deadline"])
    await travel(clocks, last + DAY / 2, diary=Diary(), act=nobody)
    letter = {
        "form": {"declarations": {"rodo": True}},
        "received_on": local_date(last).isoformat(),
    }
    mended = await znak.intake.post(f"{path}/correction", OFFICER, letter)
    assert (sent["state"], mended["state"]) == ("formal_check", "accepted")


@pytest.mark.prove
async def test_the_time_to_appeal_runs_from_the_day_the_letter_was_delivered(
    znak: Znak, clocks: Clocks
) -> None:
    sent = await typed_in(znak, clocks, 4402, declarations=UNSIGNED)
    case, path = sent["id"], f"applications/{sent['id']}"
    await znak.intake.decide(OFFICER, case, [WRONG], "reject")
    decided = await clocks.now()
    await travel(clocks, decided + 25 * DAY, diary=Diary(), act=nobody)
    await settle(clocks, nobody)
    waiting = await znak.intake.get(f"cases/{case}", OFFICER)
    for day, field in ((decided - DAY, "delivered_on"), (decided + 26 * DAY, "delivered_on")):
        said = {"delivered_on": local_date(day).isoformat()}
        wrong = await refusal(znak.intake.post(f"{path}/delivery", OFFICER, said))
        assert [each["field"] for each in wrong.body["errors"]] == [field]

    said = {"delivered_on": local_date(decided + 3 * DAY).isoformat()}
    await znak.intake.post(f"{path}/delivery", OFFICER, said)
    until = dt.date.fromisoformat((await znak.intake.get(path, OFFICER))["appeal_until"])
    next_day = (until + DAY).isoformat()
    late = await refusal(znak.intake.appeal(OFFICER, case, "List.", received_on=next_day))
    await znak.intake.appeal(OFFICER, case, "List.", received_on=until.isoformat())
    await znak.intake.rule(SECOND_OFFICER, case, "granted", "Podpis jest na odwrocie.")
    await settle(clocks, nobody)

    file = await znak.intake.get(f"cases/{case}", OFFICER)
    assert (waiting["waits_for"], waiting["until"]) == ("appeal", None)
    assert (late.code, until >= local_date(decided + 17 * DAY)) == ("appeal-late", True)
    assert "Doręczono decyzję." in [each["summary"] for each in file["entries"]]
    assert (await znak.evaluation.get(f"cases/{case}", OFFICER))["id"] == case


async def test_of_two_applications_for_one_item_one_at_most_goes_on(
    znak: Znak, clocks: Clocks
) -> None:
    intake, now = znak.intake, await clocks.now()
    call = await intake.open_call(
        OFFICER, number="4403/2026", title="Nabór", opens=now.isoformat(), procedure="bench"
    )

    async def apply(name: str, **form: Any) -> Json:
        items = [an_item(name)]
        sent = a_form(LENA, 4403, now, items=items, **form)
        return await intake.apply(LENA, call["id"], sent, submit=True)

    first = await apply("Obiady domowe", declarations=UNSIGNED)
    await intake.decide(OFFICER, first["id"], [WRONG], "reject")
    second = await apply("OBIADY „domowe”", declarations=UNSIGNED)
    stopped = await refusal(intake.appeal(LENA, first["id"], "Podpis jest."))
    await intake.withdraw(LENA, second["id"], "Zostaję przy pierwszym.")
    await intake.appeal(LENA, first["id"], "Podpis jest.")

    third = await apply("Obiady domowe")
    granting = intake.rule(SECOND_OFFICER, first["id"], "granted", "Jest.")
    doubled = await refusal(granting)
    accepting = await refusal(intake.decide(OFFICER, third["id"], [], "accept"))
    upheld = await intake.rule(SECOND_OFFICER, first["id"], "upheld", "Nie ma go.")
    accepted = await intake.decide(OFFICER, third["id"], [], "accept")
    assert (stopped.code, doubled.code) == ("duplicate", "duplicate")
    assert (stopped.body["duplicates"], doubled.body["duplicates"]) == (
        [second["number"]],
        [third["number"]],
    )
    assert ([each["field"] for each in accepting.body["errors"]], third["state"]) == (
        ["points"],
        "formal_check",
    )
    assert (upheld["state"], accepted["state"]) == ("rejected", "accepted")
