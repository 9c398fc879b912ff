"""News of calls through the pages: asked for, confirmed by the mailed link, ended by it."""

from __future__ import annotations

import pytest

from contracts.intake import SubscriptionRequested
from contracts.people import person_of
from services.intake.domain.subscription import State
from tests.services.intake.conftest import Office
from tests.support.reader import Reader, words

EMAIL = "ewa@przyklad.example"


@pytest.fixture
def reader(office: Office) -> Reader:
    return Reader(office.app)


async def subscribed(office: Office, reader: Reader) -> str:
    """The link that was mailed."""
    answer = await reader.send("/subskrypcja", email=EMAIL, voivodeship="lodzkie")
    assert (answer.status_code, EMAIL in words(answer)) == (200, True)
    said = await office.said(person_of(EMAIL), "subscriptions.kept")
    [event] = [each for each in said if isinstance(each, SubscriptionRequested)]
    return event.link


async def test_an_address_is_subscribed_once_its_link_is_opened_and_ends_by_another(
    office: Office, reader: Reader
) -> None:
    link = await subscribed(office, reader)
    assert (await reader.open("/subskrypcja")).status_code == 200
    done = await reader.send("/subskrypcja/potwierdzenie", secret=f"https://znak.example{link}")
    assert (done.status_code, "łódzkie" in words(done)) == (200, True)
    kept = await office.service.subscriptions.kept.get(person_of(EMAIL))
    assert (kept.state.state, kept.state.wish.voivodeship) == (State.CONFIRMED, "lodzkie")

    asked = await reader.open("/subskrypcja/rezygnacja")
    assert "Rezygnuję" in words(asked)
    for _ in range(2):  # a second click is told the same
        left = await reader.send("/subskrypcja/rezygnacja", secret=kept.state.key)
        assert (left.status_code, "Nie będziemy już pisać" in words(left)) == (200, True)
    ended = await office.service.subscriptions.kept.get(person_of(EMAIL))
    assert ended.state.state is State.ENDED


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": "ewa"}, "email"),
        ({"email": EMAIL, "voivodeship": "mars"}, "voivodeship"),
    ],
)
async def test_a_wrong_wish_is_named_and_kept(
    reader: Reader, fields: dict[str, str], field: str
) -> None:
    answer = await reader.send("/subskrypcja", **fields)
    assert (answer.status_code, f'href="#{field}"' in answer.text) == (422, True)
    assert f'value="{fields["email"]}"' in answer.text


async def test_a_link_that_is_over_and_one_that_is_missing_are_told(reader: Reader) -> None:
    over = await reader.send("/subskrypcja/potwierdzenie", secret="used-before")
    assert (over.status_code, "już nie działa" in words(over)) == (409, True)
    for path in ("/subskrypcja/potwierdzenie", "/subskrypcja/rezygnacja"):
        missing = await reader.send(path, secret="")
        assert (missing.status_code, 'href="#secret"' in missing.text) == (422, True)
