"""Whether a licence holds, for whoever types its number or scans its certificate."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from services.licensing.domain.certificate import Claim
from services.licensing.domain.licence import PUBLIC, Licence, State, state_on


class Finding(StrEnum):
    """The answer. Only the first four mean that the mark may be used today."""

    HOLDS = "holds"
    HOLDS_NOT_YET = "holds-not-yet"
    HOLDS_AGAIN = "holds-again"
    HOLDS_CHANGED = "holds-changed"
    OVER = "over"
    UNKNOWN = "unknown"
    FORGED = "forged"


HOLDING = (
    Finding.HOLDS,
    Finding.HOLDS_NOT_YET,
    Finding.HOLDS_AGAIN,
    Finding.HOLDS_CHANGED,
)


def find(licence: Licence | None, day: dt.date, claim: Claim | None, *, signed: bool) -> Finding:
    """What is true on a day.

    Args:
        licence: Of the number asked for; None when there is none.
        day: Today.
        claim: What the certificate says, where one was scanned.
        signed: Whether its signature is ours.
    """
    if claim is not None and not signed:
        return Finding.FORGED
    if licence is None or licence.state not in PUBLIC:
        return Finding.UNKNOWN
    if state_on(licence, day) is not State.ACTIVE:
        return Finding.OVER
    return Finding.HOLDS if claim is None else _compared(licence, day, claim)


def _compared(licence: Licence, day: dt.date, claim: Claim) -> Finding:
    """The licence is in force; does the certificate say what the register says?"""
    if day > claim.end:
        return Finding.HOLDS_AGAIN
    if claim not in [Claim.of(licence, term) for term in licence.terms]:
        return Finding.HOLDS_CHANGED
    return Finding.HOLDS if claim.start <= day else Finding.HOLDS_NOT_YET
