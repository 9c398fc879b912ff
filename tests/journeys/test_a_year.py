"""One licence year through the four real services: what is mailed and what the case file holds.

Travelling stops wherever a case waits for something. This file is the first of its package, when
nobody else's case is there yet.
"""

import datetime as dt
from itertools import islice

from deploy.local.bots import Staff
from deploy.local.bots_office import OFFICER
from deploy.local.client import Json, Person, Znak
from deploy.local.mailsink import read_mails
from deploy.local.stack import Stack
from deploy.local.travel import Clocks, Diary, settle, travel
from services.notifications import words
from tests.journeys.build import PDF, a_form, a_profile, an_applicant, an_expert, an_item
from tests.support.waiting import eventually

ANNA = an_applicant(1001)
EXPERTS = [an_expert(no) for no in (11, 12)]
RENEWED_AFTER = dt.timedelta(days=320)  # inside the window of the last sixty days
DAY = dt.timedelta(days=1)
FIRST = [
    "intake.draft-saved.v1",
    "intake.application-submitted.v1",
    "intake.application-accepted.v1",
    "evaluation.expert-assigned.v1",
    "evaluation.expert-assigned.v1",
    "evaluation.case-progressed.v1",  # both have declared
    "evaluation.case-progressed.v1",
    "evaluation.score-submitted.v1",
    "evaluation.score-submitted.v1",
    "evaluation.evaluation-concluded.v1",
    "licensing.licence-drafted.v1",
    "licensing.licence-activated.v1",
    "licensing.licence-expiring.v1",
]
RENEWAL = [
    "intake.draft-saved.v1",
    "intake.application-submitted.v1",
    "intake.renewal-filed.v1",
    "intake.application-accepted.v1",
    "evaluation.case-progressed.v1",
    "evaluation.evaluation-concluded.v1",
    "licensing.licence-drafted.v1",
    "licensing.licence-renewed.v1",
]


async def told(znak: Znak, clocks: Clocks) -> None:
    """Waits until every mail of what has happened is out, so that their order means something."""

    async def nothing_under_way() -> bool:
        await clocks.rest()
        return not await znak.notifications.listed("mails", OFFICER, state="sending")

    await eventually(nothing_under_way, within=30, otherwise="a mail is still being sent")


async def send_in(znak: Znak, clocks: Clocks, call: str, form: Json) -> str:
    """Draft, attachment, submission, as a person does it."""
    draft = await znak.intake.apply(ANNA, call, form)
    await znak.intake.attach(ANNA, draft["id"], "financial-statement", PDF)
    await told(znak, clocks)
    await znak.intake.submit(ANNA, draft["id"])
    return str(draft["id"])


async def a_year(znak: Znak, clocks: Clocks) -> tuple[str, str]:
    """A first licence, and its renewal filed early; returns both cases."""
    start = await clocks.now()
    for expert in EXPERTS:
        await znak.evaluation.enrol(OFFICER, a_profile(expert, "rzemioslo"))
    call = await znak.intake.open_call(
        OFFICER, number="1/2026", title="Nabór", opens=start.isoformat(), procedure="demo"
    )
    form = a_form(ANNA, 1001, start, items=[an_item("Kosze wiklinowe", "rzemioslo")])
    first = await send_in(znak, clocks, call["id"], form)
    staff = Staff(znak, EXPERTS)

    async def act(now: dt.datetime) -> int:
        await told(znak, clocks)
        return await staff.act(now)

    await settle(clocks, act)
    number = (await znak.licensing.get(f"licences/{first}", OFFICER))["number"]
    renewals: list[str] = []

    async def renew() -> None:
        again = form | {
            "kind": "renewal",
            "licence_number": number,
            "items": [an_item("Kosze wiklinowe", "rzemioslo", new=False)],
        }
        renewals.append(await send_in(znak, clocks, call["id"], again))

    diary = Diary()
    diary.note(start + RENEWED_AFTER, renew)
    await travel(clocks, start + dt.timedelta(days=430), diary=diary, act=act)
    return first, renewals[0]


def mails_to(stack: Stack, who: Person) -> list[str]:
    return [str(mail["Subject"]) for mail in read_mails(stack.mails) if who.email in mail["To"]]


async def steps(znak: Znak, case: str) -> list[str]:
    """The case file's lines, without those about mails."""
    file = await znak.intake.get(f"cases/{case}", ANNA)
    return [e["type"] for e in file["entries"] if e["service"] != "notifications"]


async def number_of(znak: Znak, case: str) -> str:
    return str((await znak.intake.get(f"applications/{case}", ANNA))["number"])


async def test_a_licence_is_granted_runs_a_year_and_goes_on_without_a_gap(
    stack: Stack, znak: Znak, clocks: Clocks
) -> None:
    first, renewal = await a_year(znak, clocks)

    licence = await znak.licensing.get(f"licences/{first}", OFFICER)
    one, two = licence["terms"]
    assert licence["state"] == "active"
    assert (one["case"], two["case"]) == (first, renewal)
    assert dt.date.fromisoformat(two["start"]) == dt.date.fromisoformat(one["end"]) + DAY
    expected = expected_mails(
        await number_of(znak, first), await number_of(znak, renewal), licence["number"], one["end"]
    )
    assert in_groups(mails_to(stack, ANNA), expected) == expected
    assert await steps(znak, first) == FIRST
    assert await steps(znak, renewal) == RENEWAL


def expected_mails(first: str, renewal: str, licence: str, end: str) -> list[set[str]]:
    """Titles in order; those of one set are caused by the same step and may pass each other."""
    return [
        {"Wersja robocza wniosku"},
        {
            f"Potwierdzenie złożenia wniosku {first}",
            f"Wynik oceny formalnej wniosku {first}",
        },
        {f"Przyznanie znaku – wniosek {first}", f"Umowa licencyjna {licence} do podpisu"},
        {f"Licencja {licence} jest aktywna"},
        {f"Licencja {licence} wygasa {words.day(end, language='pl')}"},
        {"Wersja robocza wniosku"},
        {
            f"Potwierdzenie złożenia wniosku {renewal}",
            f"Wynik oceny formalnej wniosku {renewal}",
        },
        {
            f"Przedłużenie prawa do znaku – wniosek {renewal}",
            f"Umowa licencyjna {licence} do podpisu",
        },
        {f"Licencja {licence} przedłużona"},
    ]


def in_groups(titles: list[str], expected: list[set[str]]) -> list[set[str]]:
    """The titles cut into sets as large as those expected; what is left over is one more."""
    left = iter(titles)
    groups = [set(islice(left, len(group))) for group in expected]
    rest = set(left)
    return [*groups, rest] if rest else groups
