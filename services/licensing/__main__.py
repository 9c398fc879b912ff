"""`python -m services.licensing`."""

from __future__ import annotations

from chassis.service import main
from services.licensing.app import wire
from services.licensing.settings import Settings

main("licensing", Settings, wire)
