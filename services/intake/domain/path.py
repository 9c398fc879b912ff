"""The way of a case as a picture: what is behind it, where it is, what lies ahead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from chassis.process import Text
from services.intake.domain.words import STATES, said

Where = Literal["past", "now", "stop", "ahead"]

SENT: Final = Text("złożony", "sent")
STEPS: Final[Mapping[str, Text]] = {
    "sent": SENT,
    "formal": Text("ocena formalna", "formal check"),
    "experts": Text("ocena ekspertów", "evaluation by experts"),
    "chapter": Text("Kapituła", "the chapter"),
    "decision": Text("decyzja", "decision"),
    "licence": Text("licencja", "licence"),
}
AT: Final[Mapping[str, tuple[str, Where]]] = {
    "submitted": ("sent", "now"),
    "formal_check": ("formal", "now"),
    "correction": ("formal", "now"),
    "rejected": ("formal", "stop"),
    "accepted": ("experts", "now"),
    "evaluation": ("experts", "now"),
    "chapter": ("chapter", "now"),
    "awaiting_confirmation": ("decision", "now"),
    "appeal": ("decision", "now"),
    "refused": ("decision", "stop"),
    "granted": ("decision", "now"),
    "awaiting_signature": ("licence", "now"),
    "active": ("licence", "now"),
    **dict.fromkeys(
        ("suspended", "ended", "expired", "lapsed", "revoked", "surrendered"), ("licence", "stop")
    ),
}
"""At which step a case of this state is, and whether it goes on from there."""


class Step(NamedTuple):
    """One step: its name, where it lies, and the state in words where the case stands at it."""

    name: Text
    where: Where
    state: Text | None = None


def path(state: str, *, chapter: bool, formal_appeal: bool = False) -> tuple[Step, ...]:
    """The steps of a case that was sent.

    Args:
        state: Of the case.
        chapter: Whether its procedure has the chapter vote.
        formal_appeal: Whether the appeal, if it is one, is against the formal check.
    """
    word = said(STATES, state)
    if state == "withdrawn":
        return (Step(SENT, "past"), Step(word, "stop", word))
    steps = [name for name in STEPS if chapter or name != "chapter"]
    present, how = AT.get(state, ("sent", "now"))
    if state == "appeal" and formal_appeal:
        present = "formal"
    here = steps.index(present if present in steps else "decision")
    return tuple(
        Step(
            STEPS[name],
            "past" if no < here else how if no == here else "ahead",
            word if no == here else None,
        )
        for no, name in enumerate(steps)
    )
