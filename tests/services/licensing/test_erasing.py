"""Erasure at licensing: the licence stays as it is, its contact is an id."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.process import Decision
from contracts.base import Subject
from contracts.intake import PersonErased
from services.licensing.domain import erasing
from services.licensing.domain.licence import Licence, Measure
from services.licensing.export import held
from tests.services.licensing.build import CONTACT, at, renewing, signed, unsigned
from tests.services.licensing.conftest import Office

NOON = at("2026-03-02")
UNNAMED = CONTACT.model_copy(update={"name": "—", "email": ""})
MEASURES = (
    Measure(kind="suspended", at=NOON, by="o-1", reason="Brak sprawozdania."),
    Measure(kind="surrendered", at=NOON, by=CONTACT.person, reason="Anna odchodzi."),
)


@pytest.mark.parametrize("before", [unsigned(), signed(), renewing()])
def test_only_the_contact_goes(before: Licence) -> None:
    left = erasing.licence(before, {CONTACT.person}).state
    ready = before.next and before.next.model_copy(update={"contact": UNNAMED})
    assert left == before.but(contact=UNNAMED, next=ready)
    assert erasing.licence(left, {CONTACT.person}) == Decision(left)
    assert erasing.licence(before, {"somebody"}) == Decision(before)
    assert Licence.model_validate(left.model_dump(mode="json")) == left


def test_the_licensees_own_words_go_and_the_offices_stay() -> None:
    left = erasing.licence(signed().but(measures=MEASURES), {CONTACT.person}).state
    assert [each.reason for each in left.measures] == ["Brak sprawozdania.", "—"]


async def test_a_member_who_gave_the_licence_up_is_found_who_is_not_the_contact(
    office: Office,
) -> None:
    given_up = MEASURES[1].model_copy(update={"by": "jan"})
    licence = signed().but(measures=(given_up,))
    await office.service.licences.change(licence.id, lambda _: Decision(licence))
    database = office.service.licences.collection.database
    assert (await held(database, "jan"))["licences"] == [
        {
            "id": licence.id,
            "number": licence.number,
            "state": licence.state,
            "contacts": [],
            "measures": [given_up.model_dump(mode="json")],
        }
    ]
    event = PersonErased(
        subject=Subject(kind="person", id="jan"), at=NOON, by="o-1", persons=("jan",)
    )
    await office.hear(event, "m")
    left = await office.licence(licence.id)
    assert ([each.reason for each in left.measures], left.contact) == (["—"], CONTACT)


async def test_everything_that_names_somebody_is_found(office: Office) -> None:
    licence = signed()
    await office.service.licences.change(licence.id, lambda _: Decision(licence))
    contacts = office.service.people.contacts
    kept = {"_id": "case", "seq": 3, "contact": CONTACT.model_dump(mode="json")}
    await contacts.insert_one(kept)
    event: Any = PersonErased(
        subject=Subject(kind="person", id=CONTACT.person),
        at=NOON,
        by="o-1",
        persons=(CONTACT.person,),
    )
    for _ in "12":
        await office.hear(event, "m")
    assert await office.licence(licence.id) == erasing.licence(licence, {CONTACT.person}).state
    unnamed = {**kept, "contact": UNNAMED.model_dump(mode="json")}
    assert await contacts.find_one({"_id": "case"}) == unnamed
