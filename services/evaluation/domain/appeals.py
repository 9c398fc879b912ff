"""An appeal: what was refused goes the same way again, before other experts. The result is final.

Nobody who had a seat on the case gets another, what was granted stays, and of each item judged
again the better result counts (art. 24 § 1 pkt 5 and 139 KPA, by analogy).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from chassis.process import Decision
from contracts.intake import AppealWithdrawn
from services.evaluation.domain import announce, panel, verdict
from services.evaluation.domain.appeal import Appeal, Outcome
from services.evaluation.domain.case import Case, SeatState
from services.evaluation.domain.commands import Confirm, OpenAppeal
from services.evaluation.domain.ending import impartial

TAKEN_BACK = "rule:appeal-taken-back"
NOTHING_LEFT = "rule:nothing-refused"
NO_POINTS = "rule:no-points"


def open_to_appeal(case: Case) -> tuple[str, ...]:
    """Ids of the items whose refusal is not final."""
    refused = (made.item.id for made in case.verdicts if not made.granted)
    return tuple(item for item in refused if item not in case.settled)


def is_pending(case: Case, _: Any, __: dt.datetime) -> bool:
    """Whether an appeal is being decided."""
    return case.appeal is not None


def is_known(case: Case, command: OpenAppeal, _: dt.datetime) -> bool:
    """Whether this appeal, or a later one, was heard of before."""
    return case.appealed_at is not None and command.event.at <= case.appealed_at


def is_heard(case: Case, event: AppealWithdrawn, _: dt.datetime) -> bool:
    """Whether the appeal that is taken back has come."""
    return case.appealed_at is not None and event.filed <= case.appealed_at


def was_taken_back(case: Case, command: OpenAppeal, _: dt.datetime) -> bool:
    """Whether the word that it is taken back came first."""
    return case.taken_back is not None and command.event.at <= case.taken_back


def nothing_left(case: Case, _: OpenAppeal, __: dt.datetime) -> bool:
    """A correction has granted meanwhile what the appeal asks for."""
    return not open_to_appeal(case)


def has_no_points(case: Case, command: OpenAppeal, _: dt.datetime) -> bool:
    """A procedure without points: the chapter votes again, and nobody scores."""
    return taken_up(case, command).file.only_voted


def panel_is_short(case: Case, command: OpenAppeal, now: dt.datetime) -> bool:
    """Fewer other experts than seats."""
    return bool(seat_panel(case, command, now).state.vacancies)


def taken_up(case: Case, command: OpenAppeal) -> Case:
    """The case before another panel, nobody seated yet."""
    event, items = command.event, open_to_appeal(case)
    file = case.file.but(appeals=case.file.appeals + 1, appealed=items)
    appeal = Appeal(
        at=event.at,
        by=event.by,
        grounds=event.grounds,
        decide_by=event.decide_by,
        items=items,
        verdicts=case.verdicts,
        mean=case.mean,
        resolution=case.resolution,
    )
    again: Case = case.but(
        dossier=file,
        appeal=appeal,
        appealed_at=event.at,
        appeal_until=None,
        earlier=len(case.seats),
        vacancies=file.panel(),
        sitting=None,
        held=None,
        resolution=None,
    )
    return again


def seat_panel(case: Case, command: OpenAppeal, now: dt.datetime) -> Decision[Case]:
    """Seat other experts; the case waits where there are none."""
    seated, messages = panel.fill(taken_up(case, command), command.offers, now)
    return Decision(seated, (*messages, *announce.panel_short(seated, now)))


def leave_to_chapter(case: Case, command: OpenAppeal, now: dt.datetime) -> Decision[Case]:
    """The next sitting may take it up."""
    again = taken_up(case, command)
    decided = again.but(verdicts=verdict.verdicts(again))
    return Decision(decided, (announce.progressed(decided, NO_POINTS, now),))


def conclude(case: Case, command: Confirm, now: dt.datetime) -> Decision[Case]:
    """The director confirms: what is refused now stays so."""
    if case.appeal is None:
        return Decision(case)
    impartial(case, command)
    refused = {made.item.id for made in case.verdicts if not made.granted}
    still = tuple(item for item in case.appeal.items if item in refused)
    over = _over(case).but(settled=(*case.settled, *still))
    outcome: Outcome = "upheld" if len(still) == len(case.appeal.items) else "granted"
    return Decision(over, (announce.appeal_decided(over, outcome, command.by, now),))


def take_back(case: Case, event: AppealWithdrawn, now: dt.datetime) -> Decision[Case]:
    """The decision stands as it was, for good; nobody has a task any more."""
    if case.appeal is None:
        return Decision(case)
    was = case.appeal
    seats = tuple(seat.over(SeatState.CLOSED) if seat.open else seat for seat in case.seats)
    over = _over(case).but(
        seats=seats,
        vacancies=(),
        retry_at=None,
        verdicts=was.verdicts,
        mean=was.mean,
        resolution=was.resolution,
        settled=(*case.settled, *was.items),
    )
    return Decision(over, (announce.appeal_decided(over, "withdrawn", event.by, now),))


def _over(case: Case) -> Case:
    over: Case = case.but(appeal=None, dossier=case.file.but(appealed=()))
    return over


def remember_taken_back(case: Case, event: AppealWithdrawn, _: dt.datetime) -> Decision[Case]:
    """It overtook the appeal, which is answered when it comes."""
    return Decision(case.but(taken_back=event.filed))


def answer_taken_back(case: Case, command: OpenAppeal, now: dt.datetime) -> Decision[Case]:
    """The appeal has come, and was taken back before: nobody is troubled."""
    over = case.but(
        appealed_at=command.event.at,
        appeal_until=None,
        settled=(*case.settled, *open_to_appeal(case)),
    )
    return Decision(over, (announce.appeal_decided(over, "withdrawn", TAKEN_BACK, now),))


def answer_nothing_left(case: Case, command: OpenAppeal, now: dt.datetime) -> Decision[Case]:
    """Everything was granted meanwhile, as the appeal asked."""
    heard = case.but(appealed_at=command.event.at, appeal_until=None)
    return Decision(heard, (announce.appeal_decided(heard, "granted", NOTHING_LEFT, now),))
