"""Twenty cases at once through two copies of each service: none lost, nothing doubled."""

import asyncio
from collections import Counter

from deploy.local.bots import Staff
from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Znak
from deploy.local.demo.counts import messages
from deploy.local.mailsink import read_mails
from deploy.local.stack import Stack
from deploy.local.travel import Clocks, settle
from tests.journeys.build import a_form, a_profile, an_applicant, an_expert

CASES = 20
EXPERTS = [an_expert(no) for no in range(1, 5)]
MAILS = {
    "application-submitted": 1,
    "application-accepted": 1,
    "expert-assigned": 2,
    "mark-granted": 1,
    "licence-drafted": 1,
    "licence-activated": 1,
}
EVENTS = {
    "intake.application-submitted.v1": 1,
    "intake.application-accepted.v1": 1,
    "evaluation.expert-assigned.v1": 2,
    "evaluation.case-progressed.v1": 2,
    "evaluation.score-submitted.v1": 2,
    "evaluation.evaluation-concluded.v1": 1,
    "licensing.licence-drafted.v1": 1,
    "licensing.licence-activated.v1": 1,
    "notifications.mail-sent.v1": 7,
}


async def a_busy_day(znak: Znak, clocks: Clocks) -> list[Json]:
    """Twenty applications sent at one moment, and everybody acting until nothing waits."""
    now = await clocks.now()
    for expert in EXPERTS:
        await znak.evaluation.enrol(OFFICER, a_profile(expert, "gastronomia"))
    call = await znak.intake.open_call(
        OFFICER, number="20/2026", title="Nabór", opens=now.isoformat(), procedure="bench"
    )
    people = {no: an_applicant(no) for no in range(CASES)}
    sent = await asyncio.gather(
        *(
            znak.intake.apply(who, call["id"], a_form(who, no, now), submit=True, key=f"one-{no}")
            for no, who in people.items()
            for _ in range(2)  # everybody clicks twice
        )
    )
    await settle(clocks, Staff(znak, EXPERTS).act)
    return sent


def counted(stack: Stack) -> dict[str, Counter[str]]:
    """What each process did with messages so far."""
    return {copy.child.name: Counter(messages([copy.url])) for copy in stack.copies}


async def test_twenty_cases_at_once_end_with_twenty_licences_and_nothing_doubled(
    stack: Stack, znak: Znak, clocks: Clocks
) -> None:
    before = counted(stack)
    sent = await a_busy_day(znak, clocks)

    ids = {each["id"] for each in sent}
    assert len(ids) == CASES
    assert without_a_gap({each["number"] for each in sent})
    active = await znak.licensing.listed("licences", OFFICER, state="active")
    licences = [each for each in active if each["id"] in ids]
    assert Counter(each["id"] for each in licences) == Counter(ids)
    assert without_a_gap({each["number"] for each in licences})
    for case in ids:
        file = await znak.intake.get(f"cases/{case}", OFFICER)
        assert Counter(entry["type"] for entry in file["entries"]) == EVENTS
        mails = await znak.notifications.listed("mails", OFFICER, case=case)
        assert Counter(mail["template"] for mail in mails) == MAILS
    told = Counter(mail["Message-ID"] for mail in read_mails(stack.mails))
    assert set(told.values()) == {1}
    since = {name: each - before[name] for name, each in counted(stack).items()}
    assert {name for name, each in since.items() if not each["handled"]} == set()
    assert {name for name, each in since.items() if each["dead"] or each["retried"]} == set()


def without_a_gap(numbers: set[str]) -> bool:
    """Whether they are twenty numbers in a row."""
    last = sorted(int(number.rpartition("/")[2]) for number in numbers)
    return last == list(range(last[0], last[0] + CASES))
