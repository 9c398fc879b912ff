"""How a case ends: resolved by the chapter, confirmed by the director, or withdrawn."""

from __future__ import annotations

import datetime as dt

from chassis.process import Decision, Refused, Text
from contracts.evaluation import ResolutionPassed
from contracts.intake import WithdrawalRequested
from services.evaluation.domain import announce, verdict
from services.evaluation.domain.calendar import last_day
from services.evaluation.domain.case import Case, SeatState, State, Withdrawal
from services.evaluation.domain.commands import Confirm, CorrectDecision, OpenCase
from services.evaluation.domain.panel import accepted

TOOK_PART = Text(
    "Nie możesz decydować w tej sprawie, bo jesteś z nią związana lub związany.",
    "You cannot decide this case, because you have to do with it.",
)


def spare_experts(case: Case | None, command: OpenCase, now: dt.datetime) -> Decision[Case]:
    """A renewal without new items: everything is granted, only the director is asked."""
    opened = accepted(case, command, now)
    decided = opened.but(verdicts=verdict.verdicts(opened))
    return Decision(decided, (announce.progressed(decided, "rule:renewal", now),))


def leave_to_chapter(case: Case | None, command: OpenCase, now: dt.datetime) -> Decision[Case]:
    """No points in this procedure: the next sitting of the chapter may take the case up."""
    opened = accepted(case, command, now)
    decided = opened.but(verdicts=verdict.verdicts(opened))
    return Decision(decided, (announce.progressed(decided, "rule:no-points", now),))


def follow_resolution(case: Case, event: ResolutionPassed, now: dt.datetime) -> Decision[Case]:
    """Each item is decided as the chapter voted; items it did not vote on stay as they were.

    On appeal the better of the two decisions on an item stays.
    """
    votes = {vote.item: vote for vote in event.items}
    language = case.file.contact.language
    made = tuple(
        verdict.voted(scored, votes[scored.item.id], event.resolution, language)
        if scored.item.id in votes
        else scored
        for scored in case.verdicts
    )
    best = verdict.at_best(case, made)
    resolved = case.but(verdicts=best, resolution=event.resolution)
    return Decision(resolved, (announce.progressed(resolved, event.by, now),))


def conclude(case: Case, command: Confirm, now: dt.datetime) -> Decision[Case]:
    """The verdict is final, subject to appeal."""
    impartial(case, command)
    refused = any(not made.granted for made in case.verdicts)
    until = last_day(now, case.file.evaluation.appeal_days) if refused else None
    over = case.but(concluded_at=now, appeal_until=until)
    return Decision(over, (announce.concluded(over, command.by, now),))


def impartial(case: Case, command: Confirm | CorrectDecision) -> None:
    """Nobody confirms or puts right what they took part in (art. 24 KPA).

    Raises:
        Refused: They did.
    """
    if command.by in case.took_part or command.by in case.file.stake.names:
        raise Refused("took-part", TOOK_PART)


def bury(case: Case | None, event: WithdrawalRequested, _: dt.datetime) -> Decision[Case]:
    """Remember a withdrawal that overtook the case it withdraws."""
    id_ = event.case or event.subject.id
    early = case or Case(state=State.TOMBSTONE, id=id_, number=event.number)
    return Decision(early.but(withdrawal=_request(event)))


def answer_tombstone(case: Case, command: OpenCase, now: dt.datetime) -> Decision[Case]:
    """The case has come: now there is somebody to answer to. No expert is troubled."""
    opened = accepted(case, command, now)
    gone = opened.but(withdrawal=case.withdrawal, vacancies=())
    return Decision(gone, (announce.withdrawn(gone, now),))


def withdraw(case: Case, event: WithdrawalRequested, now: dt.datetime) -> Decision[Case]:
    """Close every task and tell everybody."""
    seats = tuple(seat.over(SeatState.CLOSED) if seat.open else seat for seat in case.seats)
    gone = case.but(seats=seats, vacancies=(), retry_at=None, withdrawal=_request(event))
    return Decision(gone, (announce.withdrawn(gone, now),))


def asked_in_time(case: Case, event: WithdrawalRequested, _: dt.datetime) -> bool:
    """Asked before the decision, whenever it arrived: rights are judged by the event's ``at``."""
    return case.concluded_at is not None and event.at < case.concluded_at


def after_decision(case: Case, event: WithdrawalRequested, _: dt.datetime) -> bool:
    """Asked after the decision that is appealed against: it can be taken back no more."""
    return case.concluded_at is not None and event.at >= case.concluded_at


def answer_too_late(case: Case, _: WithdrawalRequested, now: dt.datetime) -> Decision[Case]:
    """The decision stands."""
    return Decision(case, (announce.too_late(case, now),))


def _request(event: WithdrawalRequested) -> Withdrawal:
    return Withdrawal(at=event.at, by=event.by, reason=event.reason)
