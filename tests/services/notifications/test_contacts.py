"""Mails follow the contact of their case, on a real database and a real mail server."""

from __future__ import annotations

import pytest

from chassis import mongo as driver
from contracts.intake import ContactChanged
from contracts.values import Contact
from services.notifications.domain.mail import State
from services.notifications.handlers import on
from tests.services.notifications import events
from tests.services.notifications.office import ID, an_office
from tests.services.notifications.samples import every
from tests.services.notifications.sink import a_sink

DRAFT = every("pl")["draft-saved"]


def a_change(seq: int, old: Contact, new: Contact) -> ContactChanged:
    return ContactChanged(
        **{**events.head(), "seq": seq},
        number=events.NUMBER,
        old=old,
        new=new,
        accepted=True,
        licence_number=None,
    )


ANNA = events.a_contact()
JAN = events.a_contact(person="jan", name="Jan Żak", email="jan@ul.example")
EWA = events.a_contact("en", person="ewa", name="Ewa Żak", email="ewa@ul.example")
TO_JAN, TO_EWA, BACK = a_change(4, ANNA, JAN), a_change(5, JAN, EWA), a_change(6, EWA, ANNA)


@pytest.mark.parametrize(
    ("heard", "named", "to"),
    [
        ((), ANNA, ANNA),
        ((TO_JAN,), ANNA, JAN),
        ((TO_JAN, TO_EWA), ANNA, EWA),
        ((TO_EWA, TO_JAN), ANNA, EWA),
        ((TO_EWA, TO_JAN, TO_EWA), JAN, EWA),
        ((TO_JAN, TO_EWA, BACK), JAN, ANNA),
        ((BACK, TO_EWA, TO_JAN), ANNA, ANNA),
        # The change of which is still on its way.
        ((TO_JAN,), EWA, EWA),
    ],
)
async def test_the_next_mail_goes_to_the_newest_contact_whoever_names_an_old_one(
    database: driver.Database, heard: tuple[ContactChanged, ...], named: Contact, to: Contact
) -> None:
    async with a_sink() as sink, an_office(database, sink) as office:
        for change in heard:
            await on.by_type[change.wire_type](change, "e0", office.service)
        await office.service.tell(DRAFT.model_copy(update={"contact": named}), "e1")
        mail = await office.becomes(State.SENT, f"e1:{named.person}")
        assert mail.addressee() == to
        assert [str(each["To"]) for each in sink.taken] == [f"{to.name} <{to.email}>"]


async def test_a_mail_that_waits_for_another_try_follows_the_contact(
    database: driver.Database,
) -> None:
    async with (
        a_sink(answers=["451 later"]) as sink,
        an_office(database, sink, mail_retries=(0.0, 60.0)) as office,
    ):
        await office.service.tell(DRAFT, "e1")
        await office.becomes(State.WAITING)
        await on.by_type[TO_JAN.wire_type](TO_JAN, "e2", office.service)
        await office.service.tell(DRAFT, "e1")
        await office.service.retry(ID)
        assert (await office.becomes(State.SENT)).addressee() == JAN
        assert len(sink.tried) == 2


async def test_a_mail_about_another_case_stays_with_whom_it_names(
    database: driver.Database,
) -> None:
    async with a_sink() as sink, an_office(database, sink) as office:
        await on.by_type[TO_JAN.wire_type](TO_JAN, "e0", office.service)
        await office.service.tell(DRAFT.model_copy(update={"case": "another"}), "e1")
        assert (await office.becomes(State.SENT)).addressee() == ANNA
