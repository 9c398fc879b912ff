"""What notifications is told from outside: the mail server and the sender."""

from __future__ import annotations

import datetime as dt

from pydantic import Field, SecretStr

from chassis.settings import ServiceSettings

MINUTE = 60.0
HOUR = 60 * MINUTE


class Settings(ServiceSettings):
    """Settings of notifications; `public_url` (where links lead) is shared by all services.

    Attributes:
        smtp_tls: From the first byte (port 465); `smtp_starttls` asks for it after the greeting.
        smtp_connections: Kept open, one mail at a time on each.
        smtp_queue: Mails that wait in memory, few enough to be sent within their lease.
        mail_from: The bare address of the sender; the name beside it is the office's of the call.
        mail_lease: How long a sender has a mail before another may take it, in seconds.
        mail_retries: Delays before the second, third, … try, in seconds; 3 days in all.
        office_mails_a_day: So many lines of an office's day are mails of their own; a digest tells
            the rest.
        digest_at: When digests are written on working days, in Warsaw.
        digest_lines: So many lines of each kind a digest says; the rest are counted.
    """

    smtp_host: str = "127.0.0.1"
    smtp_port: int = 1025
    smtp_tls: bool = False
    smtp_starttls: bool = False
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_timeout: float = 20
    smtp_connections: int = Field(default=8, ge=1)
    smtp_queue: int = Field(default=200, ge=1)

    mail_from: str = Field(default="znak@localhost", pattern=r"^[^@<>\s]+@[^@<>\s]+$")
    mail_lease: float = 60
    mail_retries: tuple[float, ...] = (
        MINUTE,
        5 * MINUTE,
        30 * MINUTE,
        2 * HOUR,
        4 * HOUR,
        8 * HOUR,
        12 * HOUR,
        24 * HOUR,
        21 * HOUR + 24 * MINUTE,
    )

    office_mails_a_day: int = Field(default=10, ge=0)
    digest_at: dt.time = dt.time(8)
    digest_lines: int = Field(default=20, ge=1)
