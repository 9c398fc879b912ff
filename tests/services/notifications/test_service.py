"""From an event to the mail server and back, on a real database and a real mail server."""

from __future__ import annotations

import asyncio
import datetime as dt
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chassis import mongo as driver
from contracts import notifications
from deploy.local.servers import Mongo
from services.notifications import queries
from services.notifications.domain.mail import State, Write
from services.notifications.domain.sending import decide
from services.notifications.mime import message_id
from services.notifications.pool import AHEAD
from services.notifications.smtp import Server
from tests.services.notifications import events
from tests.services.notifications.events import CASE, NOON
from tests.services.notifications.office import ID, Office, an_office
from tests.services.notifications.samples import calls, every
from tests.services.notifications.sink import a_sink, free_port
from tests.services.notifications.test_domain import a_mail
from tests.support.waiting import eventually

MESSAGE_ID = message_id(ID, "znak@urzad.example")


DRAFT = every("pl")["draft-saved"]
OFFICE = events.an_office()


async def test_an_event_becomes_a_mail_that_is_sent_and_announced(
    database: driver.Database,
) -> None:
    async with a_sink() as sink, an_office(database, sink) as office:
        await office.service.tell(DRAFT, "e1")
        mail = await office.becomes(State.SENT)
        await eventually(lambda: office.heard.messages)
        [letter] = sink.taken
        assert str(letter["Message-ID"]) == MESSAGE_ID
        assert str(letter["From"]) == f"{OFFICE.name} <znak@urzad.example>"
        assert office.heard.messages == [
            notifications.MailSent(
                subject={"kind": "mail", "id": ID},
                case=CASE,
                seq=2,
                at=mail.sent_at,
                by="rule:mail",
                event="e1",
                person="anna",
                template="draft-saved",
            )
        ]


async def test_an_event_that_comes_twice_is_one_mail(database: driver.Database) -> None:
    async with a_sink() as sink, an_office(database, sink) as office:
        await office.service.tell(DRAFT, "e1")
        await office.service.tell(DRAFT, "e1")
        await office.becomes(State.SENT)
    assert sink.tried == [MESSAGE_ID]


async def test_a_link_is_mailed_while_it_lives_and_no_copy_of_it_stays(
    database: driver.Database,
) -> None:
    now = dt.datetime.now(dt.UTC)
    lives = every("pl")["sign-in"].model_copy(update={"until": now + timedelta(minutes=1)})
    ended = lives.model_copy(update={"until": now})
    async with a_sink() as sink, an_office(database, sink) as office:
        await office.service.tell(ended, "e0")
        late = await office.becomes(State.FAILED, "e0:anna")
        await office.service.tell(lives, "e1")
        await office.becomes(State.SENT)
    assert (late.last_error, sink.tried) == ("too-late", [MESSAGE_ID])
    kept = [str(mail) async for mail in database["mails"].find()]
    assert (len(kept), [mail for mail in kept if "/logowanie" in mail]) == (2, [])


async def test_everybody_in_a_batch_gets_a_mail_of_their_own(database: driver.Database) -> None:
    call = calls("pl")["call-opened"]
    people = [
        call.recipients[0].model_copy(update={"person": f"p{n}", "email": f"p{n}@x.example"})  # type: ignore[attr-defined]
        for n in range(30)
    ]
    event = call.model_copy(update={"recipients": (*people, people[0])})
    async with a_sink() as sink, an_office(database, sink, smtp_connections=3) as office:
        await office.service.tell(event, "e1")
        await office.bring()
    assert {str(mail["To"].addresses[0].addr_spec) for mail in sink.taken} == {
        person.email for person in people
    }
    assert (len(sink.taken), sink.sessions) == (30, 3)


async def test_a_mail_put_off_waits_and_goes_out_with_the_same_id(
    database: driver.Database,
) -> None:
    told: dict[str, Any] = {"mail_retries": (0.0, 60.0)}
    async with a_sink(answers=["451 later"]) as sink, an_office(database, sink, **told) as office:
        await office.service.tell(DRAFT, "e1")
        waiting = await office.becomes(State.WAITING)
        assert (waiting.attempts, waiting.last_error) == (1, "451 SMTPDataError")
        assert await queries.waiting(office.service.mails) == 1
        await office.service.retry(ID)
        sent = await office.becomes(State.SENT)
        assert await queries.waiting(office.service.mails) == 0
        assert (sent.attempts, sent.last_error) == (2, None)
    assert sink.tried == [MESSAGE_ID, MESSAGE_ID]


