"""An SMTP server that writes each mail as a file of its own.

Recipients whose address begins with `refuse-4xx` or `refuse-5xx` are refused for now or for good.
"""

import argparse
import asyncio
import hashlib
import signal
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

import uvloop
from aiosmtpd.smtp import SMTP, Envelope, Session

_REFUSALS = {
    "refuse-4xx": "451 4.3.0 Try again later",
    "refuse-5xx": "550 5.1.1 No such mailbox",
}


class Sink:
    """Keeps what the SMTP server receives."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self._count = sum(1 for _ in directory.glob("*.eml"))

    async def handle_RCPT(  # noqa: N802  # the name is aiosmtpd's
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Accepts or refuses one recipient."""
        if refusal := _REFUSALS.get(address[:10]):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Writes the mail; nothing is synced, the sink must cost next to nothing."""
        content = cast("bytes", envelope.content)
        self._count += 1
        mark = hashlib.sha256(_message_id(content)).hexdigest()[:12]
        file = self._directory / f"{self._count:06d}-{mark}.eml"
        part = file.with_suffix(".part")
        part.write_bytes(content)
        part.rename(file)  # whoever reads the directory sees whole mails only
        return "250 OK"


def read_mails(directory: Path) -> list[EmailMessage]:
    """All mails of a sink, oldest first."""
    return [
        message_from_bytes(file.read_bytes(), policy=default)
        for file in sorted(directory.glob("*.eml"))
    ]


def _message_id(content: bytes) -> bytes:
    head = content.partition(b"\r\n\r\n")[0]
    for line in head.splitlines():
        if line.lower().startswith(b"message-id:"):
            return line.partition(b":")[2].strip()
    return head


async def serve(directory: Path, port: int) -> None:
    """Receives mail on 127.0.0.1:`port` until SIGTERM or SIGINT."""
    sink = Sink(directory)
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    server = await loop.create_server(
        lambda: SMTP(sink, hostname="mailsink.local", enable_SMTPUTF8=True, loop=loop),
        "127.0.0.1",
        port,
    )
    try:
        await stopped.wait()
    finally:
        server.close()  # clients with an open connection are not waited for


def main() -> None:
    """Reads the command line and serves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--directory", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    uvloop.run(serve(arguments.directory, arguments.port))


if __name__ == "__main__":
    main()
