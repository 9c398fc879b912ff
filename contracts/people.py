"""Who a person is, wherever their address turns up: every service makes the same id of it."""

from __future__ import annotations

import uuid
from typing import Final

_NAMESPACE: Final = uuid.UUID("8a4b1d62-5a0e-5d1c-8f5e-3c0b7a9d2e41")


def address_of(email: str) -> str:
    """An e-mail address as it is compared and kept: no spaces around it, lower case."""
    return email.strip().lower()


def person_of(email: str) -> str:
    """The id of the person who first came in with this address, by whatever door."""
    return str(uuid.uuid5(_NAMESPACE, f"person:{address_of(email)}"))