async def test_a_mail_put_off_is_not_tried_before_its_time(database: driver.Database) -> None:
    async with a_sink(answers=["451 later"]) as sink, an_office(database, sink) as office:
        await office.service.tell(DRAFT, "e1")
        waiting = await office.becomes(State.WAITING)
        await office.service.retry(ID)
        assert await office.mail() == waiting
    assert len(sink.tried) == 1


async def test_a_mail_nobody_will_take_is_given_up_and_announced(
    database: driver.Database,
) -> None:
    told: dict[str, Any] = {"mail_retries": ()}
    async with a_sink(answers=["550 no"]) as sink, an_office(database, sink, **told) as office:
        await office.service.tell(DRAFT, "e1")
        await office.becomes(State.FAILED)
        await eventually(lambda: office.heard.messages)
        assert [type(each) for each in office.heard.messages] == [notifications.MailFailed]


@pytest.mark.parametrize("address", ["", "anna", "anna@ul.example\r\nRCPT TO:<x@x.example>"])
async def test_an_address_that_is_none_is_given_up_without_asking(
    database: driver.Database, address: str
) -> None:
    contact = DRAFT.contact.model_copy(update={"email": address})  # type: ignore[attr-defined]
    async with a_sink() as sink, an_office(database, sink) as office:
        await office.service.tell(DRAFT.model_copy(update={"contact": contact}), "e1")
        assert (await office.becomes(State.FAILED)).last_error == "bad-address"
    assert sink.sessions == 0


async def test_a_mail_server_that_is_away_loses_nothing(database: driver.Database) -> None:
    office = Office(
        database, Server("127.0.0.1", free_port(), timeout=2), mail_retries=(0.0, 0.0, 0.0)
    )
    async with office.pool.running(office.service.send):
        await office.service.tell(DRAFT, "e1")
        await office.becomes(State.WAITING)
    async with a_sink() as sink, an_office(database, sink) as later:
        await later.service.retry(ID)
        await later.becomes(State.SENT)
        assert sink.tried == [MESSAGE_ID]


async def test_the_list_of_delays_has_an_end(database: driver.Database) -> None:
    office = Office(database, Server("127.0.0.1", free_port(), timeout=2), mail_retries=(0.0,))
    async with office.pool.running(office.service.send):
        await office.service.tell(DRAFT, "e1")
        await office.becomes(State.WAITING)
        await office.service.retry(ID)
        assert (await office.becomes(State.FAILED)).attempts == 2


async def test_a_mail_of_a_dead_sender_is_sent_again_with_the_same_id(
    database: driver.Database,
) -> None:
    async with a_sink() as sink:
        async with an_office(database, sink, mail_lease=0.0) as dead:
            await dead.service.tell(DRAFT, "e1")
        async with an_office(database, sink) as office:
            await office.service.retry(ID)
            await office.becomes(State.SENT)
    assert sink.tried == [MESSAGE_ID]


async def test_a_mail_that_somebody_is_sending_is_left_to_them(database: driver.Database) -> None:
    async with a_sink() as sink:
        sink.gate.clear()
        async with an_office(database, sink) as other, an_office(database, sink) as office:
            await other.service.tell(DRAFT, "e1")
            leased = await other.mail()
            await office.service.retry(ID)
            assert (await office.mail(), leased.state) == (leased, State.SENDING)
            sink.gate.set()
            await other.becomes(State.SENT)
    assert sink.tried == [MESSAGE_ID]


async def test_a_mail_that_finds_no_room_waits_for_it_without_a_lease(
    database: driver.Database,
) -> None:
    told: dict[str, Any] = {"smtp_connections": 1, "smtp_queue": 1}
    async with a_sink() as sink, an_office(database, sink, **told) as office:
        sink.gate.clear()
        await office.service.tell(DRAFT, "e1")
        await eventually(lambda: len(sink.tried) == 1)
        await office.service.tell(DRAFT, "e2")
        await office.service.tell(DRAFT, "e3")
        sink.gate.set()
        await office.becomes(State.SENT, "e2:anna")
        left = await office.mail("e3:anna")
    assert (left.state, left.lease_until, len(sink.taken)) == (State.WAITING, None, 2)


