"""Whose seat and whose sitting it is. Asked before the table, so a stranger learns no state.

What a role may do stands at the doors; here is what one person of a role may and another may not.
"""

from __future__ import annotations

from typing import Any

from chassis.process import Forbidden
from services.evaluation.domain.case import Case
from services.evaluation.domain.chapter.commands import CastVotes, Close, Exclude, Open
from services.evaluation.domain.chapter.sitting import Sitting
from services.evaluation.domain.commands import (
    ClaimTask,
    Declare,
    KeepDraft,
    KeepLease,
    ReleaseTask,
    SubmitCard,
)

SEATS_OWN = (Declare, ClaimTask, KeepLease, KeepDraft, ReleaseTask, SubmitCard)


def of_case(command: Any, case: Case | None) -> None:
    """A task is only its expert's.

    Raises:
        Forbidden: It is somebody else's.
    """
    if case is None or not isinstance(command, SEATS_OWN):
        return
    if any(s.no == command.seat and s.expert.person != command.person for s in case.seats):
        raise Forbidden


def seen_by(person: str, case: Case) -> Case:
    """The case without the others' cards, while this person's own is still to come.

    Whatever else they are: an officer or a director who scores it scores it blind, too.
    """
    if case.open_seat_of(person) is None:
        return case
    blind: Case = case.but(seats=tuple(seat.but(card=None) for seat in case.seats))
    return blind


def of_sitting(command: Any, sitting: Sitting | None) -> None:
    """Its members vote and step aside, each for themselves; its chair and the office lead.

    Raises:
        Forbidden: Somebody else asks.
    """
    if sitting is not None and not _may(command, sitting):
        raise Forbidden


def _may(command: Any, sitting: Sitting) -> bool:
    if isinstance(command, CastVotes):
        return sitting.seats(command.member)
    if isinstance(command, Exclude) and command.by == command.member:
        return command.office or sitting.seats(command.by)
    if isinstance(command, (Open, Exclude, Close)):
        return command.office or command.by == sitting.chair
    return True
