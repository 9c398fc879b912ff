"""What evaluation is told from outside."""

from __future__ import annotations

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of evaluation; the lease is in seconds of real time."""

    task_lease: float = 900
