"""What crosses the bus: one module per owning service, nothing else is shared."""

from __future__ import annotations

from importlib import import_module

from contracts.base import EVENTS, SERVICES, Event


def all_events() -> dict[str, type[Event]]:
    """Every event of every service by its wire type."""
    for owner in SERVICES:
        import_module(f"contracts.{owner}")
    return EVENTS
