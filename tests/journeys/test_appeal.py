"""A decision that somebody does not agree with: appeals, and an obvious mistake put right."""

import datetime as dt
from collections.abc import Awaitable

from deploy.local import bots_experts, bots_office
from deploy.local.bots_experts import Opinion
from deploy.local.bots_office import DIRECTOR, OFFICER, SECOND_OFFICER
from deploy.local.client import Json, Person, Problem, Znak
from deploy.local.travel import Clocks, Diary, settle, travel
from tests.journeys.build import a_form, a_profile, an_applicant, an_expert, an_item

JAN, OLA = an_applicant(2601), an_applicant(2602)
FIRST, OTHERS = [an_expert(no) for no in (2601, 2602)], [an_expert(no) for no in (2603, 2604)]
EXPERTS = [*FIRST, *OTHERS]
CATEGORY = "tekstylia"
DAY = dt.timedelta(days=1)
POOR = Opinion(("good", "poor"))
GOOD = Opinion(("good",))
POINTLESS = Opinion(("poor",))


async def nobody(_: dt.datetime) -> int:
    return 0


async def said(asking: Awaitable[Json]) -> str:
    """The code of the refusal that this request meets."""
    try:
        await asking
    except Problem as problem:
        return problem.code
    return ""


async def send_in(znak: Znak, who: Person, no: int, now: dt.datetime, **form: object) -> str:
    """An application of two items, into a call of its own."""
    call = await znak.intake.open_call(
        OFFICER, number=f"{no}/2026", title="Nabór", opens=now.isoformat(), procedure="bench"
    )
    items = [an_item("Spływ kajakowy", CATEGORY), an_item("Rajd rowerowy", CATEGORY)]
    sent = a_form(who, no, now, **{"items": items, **form})
    return str((await znak.intake.apply(who, call["id"], sent, submit=True))["id"])


async def judged(znak: Znak, clocks: Clocks, experts: list[Person], opinion: Opinion) -> None:
    """These experts do what waits for them, and the director confirms."""
    for expert in experts:
        await bots_experts.work(znak, expert, lambda _: opinion)
    await settle(clocks, nobody)
    await bots_office.confirm(znak)
    await settle(clocks, nobody)


async def holders(znak: Znak, case: str) -> list[str]:
    found = await znak.evaluation.get(f"cases/{case}", OFFICER)
    return [seat["expert"] for seat in found["seats"]]


async def file_of(znak: Znak, case: str) -> tuple[str, str, str]:
    found = await znak.intake.get(f"cases/{case}", OFFICER)
    return found["state"], found["waits_for"], found["on"]


async def test_a_formal_rejection_is_appealed_against_and_another_officer_grants_it(
    znak: Znak, clocks: Clocks
) -> None:
    now = await clocks.now()
    praise = [{"author": "Szkoła", "text": "Polecamy."}]
    item = {**an_item("Spływ kajakowy", CATEGORY), "recommendations": praise}
    case = await send_in(znak, JAN, 2601, now, items=[item])
    await znak.intake.decide(OFFICER, case, [], "reject")
    await znak.intake.appeal(JAN, case, "Drugą rekomendację wysłałem pocztą.")
    await settle(clocks, nobody)
    pending = await file_of(znak, case)

    own = await said(znak.intake.rule(OFFICER, case, "granted", "Jest."))
    await znak.intake.rule(SECOND_OFFICER, case, "granted", "Rekomendacja wpłynęła w terminie.")
    await settle(clocks, nobody)

    mails = await znak.notifications.listed("mails", OFFICER, case=case)
    assert (pending, own) == (("appeal", "appeal-decision", "officer"), "own-decision")
    assert (await znak.intake.get(f"applications/{case}", JAN))["state"] == "accepted"
    assert (await znak.evaluation.get(f"cases/{case}", OFFICER))["id"] == case
    assert {"appeal-filed", "formal-appeal-decided"} <= {mail["template"] for mail in mails}


