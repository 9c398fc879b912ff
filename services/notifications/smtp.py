"""One persistent connection to the mail server, and what its answers mean."""

from __future__ import annotations

import time
from dataclasses import dataclass

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

IDLE = 60.0
"""Seconds after which a server may have hung up, so the connection is made anew."""


@dataclass(frozen=True)
class Server:
    """Where mails go. `tls` is from the first byte, `starttls` after the greeting."""

    host: str
    port: int
    tls: bool = False
    starttls: bool = False
    user: str | None = None
    password: str | None = None
    timeout: float = 20


@dataclass(frozen=True)
class Trouble:
    """Why a mail was not taken: a code and a kind, nothing that the server wrote.

    It is ``permanent`` where no later try can end otherwise.
    """

    error: str
    permanent: bool = False


class Connection:
    """A connection that is opened when needed and again after any trouble. Not for two at once."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: SMTP | None = None
        self._used = 0.0

    async def send(self, sender: str, to: str, mail: bytes) -> Trouble | None:
        """Hand one mail over; None once the server has taken it."""
        try:
            await self._deliver(sender, to, mail)
        except (SMTPException, OSError, TimeoutError, ValueError) as error:
            await self.close()
            return judge(error)
        except BaseException:
            self._drop()  # broken off in mid-sentence: nobody can go on from here
            raise
        self._used = time.monotonic()
        return None

    async def close(self) -> None:
        """Say goodbye if anybody listens."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None and smtp.is_connected:
            try:
                await smtp.quit(timeout=1)
            except (SMTPException, OSError):
                smtp.close()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    async def _deliver(self, sender: str, to: str, mail: bytes) -> None:
        kept = self._smtp is not None
        try:
            smtp = await self._ready()
            await smtp.sendmail(sender, [to], mail)
        except SMTPServerDisconnected:
            if not kept:
                raise
            await self.close()
            smtp = await self._ready()
            await smtp.sendmail(sender, [to], mail)

    async def _ready(self) -> SMTP:
        if self._smtp is not None and time.monotonic() - self._used > IDLE:
            await self.close()
        if self._smtp is None:
            at = self._server
            self._smtp = SMTP(
                hostname=at.host,
                port=at.port,
                use_tls=at.tls,
                start_tls=at.starttls,
                username=at.user,
                password=at.password,
                timeout=at.timeout,
            )
            await self._smtp.connect()
            self._used = time.monotonic()
        return self._smtp


def judge(error: Exception) -> Trouble:
    """What an error means for the mail: another try, whoever's fault it is.

    A mailbox that is refused today may be full, blocked or misspelt in somebody's settings, and be
    mended within the days for which the mail is tried again.
    """
    code = 0
    if isinstance(error, SMTPRecipientsRefused):
        code = max(each.code for each in error.recipients)
    elif isinstance(error, SMTPResponseException):
        code = error.code
    kind = type(error).__name__
    return Trouble(f"{code} {kind}" if code else kind)
