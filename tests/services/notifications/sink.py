"""A real mail server of the test, which answers as it is told and keeps what it took."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP

from services.notifications.smtp import Server

OK = "250 OK"


@dataclass
class Sink:
    """What a mail server saw.

    Attributes:
        answers: To each DATA in turn; ``250`` when they have run out.
        refused: Recipients it does not know.
        tried: Message-ID at every DATA, taken or not.
        taken: The mails it answered 250 to.
        sessions: How many connections were made.
        gate: DATA is answered once it is open.
    """

    answers: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    tried: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)
    sessions: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0
    transports: list[asyncio.BaseTransport] = field(default_factory=list)

    @property
    def server(self) -> Server:
        return Server("127.0.0.1", self.port, timeout=5)

    def hang_up(self) -> None:
        for transport in self.transports:
            transport.close()

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd names it
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.tried.append(str(message["Message-ID"]))
        await self.gate.wait()
        answer = self.answers.pop(0) if self.answers else OK
        if answer == OK:
            self.taken.append(message)
        return answer

    def session(self) -> SMTP:
        self.sessions += 1
        sink = self

        class Session(SMTP):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                sink.transports.append(transport)
                super().connection_made(transport)

        return Session(self, enable_SMTPUTF8=True)


@asynccontextmanager
async def a_sink(**told: Any) -> AsyncIterator[Sink]:
    """A mail server on a free port, open to mails at once."""
    sink = Sink(**told)
    sink.gate.set()
    server = await asyncio.get_running_loop().create_server(sink.session, "127.0.0.1", 0)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
        sink.hang_up()


def free_port() -> int:
    """A port nobody listens on."""
    import socket  # noqa: PLC0415

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
