"""Calls and who hears of them: a subscriber, people with drafts, and a call that ends early."""

import re
from email.message import EmailMessage

from deploy.local.bots_office import OFFICER
from deploy.local.client import Person, Znak
from deploy.local.mailsink import read_mails
from deploy.local.stack import Stack
from deploy.local.travel import Clocks
from tests.journeys.build import PDF, a_form, an_applicant
from tests.support.waiting import eventually

SUBSCRIBER = Person("applicant", "subscriber", "Ewa Nowak", "ewa.nowak@czytelniczka.example")
DRAFTING = an_applicant(4101)
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


def text_of(mail: EmailMessage) -> str:
    """What the person reads."""
    plain = mail.get_body(("plain",))
    return str(plain.get_content()) if plain else ""
