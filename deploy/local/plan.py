"""What a local stack consists of."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal, Self

from contracts.base import SERVICES, Service

Role = Literal["all", "web", "worker"]

MAILBOX: Final = "skrzynka"
"""The path of the site below which everybody's mails are read (`deploy.local.mailbox`)."""


@dataclass(frozen=True)
class Plan:
    """What to start, and how.

    Attributes:
        directory: Data, logs, keys and mails lie here.
        services: Which of the four; the first one's URL is where mails link to.
        roles: One entry per copy of each service.
        site: Whether the web halves of all run in one process, at one origin.
        keep: Whether the data is wanted again: servers are then stopped in order, else killed.
        ladder: Seconds before each further try of a message; the services' default when absent.
        ports: HTTP ports of the first copies, by service.
        broker_url: A broker of your own instead of a private one.
        mongo_url: A MongoDB of your own instead of a private one.
        database_prefix: Put before each service's database name.
        statistics_ms: How fresh the private broker's counters are.
        extra: Further settings for every service, by name of environment variable.
        package: Where the services' modules are; the benchmark has others of the same names.
    """

    directory: Path
    services: Sequence[Service] = SERVICES
    roles: Sequence[Role] = ("all",)
    site: bool = False
    keep: bool = True
    time_travel: bool = False
    dev_tokens: bool = True
    environment: Literal["local", "test", "production"] = "local"
    driver: Literal["motor", "pymongo"] = "motor"
    ladder: Sequence[float] | None = None
    ports: Mapping[str, int] = field(default_factory=dict)
    broker_url: str | None = None
    mongo_url: str | None = None
    database_prefix: str = ""
    statistics_ms: int = 1000
    extra: Mapping[str, str] = field(default_factory=dict)
    package: str = "services"

    def with_urls_from(self, environment: Mapping[str, str]) -> Self:
        """The same plan on the servers that `BROKER_URL` and `MONGO_URL` name, if they do."""
        return replace(
            self,
            broker_url=environment.get("BROKER_URL") or self.broker_url,
            mongo_url=environment.get("MONGO_URL") or self.mongo_url,
        )

    def settings(self) -> dict[str, str]:
        """The settings that are the same for every service."""
        flags = {"TIME_TRAVEL": self.time_travel, "DEV_TOKENS": self.dev_tokens}
        settings = {
            "ENVIRONMENT": self.environment,
            "MONGO_DRIVER": self.driver,
            "MAIL_FROM": "znak@example.org",
            # Bots ask as fast as they can.
            "REQUESTS_PER_SECOND": "0",
            "PUBLIC_POSTS_PER_SECOND": "0",
            **{name: "on" if value else "off" for name, value in flags.items()},
        }
        if self.ladder is not None:
            settings["RETRY_LADDER"] = json.dumps(list(self.ladder))
        return {**settings, **self.extra}