async def test_a_refused_item_goes_to_other_experts_and_joins_the_licence_that_runs(
    znak: Znak, clocks: Clocks
) -> None:
    for expert in FIRST:
        await znak.evaluation.enrol(OFFICER, a_profile(expert, CATEGORY))
    case = await send_in(znak, OLA, 2602, await clocks.now())
    await settle(clocks, nobody)
    await judged(znak, clocks, FIRST, POOR)
    await bots_office.sign(znak, lambda licence: licence["id"] == case)
    await znak.intake.appeal(OLA, case, "Rajd ma przewodnika.")
    await settle(clocks, nobody)
    alone = await file_of(znak, case)
    for expert in OTHERS:
        await znak.evaluation.enrol(OFFICER, a_profile(expert, CATEGORY))
    await settle(clocks, nobody)
    before = await file_of(znak, case)
    await judged(znak, clocks, OTHERS, GOOD)

    decided = await znak.evaluation.get(f"cases/{case}", OFFICER)
    licence = await znak.licensing.get(f"licences/{case}", OFFICER)
    assert (alone, before[0]) == (("appeal", "experts", "officer"), "appeal")
    assert set((await holders(znak, case))[2:]) == {expert.id for expert in OTHERS}
    assert [verdict["granted"] for verdict in decided["verdicts"]] == [True, True]
    assert (licence["state"], len(licence["terms"][-1]["items"])) == ("active", 2)
    assert (await file_of(znak, case))[0] == "active"
    assert await said(znak.intake.appeal(OLA, case, "Jeszcze raz.")) == "appealed-before"


async def test_refused_again_it_is_final_until_an_obvious_mistake_is_put_right(
    znak: Znak, clocks: Clocks
) -> None:
    for expert in EXPERTS:
        await enrolled(znak, expert)
    case = await send_in(znak, JAN, 2603, await clocks.now(), items=[an_item("Rajd", CATEGORY)])
    await settle(clocks, nobody)
    await judged(znak, clocks, EXPERTS, POINTLESS)
    await znak.intake.appeal(JAN, case, "")
    await settle(clocks, nobody)
    await judged(znak, clocks, EXPERTS, POINTLESS)
    final = await znak.intake.get(f"applications/{case}", JAN)
    again = await said(znak.intake.appeal(JAN, case, "Raz jeszcze."))
    decided = await znak.evaluation.get(f"cases/{case}", OFFICER)
    item = decided["verdicts"][0]["item"]["id"]
    grant = {item: {"granted": True, "reason": "Średnia to 75 pkt."}}
    await znak.evaluation.put_right(DIRECTOR, case, "Pomylono karty dwóch wniosków.", grant)
    await settle(clocks, nobody)

    seats = await holders(znak, case)
    licence = await znak.licensing.get(f"licences/{case}", OFFICER)
    mails = await znak.notifications.listed("mails", OFFICER, case=case)
    assert (final["state"], final["appeals"][-1]["outcome"]) == ("refused", "upheld")
    assert (again, len(seats), len(set(seats))) == ("appealed-before", 4, 4)
    assert licence["state"] == "awaiting_signature"
    assert (await znak.intake.get(f"applications/{case}", JAN))["state"] == "granted"
    assert {"mark-refused", "appeal-decided", "decision-corrected", "licence-drafted"} <= {
        mail["template"] for mail in mails
    }


async def test_an_appeal_after_fourteen_days_is_too_late_unless_the_letter_came_in_time(
    znak: Znak, clocks: Clocks
) -> None:
    now = await clocks.now()
    item = {**an_item("Rajd", CATEGORY), "recommendations": [{"author": "A", "text": "B"}]}
    case = await send_in(znak, JAN, 2604, now, items=[item])
    await znak.intake.decide(OFFICER, case, [], "reject")
    until = (await znak.intake.get(f"applications/{case}", JAN))["appeal_until"]
    await travel(clocks, now + 21 * DAY, diary=Diary(), act=nobody)

    late = await said(znak.intake.appeal(JAN, case, "Nie zgadzam się."))
    letter = await znak.intake.appeal(OFFICER, case, "List polecony.", received_on=until)
    back = await znak.intake.take_appeal_back(JAN, case)
    assert (late, letter["state"], back["state"]) == ("appeal-late", "appeal", "rejected")


async def enrolled(znak: Znak, expert: Person) -> None:
    """The expert is on the list, perhaps since before."""
    await said(znak.evaluation.enrol(OFFICER, a_profile(expert, CATEGORY)))
