"""Logs: one JSON object a line, one event name each, never personal data."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from typing import Any

import orjson
import structlog


def configure(service: str, level: str) -> None:
    """Set structlog up to write JSON lines to standard output, with the service's name bound."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=orjson.dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.BytesLoggerFactory(sys.stdout.buffer),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    discreet = logging.StreamHandler(sys.stderr)
    discreet.setFormatter(_Discreet("%(levelname)s:%(name)s:%(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[discreet], force=True)
    # The libraries below tell of every lost connection in many lines; our own lines say it once.
    for noisy in ("aio_pika", "aiormq", "pymongo"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)


class _Discreet(logging.Formatter):
    """Libraries log whole tracebacks, whose last line may hold what was sent: name the error."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 -- the name is logging's
        return describe(ei[1])


def describe(error: BaseException) -> str:
    """Name an error and where it happened, without its message: that may hold what was sent."""
    frames = traceback.extract_tb(error.__traceback__)
    where = next((f for f in reversed(frames) if "site-packages" not in f.filename), None)
    name = type(error).__name__
    if where is None:
        return name
    return f"{name} in {where.name} ({Path(where.filename).name}:{where.lineno})"
