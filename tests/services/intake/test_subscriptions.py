"""Subscriptions: confirmed by the address itself, left without signing in, told page by page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from chassis.process import Refused
from contracts.intake import CallOpened, SubscriptionRequested
from contracts.people import person_of
from contracts.values import Recipient
from services.intake.domain import call_rules
from services.intake.domain.subscription import (
    LIFE,
    PAUSE,
    Ask,
    Choose,
    Confirm,
    Leave,
    State,
    Subscription,
    Wish,
    decide,
    digest,
    due,
)
from tests.services.intake.builders import NOON, a_procedure
from tests.services.intake.conftest import Office

EWA = "ewa@przyklad.example"
ID = person_of(EWA)
WISH = Wish(name="Ewa", language="en", voivodeship="lubelskie")
ASK = Ask(ID, EWA, WISH, "secret", "key", a_procedure().office)
ASKED = Subscription(
    id=ID,
    state=State.ASKED,
    email=EWA,
    key="key",
    asked=WISH,
    asked_at=NOON,
    digest=digest("secret"),
    ends_at=NOON + LIFE,
)
CONFIRMED = ASKED.but(state=State.CONFIRMED, wish=WISH)
LATER = NOON + PAUSE


def test_whoever_asks_the_address_itself_has_to_confirm() -> None:
    asked = decide(ASK, NOON, None)
    assert (asked.state, due(asked.state)) == (ASKED, NOON + LIFE)
    [told] = asked.messages
    assert isinstance(told, SubscriptionRequested)
    assert (told.link, told.contact.email, told.until) == ("/subskrypcja#secret", EWA, NOON + LIFE)
    confirmed = decide(Confirm("secret"), LATER, asked.state)
    assert (confirmed.state, confirmed.messages, due(confirmed.state)) == (CONFIRMED, (), None)


@pytest.mark.parametrize("known", [ASKED, CONFIRMED], ids=lambda each: each.state.value)
def test_asked_again_at_once_nothing_more_is_mailed_and_later_a_new_link(
    known: Subscription,
) -> None:
    assert decide(ASK, LATER - dt.timedelta(seconds=1), known).messages == ()
    again = decide(Ask(ID, EWA, Wish(), "other", "k", ASK.office), LATER, known).state
    assert (again.state, again.key, again.wish) == (known.state, "key", known.wish)
    assert decide(Confirm("other"), LATER, again).state.wish == Wish()


@pytest.mark.parametrize(
    ("command", "now", "known"),
    [
        (Confirm("guess"), NOON, ASKED),
        (Confirm("secret"), NOON + LIFE, ASKED),
        (Confirm("secret"), NOON, ASKED.but(state=State.ENDED)),
    ],
)
def test_a_link_that_does_not_hold_changes_nothing(
    command: Confirm, now: dt.datetime, known: Subscription
) -> None:
    with pytest.raises(Refused) as refused:
        decide(command, now, known)
    assert refused.value.code == "link-over"


def test_who_leaves_is_deleted_and_may_come_back() -> None:
    left = decide(Leave(), LATER, CONFIRMED)
    assert (left.state.state, left.state.wish, due(left.state)) == (State.ENDED, Wish(), LATER)
    assert decide(Leave(), LATER, left.state).state == left.state
    assert decide(ASK, LATER, left.state).state.state is State.ASKED


def test_who_is_signed_in_chooses_without_a_link() -> None:
    for known in (None, ASKED, CONFIRMED, ASKED.but(state=State.ENDED)):
        chosen = decide(Choose(ID, EWA, Wish(language="en"), "key"), NOON, known)
        assert (chosen.state.state, chosen.state.wish) == (State.CONFIRMED, Wish(language="en"))
        assert (chosen.messages, due(chosen.state)) == ((), None)


async def link_of(office: Office, email: str) -> str:
    told = (await office.said(person_of(email), "subscriptions.kept"))[-1]
    return str(told.link).partition("#")[2]


async def ask(office: Office, email: str, **wishes: Any) -> Any:
    return await office.door("", "POST", "/api/subscriptions", email=email, **wishes)


async def subscribe(office: Office, email: str, **wishes: Any) -> Any:
    await ask(office, email, **wishes)
    secret = await link_of(office, email)
    return await office.door("", "POST", "/api/subscriptions/confirmation", secret=secret)


async def told(office: Office) -> list[Recipient]:
    """Who is told of a new call."""
    said = await office.announced(await office.call())
    assert {type(each) for each in said} <= {CallOpened}
    return [contact for each in said for contact in each.recipients]


async def test_a_subscriber_is_told_and_leaves_by_the_link_without_signing_in(
    office: Office,
) -> None:
    first = await ask(office, " Ewa@przyklad.example", language="en", voivodeship="lubelskie")
    assert await told(office) == []
    secret = await link_of(office, EWA)
    confirmed = await office.door("", "POST", "/api/subscriptions/confirmation", secret=secret)
    again = await ask(office, EWA)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert confirmed.json() == {
        "email": EWA,
        "name": "",
        "language": "en",
        "voivodeship": "lubelskie",
        "state": "confirmed",
    }
    [ewa] = await told(office)
    assert (ewa.person, ewa.email, ewa.language) == (ID, EWA, "en")
    path = f"/api/subscriptions/unsubscription?key={ewa.unsubscribe}"
    one_click = await office.door("", "POST", path, content=b"List-Unsubscribe=One-Click")
    assert (one_click.status_code, await told(office)) == (204, [])
    wrong = await office.door("", "POST", "/api/subscriptions/unsubscription?key=guess")
    assert (wrong.status_code, wrong.json()["code"]) == (409, "link-over")


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ({"email": "ewa"}, "email"),
        ({"email": EWA, "voivodeship": "Lublin"}, "voivodeship"),
        ({"email": EWA, "language": "de"}, "language"),
        ({}, "email"),
    ],
)
async def test_a_wrong_wish_is_refused_by_the_name_of_its_field(
    office: Office, wishes: dict[str, Any], field: str
) -> None:
    answer = await office.door("", "POST", "/api/subscriptions", **wishes)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_who_is_signed_in_sees_changes_and_ends_their_own(office: Office) -> None:
    path = "/api/subscriptions/mine"
    assert (await office.door("applicant:anna", "GET", path)).status_code == 404
    await office.door("applicant:anna", "PUT", path, voivodeship="opolskie")
    seen = (await office.door("applicant:anna", "GET", path)).json()
    assert (seen["email"], seen["voivodeship"]) == ("anna@przyklad.example", "opolskie")
    assert await told(office) == []
    await office.door("applicant:anna", "PUT", path, name="Anna")
    assert [each.name for each in await told(office)] == ["Anna"]
    for _ in range(2):
        assert (await office.door("applicant:anna", "DELETE", path)).status_code == 204
    assert await told(office) == []


async def test_each_person_is_told_once_and_no_write_carries_more_than_a_page(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_rules, "PAGE", 2)
    for no in range(5):
        await subscribe(office, f"osoba{no}@przyklad.example")
    await subscribe(office, "biuro@przyklad.example")  # whom the draft below names as well
    call = await office.call()
    await office.apply(call, submit=False)
    await office.door(
        "applicant:jan", "POST", "/api/applications", call=call, form={"contact": {"name": "Jan"}}
    )
    before = len(await office.announced(call))
    await office.door("officer", "POST", f"/api/calls/{call}/closure")
    batches = (await office.announced(call))[before:]
    people = [each.email for batch in batches for each in batch.recipients]
    expected = [f"osoba{no}@przyklad.example" for no in range(5)]
    assert sorted(people) == ["biuro@przyklad.example", "jan@przyklad.example", *expected]
    assert max(len(batch.recipients) for batch in batches) == 2
    document = await office.service.calls.collection.find_one({"_id": call})
    assert document is not None
    writes = Counter(entry["id"].rpartition(".")[0] for entry in document["outbox"])
    assert max(writes.values()) == 2  # a page of people, and the word to go on


async def test_the_secret_of_a_link_is_in_the_mail_alone(office: Office) -> None:
    await ask(office, EWA)
    secret = await link_of(office, EWA)
    document = await office.service.subscriptions.kept.collection.find_one({"_id": ID})
    assert document is not None
    assert secret not in str(document["state"])
    assert SubscriptionRequested.secret == ("link",)
