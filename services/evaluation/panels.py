"""Choosing experts for a case: ask the roster first, then change the case in one write.

The roster answers the same for the same seat, so a crash between the two, a redelivery or a second
worker gives nobody a seat twice. It is asked only where the case would act if there were
somebody: what is refused for another reason costs nobody their turn.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial

from chassis.process import Refused, Text
from chassis.repository import ABSENT, Stored
from contracts.intake import AppealFiled, ApplicationAccepted
from contracts.values import Contact
from services.evaluation import queries
from services.evaluation.domain import Case, decide, decide_expert, wanted
from services.evaluation.domain.calendar import WARSAW
from services.evaluation.domain.commands import (
    Declare,
    OpenAppeal,
    OpenCase,
    Reassign,
    Recuse,
    TimeArrived,
)
from services.evaluation.domain.dossier import Dossier
from services.evaluation.domain.experts import ExpertState, LookOn
from services.evaluation.domain.ties import FOUND, tied
from services.evaluation.offers import offers, offers_for
from services.evaluation.service import Evaluation

PAGE = 50
"""Cases that look at an expert in one message; the next message is for the next ones."""

OFF_LIST = Text(
    "Ta osoba nie jest już na liście ekspertów.", "This person is no longer on the list of experts."
)


async def open_case(service: Evaluation, event: ApplicationAccepted, cause: str) -> None:
    """Open the case with its panel: one update of the roster, one insert.

    A tombstone is not asked for first: that would be a read for every case, and all it costs is
    a seat counted that nobody took.
    """
    file, case = Dossier.of(event), event.case or event.subject.id
    purposes = dict.fromkeys(file.panel())
    # Whether a seat is divided is decided by who is there: a case that is there keeps its own.
    known = await service.cases.find(case) if len(file.categories) > 1 else None
    found = {} if known and known.state.dossier else await offers(service, file, case, purposes)
    decision = partial(decide, OpenCase(event, found), service.clock.now())
    await service.cases.change(case, decision, cause, ABSENT)


async def open_appeal(service: Evaluation, event: AppealFiled, cause: str) -> None:
    """Seat other experts for what was refused, in one change."""
    case, command = event.case or event.subject.id, OpenAppeal(event)
    found, now = (await service.cases.get(case)).state, service.clock.now()
    if found.appeal is None and _possible(command, now, found):
        again = decide(command, now, found).state
        command = OpenAppeal(event, await offers_for(service, again, again.vacancies))
    await service.cases.change(case, partial(decide, command, now), cause)


async def declare(service: Evaluation, case: str, command: Declare, cause: str) -> Stored[Case]:
    """Take a declaration; a conflict, also one the system finds, replaces the expert at once.

    The system asks once more: when the seat was given it may have read the expert's profile just
    before the office changed it.
    """
    found, now = (await service.cases.get(case)).state, service.clock.now()
    asked: Declare | Recuse = command
    if _possible(command, now, found):
        why = None if command.conflict else await _barred(service, found, command.person)
        if why or command.conflict:
            given = await offers_for(service, found, found.successors(command.seat))
            asked = Recuse(command.person, why, given) if why else replace(command, offers=given)
    return await service.cases.change(case, partial(decide, asked, now), cause)


async def reassign(service: Evaluation, case: str, command: Reassign, cause: str) -> Stored[Case]:
    """Give a task to the expert the officer names, or to the next in turn."""
    found, now = (await service.cases.get(case)).state, service.clock.now()
    purposes = found.successors(command.seat)
    somebody = Contact(person=command.person or "", name="", email="")
    if _possible(replace(command, offers=dict.fromkeys(purposes, somebody)), now, found):
        given = await offers_for(service, found, purposes, command.person)
        command = replace(command, offers=given)
    return await service.cases.change(case, partial(decide, command, now), cause)


def _possible(command: Declare | Reassign | OpenAppeal, now: dt.datetime, case: Case) -> bool:
    """Whether the case would do it. If not, `change` says why, for it knows what is a repeat."""
    try:
        decide(command, now, case)
    except Refused:
        return False
    return True


async def wake(service: Evaluation, case: str) -> None:
    """Do what has come due: remind, replace who is late, look for experts who are lacking."""
    found, now = (await service.cases.get(case)).state, service.clock.now()
    given = await offers_for(service, found, wanted(found, now))
    await service.cases.change(case, partial(decide, TimeArrived(given), now))


async def look_at(service: Evaluation, expert: str, after: str | None, cause: str) -> None:
    """An expert was saved: what they may no longer score goes to others, what lacks one looks.

    However many lack one, each message is for one page of them and leads to the next.
    """
    if after is None:
        for case in await queries.scored_by(service.cases, expert):
            await _recuse(service, case, expert, cause)
    page = await queries.lacking(service.cases, PAGE, after)
    for case in page:
        await wake(service, case)
    if len(page) == PAGE:
        more = partial(decide_expert, LookOn(page[-1]), service.clock.now())
        await service.experts.change(expert, more, cause)


async def look_again(service: Evaluation, case: str) -> None:
    """Who acts for the applicant has changed: whoever scores the case may be one of them by now."""
    for seat in (await service.cases.get(case)).state.open_seats:
        await _recuse(service, case, seat.expert.person)


async def _recuse(service: Evaluation, case: str, person: str, cause: str | None = None) -> None:
    """Take the expert off the case if they may not judge it; a card that is in stays."""
    found = (await service.cases.get(case)).state
    if why := await _barred(service, found, person):
        seat = found.open_seat_of(person)
        given = await offers_for(service, found, () if seat is None else (seat.successor,))
        decision = partial(decide, Recuse(person, why, given), service.clock.now())
        await service.cases.change(case, decision, cause)


async def _barred(service: Evaluation, case: Case, person: str) -> Text | None:
    """Why an expert may not judge the case, as the office knows it now; none if they may."""
    stored = await service.experts.find(person)
    if stored is not None and stored.state.state is ExpertState.REMOVED:
        return OFF_LIST
    ties = () if stored is None else stored.state.profile.affiliations
    today = service.clock.now().astimezone(WARSAW).date()
    return FOUND if tied(person, ties, case.file.stake, today) else None
