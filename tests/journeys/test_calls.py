"""Calls and who hears of them: a subscriber, people with drafts, and a call that ends early."""

import datetime as dt
import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from deploy.local.bots_office import OFFICER
from deploy.local.client import Person, Problem, Znak
from deploy.local.mailsink import read_mails
from deploy.local.stack import Stack
from deploy.local.travel import Clocks, Diary, travel
from tests.journeys.build import PDF, a_form, an_applicant
from tests.support.waiting import eventually

SUBSCRIBER = Person("applicant", "subscriber", "Ewa Nowak", "ewa.nowak@czytelniczka.example")
DRAFTING = an_applicant(4101)
DAY = dt.timedelta(days=1)
ASK = "Potwierdź zapis na ogłoszenia o naborach"


def mails(stack: Stack, who: Person, words: str) -> list[EmailMessage]:
    """The mails to somebody with these words in the subject."""
    return [
        mail
        for mail in read_mails(stack.mails)
        if who.email in mail["To"] and words in str(mail["Subject"])
    ]


async def test_who_subscribed_or_drafts_hears_of_a_call_and_leaves_with_one_click(
    stack: Stack, znak: Znak, clocks: Clocks
) -> None:
    intake, now = znak.intake, await clocks.now()

    async def mailed(who: Person, words: str) -> list[EmailMessage]:
        return mails(stack, who, words)

    wish = {"email": SUBSCRIBER.email, "voivodeship": "lubelskie"}
    await intake.http.post("subscriptions", json=wish)
    [asked] = await eventually(lambda: mailed(SUBSCRIBER, ASK), within=20, otherwise="no link")
    [secret] = re.findall(r"/subskrypcja#(\S+)", text_of(asked))
    await intake.http.post("subscriptions/confirmation", json={"secret": secret})

    call = await intake.open_call(
        OFFICER, number="41/2026", title="Nabór", opens=now.isoformat(), procedure="bench"
    )
    [opened] = await eventually(
        lambda: mailed(SUBSCRIBER, "Ogłoszenie o naborze 41/2026"), within=20, otherwise="not told"
    )
    draft = await intake.apply(DRAFTING, call["id"], a_form(DRAFTING, 4101, now))
    await intake.attach(DRAFTING, draft["id"], "financial-statement", PDF)
    place = str(opened["List-Unsubscribe"]).strip(" <>").partition("/intake/api/")[2]
    left = await intake.http.post(place, content="List-Unsubscribe=One-Click")
    await intake.post(f"calls/{call['id']}/closure", OFFICER)

    await eventually(
        lambda: mailed(DRAFTING, "Zmiana terminu naboru 41/2026"), within=20, otherwise="not told"
    )
    assert (left.status_code, mails(stack, SUBSCRIBER, "Zmiana terminu")) == (204, [])
    assert opened["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.prove
async def test_calls_run_side_by_side_each_by_the_rules_of_the_day_it_opened(
    stack: Stack, znak: Znak, clocks: Clocks, procedures: Path
) -> None:
    intake, now = znak.intake, await clocks.now()
    rules = (procedures / "bench.toml").read_text("utf-8")
    spring, broken = procedures / "spring.toml", procedures / "broken.toml"
    spring.write_text(rules, "utf-8")
    broken.write_text(rules.replace("tie_years = 3", ""), "utf-8")

    async def call(no: int, opens: dt.datetime, procedure: str) -> str:
        plan = {"title": "Nabór", "opens": opens.isoformat(), "procedure": procedure}
        closes = f"{opens + 20 * DAY:%Y-%m-%d}"
        opened = await intake.open_call(OFFICER, number=f"{no}/2026", closes=closes, **plan)
        return str(opened["id"])

    with pytest.raises(Problem) as refused:
        await call(42, now, "broken")
    running, planned = await call(43, now, "bench"), await call(44, now + 2 * DAY, "spring")
    await intake.apply(DRAFTING, running, a_form(DRAFTING, 4102, now))
    extended = {"closes": f"{now + 40 * DAY:%Y-%m-%d}"}
    await intake.post(f"calls/{running}/extension", OFFICER, extended)
    spring.write_text(rules.replace("automatic = true", "automatic = false"), "utf-8")
    await travel(clocks, now + 3 * DAY, diary=Diary(), act=nobody)
    spring.write_text("to nie jest TOML", "utf-8")  # no call in which anybody applies hears of it

    sent = [
        await intake.apply(who, where, a_form(who, who_no, now), submit=True)
        for who_no, where in ((4103, running), (4104, planned))
        for who in [an_applicant(who_no)]
    ]
    assert [each["field"] for each in refused.value.body["errors"]] == ["evaluation.tie_years"]
    assert [each["state"] for each in sent] == ["accepted", "formal_check"]
    assert len(mails(stack, DRAFTING, "Zmiana terminu naboru 43/2026")) == 1


async def nobody(_: dt.datetime) -> int:
    return 0


def text_of(mail: EmailMessage) -> str:
    """What the person reads."""
    plain = mail.get_body(("plain",))
    return str(plain.get_content()) if plain else ""
