"""`python -m services.notifications`."""

from __future__ import annotations

from chassis.service import main
from services.notifications.app import wire
from services.notifications.settings import Settings

main("notifications", Settings, wire)
