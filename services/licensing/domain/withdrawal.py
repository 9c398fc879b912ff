"""A case withdrawn after its verdict was sent: nothing of it may be signed any more."""

from __future__ import annotations

import datetime as dt

from chassis.process import Decision, Refused, Text
from contracts.base import Subject
from contracts.licensing import CaseProgressed
from services.licensing.domain.commands import Withdraw
from services.licensing.domain.draft import waiting
from services.licensing.domain.licence import Licence


def is_waiting(licence: Licence, command: Withdraw, _: dt.datetime) -> bool:
    """Whether the agreement that waits comes from this case."""
    return licence.next is not None and licence.next.case == command.case


def is_signed(licence: Licence, command: Withdraw, _: dt.datetime) -> bool:
    """Whether a term comes from this case."""
    return any(term.case == command.case for term in licence.terms)


def signed_already(_licence: Licence, _command: Withdraw, _now: dt.datetime) -> Refused:
    """A signature is not undone by a message: a person has to look at it."""
    text = Text(
        "Umowa z tej sprawy jest już podpisana.",
        "The agreement of this case is signed already.",
    )
    return Refused("signed-already", text)


def void(licence: Licence, command: Withdraw, now: dt.datetime) -> Decision[Licence]:
    """The case file is told; the applicant has evaluation's answer and needs no second mail."""
    told = CaseProgressed(
        subject=Subject(kind="licence", id=licence.id),
        case=command.case,
        at=now,
        by="rule:withdrawal",
        number=waiting(licence).number,
        state="withdrawn",
        waits_for="",
        on="nobody",
    )
    return Decision(licence, (told,))


def void_next(licence: Licence, command: Withdraw, now: dt.datetime) -> Decision[Licence]:
    """The present term runs on and its reminders start again."""
    told = void(licence, command, now).messages
    return Decision(licence.but(next=None, closed=(*licence.closed, command.case)), told)
