"""Run with ``python -m services.evaluation``."""

from __future__ import annotations

from chassis.service import main
from services.evaluation.app import wire
from services.evaluation.settings import Settings

if __name__ == "__main__":
    main("evaluation", Settings, wire)
