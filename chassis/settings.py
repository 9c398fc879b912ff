"""What every service is told from outside. Read once at start-up, never at import."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.mongo import Driver
from chassis.pace import Pace, Rate


class ServiceSettings(BaseSettings):
    """Settings that all services share; each adds its own. Names are the fields in capitals.

    Durations are in seconds. ``retry_ladder`` holds the delays before the second, third, … try;
    ``exhume_every`` is how often dead letters are looked through for persons who were erased.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    broker_url: str
    mongo_url: str
    mongo_database: str = ""
    mongo_driver: Driver = "motor"
    role: Literal["web", "worker", "all"] = "all"
    environment: Literal["local", "test", "production"] = "local"
    time_travel: bool = False
    dev_tokens: bool = False

    http_host: str = "127.0.0.1"
    http_port: int = 0
    public_url: str = "http://127.0.0.1:8000"
    token_public_key_file: Path
    max_body_bytes: int = 1024 * 1024
    requests_per_second: float = Field(default=20, ge=0)
    requests_burst: int = Field(default=100, ge=1)
    public_posts_per_second: float = Field(default=1, ge=0)
    public_posts_burst: int = Field(default=20, ge=1)
    trusted_proxies: int = Field(default=0, ge=0)

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    prefetch: int = Field(default=32, ge=1)
    retry_ladder: tuple[float, ...] = (1, 10, 60, 600)
    publish_timeout: float = 5
    publish_window: int = 100
    probe_every: float = 1
    sweep_every: float = 5
    sweep_age: float = 10
    tick_every: float = 0.5
    copies_every: float = 1
    due_per_second: float = 200
    exhume_every: float = Field(default=3600, gt=0)
    stop_within: float = 8

    def pace(self) -> Pace:
        """How often one person, or one address, may ask; a rate of 0 per second is no limit."""
        return Pace(
            usual=Rate(self.requests_per_second, self.requests_burst),
            changes=Rate(self.public_posts_per_second, self.public_posts_burst),
            proxies=self.trusted_proxies,
        )

    @model_validator(mode="after")
    def _production_is_real(self) -> Self:
        if self.environment == "production":
            for name in ("time_travel", "dev_tokens"):
                if getattr(self, name):
                    msg = f"{name.upper()} must be off in production"
                    raise ValueError(msg)
        return self


class ScanningSettings(ServiceSettings):
    """Settings of a service that takes files.

    Attributes:
        clamd_host: Where clamd scans what is uploaded, with ``clamd_port``; none where nobody does.
        clamd_patience: Seconds for which it may say nothing.
    """

    clamd_host: str = ""
    clamd_port: int = Field(default=3310, ge=1, le=65535)
    clamd_patience: float = Field(default=30, gt=0)
