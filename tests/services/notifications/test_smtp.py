from __future__ import annotations

import asyncio

import pytest

from services.notifications.mime import build
from services.notifications.rendering import Letter
from services.notifications.smtp import Connection, Server, Trouble
from tests.services.notifications.events import NOON
from tests.services.notifications.sink import Sink, a_sink, free_port
from tests.services.notifications.test_domain import a_mail

LETTER = Letter("Dzień dobry", "Cześć.\n.\n", "<p>Cześć.</p>")
BYTES = build(a_mail(), LETTER, ("Urząd", "znak@urzad.example"), NOON)


async def send(connection: Connection, to: str = "anna@ul.example") -> Trouble | None:
    return await connection.send("znak@urzad.example", to, BYTES)


async def test_a_mail_is_taken_whole() -> None:
    async with a_sink() as sink:
        connection = Connection(sink.server)
        assert await send(connection) is None
        await connection.close()
        body = sink.taken[0].get_body(("plain",))
        assert body is not None
        assert body.get_content().replace("\r", "") == "Cześć.\n.\n"


async def test_many_mails_go_over_one_connection() -> None:
    async with a_sink() as sink:
        connection = Connection(sink.server)
        assert [await send(connection) for _ in range(5)] == [None] * 5
        await connection.close()
        assert (len(sink.taken), sink.sessions) == (5, 1)


async def test_a_server_that_hung_up_meanwhile_is_called_again() -> None:
    async with a_sink() as sink:
        connection = Connection(sink.server)
        assert await send(connection) is None
        sink.hang_up()
        assert await send(connection) is None
        await connection.close()
        assert (len(sink.taken), sink.sessions) == (2, 2)


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ("451 try later", Trouble("451 SMTPDataError")),
        ("554 not this", Trouble("554 SMTPDataError")),
        ("421 going away", Trouble("421 SMTPDataError")),
    ],
)
async def test_an_answer_to_the_content_is_told_without_its_words(
    answer: str, trouble: Trouble
) -> None:
    async with a_sink(answers=[answer]) as sink:
        assert await send(Connection(sink.server)) == trouble


async def test_a_mailbox_that_refuses_is_worth_another_try() -> None:
    async with a_sink(refused={"anna@ul.example"}) as sink:
        trouble = await send(Connection(sink.server))
    assert trouble == Trouble("550 SMTPRecipientsRefused")


async def test_a_server_that_is_not_there_is_worth_another_try() -> None:
    trouble = await send(Connection(Server("127.0.0.1", free_port(), timeout=2)))
    assert trouble == Trouble("SMTPConnectError")


async def test_a_log_in_that_is_refused_is_our_own_fault_and_worth_another_try() -> None:
    async with a_sink() as sink:
        server = Server("127.0.0.1", sink.port, user="znak", password="wrong", timeout=2)
        trouble = await send(Connection(server))
    assert trouble is not None
    assert trouble.permanent is False


async def test_a_mail_broken_off_leaves_no_half_said_connection() -> None:
    async with a_sink() as sink:
        connection = Connection(sink.server)
        sink.gate.clear()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await send(connection)
        sink.gate.set()
        assert await send(connection) is None
        await connection.close()
        assert sink.sessions == 2


async def test_a_connection_works_again_after_trouble() -> None:
    sink: Sink
    async with a_sink(answers=["451 later"]) as sink:
        connection = Connection(sink.server)
        assert [await send(connection), await send(connection)] == [
            Trouble("451 SMTPDataError"),
            None,
        ]
        await connection.close()
