"""Two people act for one entity: one comes in by mail, takes the case over, and the other goes."""

from __future__ import annotations

import json

from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Person, Problem, Znak
from deploy.local.mailsink import read_mails
from deploy.local.stack import Stack
from deploy.local.travel import Clocks
from tests.journeys.build import a_form, a_profile, an_applicant, an_expert, an_item
from tests.support.waiting import eventually

MARTA, OLAF = an_applicant(3101), an_applicant(3102)
EXPERTS = [an_expert(no) for no in (3101, 3102, 3103)]
CATEGORY = "opieka"


def mails(stack: Stack, who: Person) -> list[str]:
    """Subjects of what the person got so far."""
    return [str(mail["Subject"]) for mail in read_mails(stack.mails) if who.email in mail["To"]]


async def put(znak: Znak, path: str, who: Person, body: Json) -> Json:
    return await znak.intake.put(path, who, json.dumps(body).encode(), "application/json")


async def test_a_colleague_takes_a_case_over_and_the_one_who_left_hears_no_more(
    stack: Stack, znak: Znak, clocks: Clocks
) -> None:
    intake, now = znak.intake, await clocks.now()
    team = (await intake.post("teams", MARTA, {"name": "Bochen"}))["id"]
    await intake.post(f"teams/{team}/invitations", MARTA, {"email": OLAF.email})
    await eventually(lambda: mails(stack, OLAF) == ["Zaproszenie do zespołu: Bochen"], within=30)
    await intake.post(f"teams/{team}/members", OLAF)

    call = await intake.open_call(
        OFFICER, number="31/2026", title="Nabór", opens=now.isoformat(), procedure="bench"
    )
    body = {"call": call["id"], "form": a_form(MARTA, 3101, now), "submit": True, "team": team}
    sent = await intake.post("applications", MARTA, body)
    path = f"applications/{sent['id']}"
    # Submitted and accepted.
    await eventually(lambda: len(mails(stack, MARTA)) == 2, within=30)
    before = mails(stack, MARTA)

    contact = {"name": OLAF.name, "email": OLAF.email, "phone": "600 100 200", "language": "pl"}
    await put(znak, f"{path}/contact", OLAF, {"contact": contact, "person": OLAF.id})
    await intake.post(f"{path}/withdrawal", OLAF, {"reason": "Rezygnujemy."})
    await eventually(lambda: len(mails(stack, OLAF)) == 2, within=30)

    await znak.intake.delete(f"teams/{team}/members/{MARTA.id}", OLAF)
    for who, status in ((MARTA, 403), (OLAF, 200)):
        assert await seen(znak, path, who) == status
    assert mails(stack, MARTA) == before


async def test_an_expert_who_joins_the_applicants_team_scores_its_case_no_more(
    stack: Stack, znak: Znak, clocks: Clocks
) -> None:
    intake, office, now = znak.intake, znak.evaluation, await clocks.now()
    for expert in EXPERTS[:2]:
        await office.enrol(OFFICER, a_profile(expert, CATEGORY))
    team = (await intake.post("teams", OLAF, {"name": "Ul"}))["id"]
    call = await intake.open_call(
        OFFICER, number="32/2026", title="Nabór", opens=now.isoformat(), procedure="bench"
    )
    form = a_form(OLAF, 3102, now, items=[an_item("Opieka", CATEGORY)])
    body = {"call": call["id"], "form": form, "submit": True, "team": team}
    case = (await intake.post("applications", OLAF, body))["id"]
    await eventually(lambda: mails(stack, EXPERTS[1]), within=30)
    await office.enrol(OFFICER, a_profile(EXPERTS[2], CATEGORY))

    joining = Person("applicant", EXPERTS[0].id, EXPERTS[0].name, EXPERTS[0].email)
    await intake.post(f"teams/{team}/invitations", OLAF, {"email": joining.email})
    await intake.post(f"teams/{team}/members", joining)
    await eventually(lambda: mails(stack, EXPERTS[2]), within=30)

    seats = (await office.get(f"cases/{case}", OFFICER))["seats"]
    assert [(seat["expert"], seat["state"]) for seat in seats] == [
        (EXPERTS[0].id, "recused"),
        (EXPERTS[1].id, "assigned"),
        (EXPERTS[2].id, "assigned"),
    ]


async def seen(znak: Znak, path: str, who: Person) -> int:
    try:
        await znak.intake.get(path, who)
    except Problem as problem:
        return problem.status
    return 200
