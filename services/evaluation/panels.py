"""Choosing experts for a case: ask the roster first, then change the case in one write.

The roster answers the same for the same seat, so a crash between the two, a redelivery or a second
worker gives nobody a seat twice. It is asked only where the case would act if there were
somebody: what is refused for another reason costs nobody their turn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial

from chassis.process import Refused
from chassis.repository import ABSENT, Stored
from contracts.intake import AppealFiled, ApplicationAccepted
from contracts.values import Contact
from services.evaluation import queries, roster
from services.evaluation.domain import Case, decide, wanted
from services.evaluation.domain.calendar import WARSAW
from services.evaluation.domain.case import State
from services.evaluation.domain.commands import (
    Declare,
    OpenAppeal,
    OpenCase,
    Reassign,
    TimeArrived,
)
from services.evaluation.domain.dossier import Dossier
from services.evaluation.domain.experts import Profile, eligible
from services.evaluation.service import Evaluation

WAKE_AT_ONCE = 100
"""Waiting cases looked at when an expert is saved; the others have their daily look."""


async def open_case(service: Evaluation, event: ApplicationAccepted, cause: str) -> None:
    """Open the case with its panel: one update of the roster, one insert.

    A tombstone is not asked for first: that would be a read for every case, and all it costs is
    a seat counted that nobody took.
    """
    file, case = Dossier.of(event), event.case or event.subject.id
    offers = await _offers(service, file, case, file.panel, ())
    decision = partial(decide, OpenCase(event, offers), service.clock.now())
    await service.cases.change(case, decision, cause, ABSENT)


async def open_appeal(service: Evaluation, event: AppealFiled, cause: str) -> None:
    """Seat other experts for what was refused, in one change."""
    case, command = event.case or event.subject.id, OpenAppeal(event)
    found, now = (await service.cases.get(case)).state, service.clock.now()
    if _possible(command, now, found):
        again = decide(command, now, found).state
        purposes = again.vacancies if found.appeal is None else ()
        command = OpenAppeal(event, await _offers_for(service, again, purposes))
    await service.cases.change(case, partial(decide, command, now), cause)


async def declare(service: Evaluation, case: str, command: Declare, cause: str) -> Stored[Case]:
    """Take a declaration; a conflict replaces the expert in the same change."""
    if command.conflict:
        found, now = (await service.cases.get(case)).state, service.clock.now()
        purposes = found.successors(command.seat) if _possible(command, now, found) else ()
        offers = await _offers_for(service, found, purposes)
        command = replace(command, offers=offers)
    return await service.cases.change(case, partial(decide, command, service.clock.now()), cause)


async def reassign(service: Evaluation, case: str, command: Reassign, cause: str) -> Stored[Case]:
    """Give a task to the expert the officer names, or to the next in turn."""
    found, now = (await service.cases.get(case)).state, service.clock.now()
    purposes = found.successors(command.seat)
    somebody = Contact(person=command.person or "", name="", email="")
    if _possible(replace(command, offers=dict.fromkeys(purposes, somebody)), now, found):
        offers = await _offers_for(service, found, purposes, command.person)
        command = replace(command, offers=offers)
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
    command = TimeArrived(await _offers_for(service, found, wanted(found, now)))
    await service.cases.change(case, partial(decide, command, now))


async def wake_waiting(service: Evaluation) -> None:
    """An expert was saved: cases that lack one look again. A crash here leaves it to their tick."""
    for case in await queries.ids_in(service.cases, State.WAITING_FOR_EXPERT, WAKE_AT_ONCE):
        await wake(service, case)


async def _offers_for(
    service: Evaluation, case: Case, purposes: Sequence[str], only: str | None = None
) -> dict[str, Contact]:
    if not purposes:
        return {}
    on_case = {seat.expert.person for seat in case.seats}
    return await _offers(service, case.file, case.id, purposes, on_case, only)


async def _offers(
    service: Evaluation,
    file: Dossier,
    case: str,
    purposes: Sequence[str],
    on_case: Collection[str],
    only: str | None = None,
) -> dict[str, Contact]:
    """The experts the roster picks, by purpose; fewer when there are no more.

    The roster's answer stands only while that expert may sit here: else it is asked anew under a
    key that says who could not, the same one however often this comes again.
    """
    if not purposes:
        return {}
    able = await _able(service, file, on_case)
    candidates = [
        roster.Candidate(person, profile.limit)
        for person, profile in sorted(able.items())
        if only in {None, person}
    ]
    keys = {f"{purpose}.{only}" if only else purpose: purpose for purpose in purposes}
    offers: dict[str, Contact] = {}
    while keys:
        picked = await roster.pick(service.rosters, file.call, case, tuple(keys), candidates)
        stale = {key: person for key, person in picked.items() if person not in able}
        held = await _held(service, case) if stale else set()
        offers |= {keys[k]: able[who].contact for k, who in picked.items() if k not in stale}
        keys = {
            f"{key}.not-{person}": keys[key]
            for key, person in stale.items()
            if (keys[key], person) not in held
        }
    return offers


async def _able(service: Evaluation, file: Dossier, on_case: Collection[str]) -> dict[str, Profile]:
    """Everybody who may sit on this case today, by person."""
    today = service.clock.now().astimezone(WARSAW).date()
    competent = await queries.competent(service.experts, file.categories)
    return {p.person: p for p in competent if eligible(p, file, on_case, today)}


async def _held(service: Evaluation, case: str) -> set[tuple[str, str]]:
    """Seats that have been taken: after a redelivery nobody is asked in their holders' place."""
    found = await service.cases.find(case)
    seats = found.state.seats if found is not None else ()
    return {(seat.purpose, seat.expert.person) for seat in seats}
