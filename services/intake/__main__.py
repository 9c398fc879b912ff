"""`python -m services.intake`."""

from __future__ import annotations

from chassis.service import main
from services.intake.app import wire
from services.intake.settings import Settings

main("intake", Settings, wire)
