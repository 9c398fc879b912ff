"""The procedure as the office runs it: the chapter votes on what the experts have scored."""

import datetime as dt
from collections.abc import Awaitable

from deploy.local.bots import Staff
from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Person, Problem, Znak
from deploy.local.mailsink import read_mails
from deploy.local.stack import Stack
from deploy.local.travel import Clocks, Diary, settle, travel
from tests.journeys.build import PDF, a_form, a_profile, an_applicant, an_expert, an_item

EWA = an_applicant(2001)
EXPERTS = [an_expert(no) for no in (21, 22)]
MEMBERS = [
    Person("chapter", f"member-{no}", f"Członek {no}", f"czlonek{no}@kapitula.example")
    for no in range(1, 5)
]
CHAIR, BORYS, CELINA, DOROTA = MEMBERS
IN_A_WEEK = dt.timedelta(days=7)
STEPS = [
    "intake.draft-saved.v1",
    "intake.application-submitted.v1",
    "intake.application-accepted.v1",
    "evaluation.expert-assigned.v1",
    "evaluation.expert-assigned.v1",
    "evaluation.case-progressed.v1",  # both have declared
    "evaluation.case-progressed.v1",
    "evaluation.score-submitted.v1",
    "evaluation.score-submitted.v1",
    "evaluation.case-progressed.v1",  # on the agenda
    "evaluation.resolution-passed.v1",
    "evaluation.case-progressed.v1",
    "evaluation.evaluation-concluded.v1",
    "licensing.licence-drafted.v1",
    "licensing.licence-activated.v1",
]


async def send_in(znak: Znak, now: dt.datetime) -> str:
    """An application for a product and a second one, into a call with a vote."""
    call = await znak.intake.open_call(
        OFFICER,
        number="2001/2026",
        title="Nabór z Kapitułą",
        opens=now.isoformat(),
        procedure="zakup-prospoleczny",
    )
    items = [an_item("Plakaty", "poligrafia"), an_item("Ulotki", "poligrafia")]
    draft = await znak.intake.apply(EWA, call["id"], a_form(EWA, 2001, now, items=items))
    await znak.intake.attach(EWA, draft["id"], "financial-statement", PDF)
    await znak.intake.submit(EWA, draft["id"])
    return str(draft["id"])


async def call_sitting(znak: Znak, case: str, held: dt.datetime) -> Json:
    """The office appoints the chapter and calls a sitting on the one case."""
    for member in MEMBERS:
        await znak.evaluation.appoint(OFFICER, member)
    planned = await znak.evaluation.sitting(
        OFFICER, held=held.isoformat(), place="Lublin, sala 14", chair=CHAIR.id, cases=[case]
    )
    return await znak.evaluation.at(OFFICER, planned["id"], "call")


async def hold(znak: Znak, sitting: str, case: str, items: list[str]) -> None:
    """Three vote: the first item is carried by the chair, the second falls against the score."""
    office = znak.evaluation
    granted, refused = items
    await office.at(CHAIR, sitting, "opening")
    await office.at(DOROTA, sitting, "exclusions", case=case, ground="Kuzynka prezeski.")
    for member, first, second in (
        (CHAIR, "yes", "no"),
        (BORYS, "no", "no"),
        (CELINA, "abstain", "yes"),
    ):
        votes = {granted: first, refused: second}
        await office.at(member, sitting, "votes", case=case, votes=votes)
    assert await said(office.at(DOROTA, sitting, "votes", case=case, votes={granted: "no"})) == (
        "excluded"
    )
    assert await said(office.at(CHAIR, sitting, "closure")) == "invalid"
    reason = {"case": case, "item": refused, "reason": "Brak atestu."}
    await office.at(CHAIR, sitting, "closure", reasons=[reason])


async def said(asking: Awaitable[Json]) -> str:
    """The code of the refusal that this request meets."""
    try:
        await asking
    except Problem as problem:
        return problem.code
    return ""


async def test_the_chapter_votes_item_by_item_and_the_licence_follows_it(
    stack: Stack, znak: Znak, clocks: Clocks
) -> None:
    for expert in EXPERTS:
        await znak.evaluation.enrol(OFFICER, a_profile(expert, "poligrafia"))
    staff = Staff(znak, EXPERTS)
    now = await clocks.now()
    case = await send_in(znak, now)
    await settle(clocks, staff.act)
    waiting = await znak.intake.get(f"cases/{case}", OFFICER)
    called = await call_sitting(znak, case, now + IN_A_WEEK)
    await travel(clocks, now + IN_A_WEEK, diary=Diary(), act=staff.act)
    items = [scored["item"]["id"] for scored in called["agenda"][0]["scored"]]
    await hold(znak, called["id"], case, items)
    await settle(clocks, staff.act)

    licence = await znak.licensing.get(f"licences/{case}", OFFICER)
    file = await znak.intake.get(f"cases/{case}", OFFICER)
    decided = await znak.evaluation.get(f"cases/{case}", OFFICER)
    assert (waiting["state"], waiting["waits_for"], waiting["on"]) == ("chapter", "vote", "chapter")
    assert [verdict["granted"] for verdict in decided["verdicts"]] == [True, False]
    assert decided["verdicts"][1]["reason"].endswith(
        f"Uchwała Kapituły {called['number']}/1: za 1, przeciw 2, wstrzymało się 0. Brak atestu."
    )
    assert licence["state"] == "active"
    assert [e["type"] for e in file["entries"] if e["service"] != "notifications"] == STEPS
    invited = [
        mail["To"] for mail in read_mails(stack.mails) if "posiedzenie" in str(mail["Subject"])
    ]
    assert len(invited) == len(MEMBERS)
