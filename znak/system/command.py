"""``znak system``: serve the operator's page."""

from __future__ import annotations

import argparse
from typing import Any

from pydantic import ValidationError

from chassis import logging
from znak.system.settings import SystemSettings
from znak.telling import wrong_settings


def add(commands: Any) -> None:
    """Tell the parser of ``znak system``."""
    parser = commands.add_parser("system", help="serve the operator's page, at /system")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Serve until told to stop; 1 when a setting is missing."""
    try:
        settings = SystemSettings()
    except ValidationError as error:
        return wrong_settings(error)
    import uvicorn  # noqa: PLC0415 -- no other command serves pages

    from znak.system.app import build  # noqa: PLC0415 -- likewise

    logging.configure("system", "info")
    uvicorn.run(
        build(settings),
        host=settings.http_host,
        port=settings.http_port,
        log_config=None,
        access_log=False,
        lifespan="off",
    )
    return 0
