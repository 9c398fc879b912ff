"""What the operator's page is told from outside."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic_settings import BaseSettings, SettingsConfigDict


class SystemSettings(BaseSettings):
    """Settings of `znak system`.

    Attributes:
        system_broker_url: Of a user who may read and write ``*.dead`` and write ``*.return``.
        management_url: ``http://user:password@host:port``; the user has the tag ``monitoring``.
        health_urls: Where each copy answers, without ``/health/ready``.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    system_broker_url: str
    management_url: str
    health_urls: tuple[str, ...] = ()
    token_public_key_file: Path
    public_url: str = "http://127.0.0.1:8000"
    http_host: str = "127.0.0.1"
    http_port: int = 8005
    max_body_bytes: int = 1024 * 1024

    @property
    def vhost(self) -> str:
        """The virtual host of the services."""
        return unquote(urlsplit(self.system_broker_url).path[1:]) or "/"