async def test_mails_that_find_the_last_room_at_one_moment_are_all_sent(
    database: driver.Database,
) -> None:
    """None keeps a lease that nobody uses: it would be sent a minute later."""
    told: dict[str, Any] = {"smtp_connections": 1, "smtp_queue": 1}
    async with a_sink() as sink, an_office(database, sink, **told) as office:
        async with asyncio.TaskGroup() as at_once:
            for no in range(5):
                at_once.create_task(office.service.tell(DRAFT, f"e{no}"))
        for no in range(5):
            if (await office.mail(f"e{no}:anna")).lease_until is None:
                await office.service.retry(f"e{no}:anna")
            await office.becomes(State.SENT, f"e{no}:anna")


async def test_one_mail_of_many_waits_until_no_other_does(database: driver.Database) -> None:
    told: dict[str, Any] = {"smtp_connections": 1, "smtp_queue": 20}
    async with a_sink() as sink, an_office(database, sink, **told) as office:
        sink.gate.clear()
        await office.service.tell(calls("pl")["call-opened"], "e1")
        bulk = await office.mail("e1:anna")
        assert (bulk.state, bulk.bulk, bulk.lease_until) == (State.WAITING, True, None)
        await office.service.tell(DRAFT, "e2")
        await office.service.tell(DRAFT, "e3")
        await eventually(lambda: len(sink.tried) == 1)
        assert (office.pool.spare(), office.pool.room()) == (AHEAD - 1, 19)
        sink.gate.set()
        await office.becomes(State.SENT, "e3:anna")
        await eventually(lambda: office.pool.spare() == AHEAD)
        await office.service.retry("e1:anna")
        await office.becomes(State.SENT, "e1:anna")


async def test_a_stop_finishes_what_was_begun(database: driver.Database) -> None:
    async with a_sink() as sink:
        sink.gate.clear()
        async with an_office(database, sink, smtp_connections=1) as office:
            for number in range(3):
                await office.service.tell(DRAFT, f"e{number}")
            await eventually(lambda: len(sink.tried) == 1)
            sink.gate.set()
        states = [(await office.mail(f"e{number}:anna")).state for number in range(3)]
    assert states == [State.SENT] * 3


async def test_a_database_that_was_away_meanwhile_does_not_send_a_mail_twice(
    own_mongo: Mongo, database_name: str
) -> None:
    client = driver.connect(own_mongo.mongo_url, "motor")
    database = driver.durable(client, database_name)
    async with a_sink() as sink, an_office(database, sink, probe_every=0.1) as office:
        sink.gate.clear()
        await office.service.tell(DRAFT, "e1")
        await eventually(lambda: len(sink.tried) == 1)
        await asyncio.to_thread(own_mongo.stop)
        sink.gate.set()
        await eventually(lambda: len(sink.taken) == 1)
        await asyncio.to_thread(own_mongo.start)
        await office.becomes(State.SENT)
    await driver.close(client)
    assert sink.tried == [MESSAGE_ID]


@pytest.mark.parametrize(
    ("template", "context", "error"),
    [
        ("no-such", {"link": "/"}, "TemplateNotFound"),
        ("draft-saved", {}, "KeyError"),
        ("licence-expired", {"link": "/", "licence_number": "1"}, "UndefinedError"),
        ("licence-expired", {"link": "/", "licence_number": "1", "end": "x"}, "ValueError"),
    ],
)
async def test_a_mail_that_cannot_be_written_climbs_the_delays_and_stops_nobody(
    database: driver.Database, template: str, context: dict[str, str], error: str
) -> None:
    broken = a_mail(id=ID, template=template, context=context, lease_until=NOON)
    async with a_sink() as sink, an_office(database, sink, smtp_connections=1) as office:
        await office.service.mails.change(ID, partial(decide, Write(broken), NOON))
        await office.service.retry(ID)
        assert (await office.becomes(State.WAITING)).last_error == error
        await office.service.tell(DRAFT, "e2")
        await office.becomes(State.SENT, "e2:anna")


async def test_a_lease_that_ends_in_the_queue_is_left_to_the_scheduler(
    database: driver.Database,
) -> None:
    async with a_sink() as sink, an_office(database, sink, mail_lease=1.0) as office:
        await office.service.tell(DRAFT, "e1")
    mail = await office.mail()
    assert (mail.state, sink.tried) == (State.SENDING, [])
    assert mail.lease_until is not None
    assert mail.lease_until - mail.created_at < timedelta(seconds=2)
