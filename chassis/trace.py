"""The W3C trace context: taken over from a request or a message, passed on with every message."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

_FORM = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


def begin(traceparent: object) -> None:
    """Continue the trace given, or begin one when it is missing or malformed."""
    if isinstance(traceparent, str) and _FORM.fullmatch(traceparent):
        _current.set(traceparent)
    else:
        _current.set(f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01")


def current() -> str | None:
    """The traceparent of what is being handled, None outside of any."""
    return _current.get()
