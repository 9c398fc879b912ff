"""What an aggregate remembers of the messages and requests applied to it."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.process import Refused, Text

INBOX = 64
"""Ids of messages already applied that an aggregate remembers."""


class KeyReused(Refused):
    """An idempotency key came a second time with other content. Over HTTP a 422."""

    def __init__(self) -> None:
        text = Text(
            "Ten sam klucz Idempotency-Key przyszedł z inną treścią. Użyj nowego klucza.",
            "The same Idempotency-Key came with other content. Use a new key.",
        )
        super().__init__("idempotency-key-reused", text)


def applied(cause: str | None, inbox: Sequence[str]) -> bool:
    """Whether the cause is in the inbox. ``name#digest`` is a request by its key and its content.

    Raises:
        KeyReused: The same key came before with other content.
    """
    if cause is None or cause in inbox:
        return cause is not None
    name, mark, _ = cause.partition("#")
    if mark and any(entry.startswith(f"{name}#") for entry in inbox):
        raise KeyReused
    return False
