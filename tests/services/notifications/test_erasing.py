"""Erasure at notifications: no mail goes out to who is erased, and the log names them no more."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from chassis import mongo as driver
from chassis.process import Decision
from contracts.base import Subject
from contracts.intake import PersonErased
from services.notifications import erasing, export
from services.notifications.domain.mail import Mail, State, erased
from services.notifications.handlers import on
from tests.services.notifications import events
from tests.services.notifications.office import ID, an_office
from tests.services.notifications.samples import every
from tests.services.notifications.sink import a_sink
from tests.services.notifications.test_contacts import a_change

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
DRAFT = every("pl")["draft-saved"]
ANNA = DRAFT.contact  # type: ignore[attr-defined]


def a_mail(state: State = State.SENT, **fields: Any) -> Mail:
    values: dict[str, Any] = {
        "state": state,
        "id": "e1:anna",
        "event": "e1",
        "case": "c1",
        "person": "anna",
        "to": "anna@ul.example",
        "name": "Anna Żak",
        "language": "pl",
        "template": "draft-saved",
        "context": {"link": "/x", "reason": "Anna nie chce.", "by": "anna"},
        "message_id": "<x@y>",
        "created_at": NOON,
        "lease_until": NOON if state is State.SENDING else None,
        "retry_at": NOON if state is State.WAITING else None,
    }
    return Mail(**{**values, **fields})


@pytest.mark.parametrize("state", State)
def test_of_a_mail_it_stays_that_there_was_one(state: State) -> None:
    before = a_mail(state)
    left = erased(before, {"anna"}).state
    over = State.FAILED if state in {State.SENDING, State.WAITING} else state
    gone: dict[str, Any] = {"to": "", "name": "—", "context": {}, "state": over}
    assert left == before.but(**gone, lease_until=None, retry_at=None)
    assert erased(left, {"anna"}) == Decision(left)


def test_a_mail_to_somebody_else_loses_the_words_of_the_erased() -> None:
    mail = a_mail(person="office:lubelskie", to="znak@urzad.example", about=("anna",))
    left = erased(mail, {"anna"}).state
    assert left == mail.but(context={**mail.context, "reason": "—"})
    assert erased(left, {"anna"}) == Decision(left)
    assert erased(mail, {"jan"}) == Decision(mail)


def test_a_digest_keeps_its_counts_and_no_line() -> None:
    group = {"heading": "Wyłączenia", "count": 7, "lines": ["Anna Żak nie ocenia."]}
    mail = a_mail(person="office:lubelskie", about=("anna",), context={"groups": [group]})
    left = erased(mail, {"anna"}).state
    assert left.context == {"groups": [{**group, "lines": []}]}


async def test_a_digest_notes_whom_its_lines_name(database: driver.Database) -> None:
    told: dict[str, Any] = {"office_mails_a_day": 0, "digest_lines": 1}
    async with a_sink() as sink, an_office(database, sink, **told) as office:
        for no, person in enumerate(["jan", "ewa"]):
            line = a_mail(
                State.SENDING,
                id=f"e{no}:office",
                person="office:lubelskie",
                to="znak@urzad.example",
                template="expert-recused",
                context={
                    "number": "ZP/2026/000001",
                    "replacement": None,
                    "office": {"name": "ROPS", "email": "znak@urzad.example"},
                },
                about=(person,),
            )
            filed = await office.service.days.file(line, f"e{no}")
        written = await office.service.days.close(filed.state.digest or "")
    assert written is not None
    assert written.state.about == ("jan",)


async def test_nobody_writes_to_who_is_erased(database: driver.Database) -> None:
    event = PersonErased(
        subject=Subject(kind="person", id=ANNA.person), at=NOON, by="o-1", persons=(ANNA.person,)
    )
    told: dict[str, Any] = {"mail_retries": (0.0, 60.0)}
    async with a_sink(answers=["451 later"]) as sink, an_office(database, sink, **told) as office:
        await office.service.tell(DRAFT, "e1")
        await office.becomes(State.WAITING)
        for _ in "12":
            await on.by_type[event.wire_type](event, "m", office.service)
        await office.service.retry(ID)
        unnamed = DRAFT.model_copy(update={"contact": ANNA.erased({ANNA.person})})
        await office.service.tell(unnamed, "e2")
        assert (await office.mail()).state is State.FAILED
    assert len(sink.tried) == 1
    kept = str([each async for each in database["mails"].find({})])
    assert [each for each in (ANNA.name, ANNA.email) if each in kept] == []
    assert await database["mails"].count_documents({}) == 1


async def test_a_changed_contact_who_is_erased_is_an_id(database: driver.Database) -> None:
    jan = events.a_contact(person="jan", name="Jan Żak", email="jan@ul.example")
    async with a_sink() as sink, an_office(database, sink) as office:
        await office.service.contacts.learn(a_change(4, ANNA, jan))
        await erasing.erase(office.service, {"jan"})
        await office.service.tell(DRAFT, "e1")
    assert sink.tried == []
    kept = await database["contacts"].find_one({})
    assert (kept or {})["now"]["name"] == "—"


@pytest.mark.parametrize(
    ("about", "said"), [(("anna",), {"reason": "Anna nie chce."}), (("anna", "jan"), {})]
)
async def test_an_export_holds_mails_about_a_person_without_the_words_about_others(
    database: driver.Database, about: tuple[str, ...], said: dict[str, str]
) -> None:
    mail = a_mail(person="office:lubelskie", to="znak@urzad.example", about=about)
    async with a_sink() as sink, an_office(database, sink) as office:
        await office.service.mails.change(mail.id, lambda _: Decision(mail))
        held = await export.held(database, "anna")
    kept = {"case": "c1", "template": "draft-saved", "state": "sent", "sent_at": None}
    assert held["mails_about"] == [{**kept, "created_at": "2026-03-02T12:00:00Z", "said": said}]
    assert held["mails"] == []
