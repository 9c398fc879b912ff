"""Whom a licence is written to and who acts for it, as intake tells."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import httpx
import pytest

from contracts.base import Subject
from contracts.intake import ContactChanged, TeamChanged, TeamSubject
from contracts.licensing import LicenceDrafted
from contracts.values import Contact
from services.licensing.domain.commands import FollowContact, Sign
from services.licensing.domain.licence import Licence
from services.licensing.domain.process import decide
from tests.services.licensing.build import (
    CONTACT,
    FIRST,
    NUMBER,
    SECOND,
    a_renewal,
    a_verdict,
    at,
    renewing,
    signed,
    unsigned,
)
from tests.services.licensing.conftest import Login, Office
from tests.services.licensing.test_api import sign

JAN = Contact(person="p-2", name="Jan Kowal", email="jan@bochenek.example", team="t-1")
EWA = JAN.model_copy(update={"person": "p-3", "name": "Ewa Lis"})


def contacts(licence: Licence) -> tuple[str, str | None]:
    """Of the licence, and of the agreement that waits."""
    ready = licence.next and licence.next.contact
    return licence.contact.person, ready.person if ready else None


@pytest.mark.parametrize(
    ("before", "case", "after"),
    [
        (unsigned(), FIRST, ("p-2", "p-2")),
        (signed(), FIRST, ("p-2", None)),
        (renewing(), FIRST, ("p-2", "p-1")),
        (renewing(), SECOND, ("p-1", "p-2")),
        (signed(), SECOND, ("p-1", None)),
    ],
)
def test_a_change_reaches_what_its_application_has_led_to(
    before: Licence, case: str, after: tuple[str, str | None]
) -> None:
    changed = decide(FollowContact(case, JAN, 7), at("2027-02-21"), before).state
    assert contacts(changed) == after
    assert decide(FollowContact(case, EWA, 6), at("2027-02-21"), changed).state == changed


def test_the_next_term_is_written_to_as_its_own_application_says() -> None:
    changed = decide(FollowContact(SECOND, JAN, 7), at("2027-02-21"), renewing()).state
    made = decide(Sign(by="o-1", form="paper"), at("2027-02-25"), changed).state
    assert (made.contact, made.contact_seq) == (JAN, 7)
    late = decide(FollowContact(FIRST, EWA, 99), at("2027-02-26"), made).state
    assert late == made


def a_change(case: str, seq: int, new: Contact, number: str | None = None) -> ContactChanged:
    return ContactChanged(
        subject=Subject(kind="application", id=case),
        case=case,
        seq=seq,
        at=at("2026-03-02"),
        by="p-1",
        number="ZP/2026/000001",
        old=CONTACT,
        new=new,
        accepted=True,
        licence_number=number,
    )


@pytest.mark.parametrize(
    "order", [*permutations((a_verdict(), a_change(FIRST, 4, JAN), a_change(FIRST, 5, EWA)))]
)
async def test_the_newest_contact_stays_in_whatever_order_it_came(
    office: Office, order: tuple[Any, ...]
) -> None:
    for no, event in enumerate(order):
        await office.hear(event, f"m-{no}")
    assert contacts(await office.licence(FIRST)) == ("p-3", "p-3")


async def test_a_contact_that_came_before_the_verdict_gets_the_agreement(office: Office) -> None:
    await office.hear(a_change(FIRST, 4, JAN), "m-1")
    await office.hear(a_verdict(), "m-2")
    [drafted] = await office.said(FIRST)
    assert isinstance(drafted, LicenceDrafted)
    assert drafted.contact == JAN


async def test_a_renewals_contact_that_came_before_its_verdict_is_that_of_the_next_term(
    office: Office, client: httpx.AsyncClient
) -> None:
    await office.hear(a_verdict(), "m-1")
    await sign(client, FIRST)
    await office.hear(a_change(SECOND, 4, JAN, NUMBER), "m-2")
    assert contacts(await office.licence(FIRST)) == ("p-1", None)
    await office.hear(a_renewal(), "m-3")
    assert contacts(await office.licence(FIRST)) == ("p-1", "p-2")


def the_team(seq: int, *members: str) -> TeamChanged:
    subject = TeamSubject(kind="team", id="t-1")
    return TeamChanged(subject=subject, seq=seq, at=at("2026-03-02"), by="p-1", members=members)


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize(
    ("who", "status"), [("p-2", 200), ("p-3", 200), ("p-9", 403), ("p-1", 403)]
)
async def test_every_member_gives_a_licence_up_and_one_who_left_does_not(
    office: Office, client: httpx.AsyncClient, login: Login, who: str, status: int, *, swapped: bool
) -> None:
    await office.hear(a_verdict(contact=JAN), "m-1")
    await sign(client, FIRST)
    words = [the_team(2, "p-1", "p-2", "p-3"), the_team(3, "p-2", "p-3")]
    for no, event in enumerate(reversed(words) if swapped else words):
        await office.hear(event, f"t-{no}")
    login(who, "applicant")
    answer = await client.post(f"/api/licences/{FIRST}/surrender", json={})
    assert answer.status_code == status


async def test_nobody_acts_for_a_team_before_it_is_told_who_is_in_it(office: Office) -> None:
    assert await office.service.people.act(JAN, "p-2") is False
