"""What the rules allow now: a page offers that and nothing else."""

from __future__ import annotations

from typing import Any

from chassis.process import Invalid, Refused
from services.intake.domain.application import Application
from services.intake.service import Intake


def stopped(service: Intake, application: Application, command: Any) -> Refused | None:
    """What the rules would say no to, before anybody types anything."""
    try:
        service.allowed(application, command)
    except Invalid:  # it only has to be said why, or since when
        return None
    except Refused as error:
        return error
    return None


def may(service: Intake, application: Application, command: Any) -> bool:
    """Whether the rules allow it."""
    return stopped(service, application, command) is None
