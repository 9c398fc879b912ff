"""Settings of licensing: none of its own, every rule travels with the case."""

from __future__ import annotations

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """What every service is told."""
