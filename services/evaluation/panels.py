"""Choosing experts for a case: ask the roster first, then change the case in one write.

The roster answers the same for the same seat, so a crash between the two, a redelivery or a second
worker gives nobody a seat twice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial

from chassis.repository import ABSENT, Stored
from contracts.intake import ApplicationAccepted
from contracts.values import Contact
from services.evaluation import queries, roster
from services.evaluation.domain import Case, decide, wanted
from services.evaluation.domain.calendar import WARSAW
from services.evaluation.domain.case import Dossier, State
from services.evaluation.domain.commands import Declare, OpenCase, Reassign, TimeArrived
from services.evaluation.domain.experts import Profile, eligible
from services.evaluation.domain.panel import wanted_by
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


async def declare(service: Evaluation, case: str, command: Declare, cause: str) -> Stored[Case]:
    """Take a declaration; a conflict replaces the expert in the same change."""
    if command.conflict:
        found = (await service.cases.get(case)).state
        offers = await _offers_for(service, found, wanted_by(found, command))
        command = replace(command, offers=offers)
    return await service.cases.change(case, partial(decide, command, service.clock.now()), cause)


async def reassign(service: Evaluation, case: str, command: Reassign, cause: str) -> Stored[Case]:
    """Give a task to the expert the officer names, or to the next in turn."""
    found = (await service.cases.get(case)).state
    purposes = [seat.successor for seat in found.open_seats if seat.no == command.seat]
    offers = await _offers_for(service, found, purposes, command.person)
    decision = partial(decide, replace(command, offers=offers), service.clock.now())
    return await service.cases.change(case, decision, cause)


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
    """The experts the roster picks, by purpose; fewer when there are no more."""
    if not purposes:
        return {}
    today = service.clock.now().astimezone(WARSAW).date()
    competent = await queries.competent(service.experts, file.categories)
    able = {p.person: p for p in competent if eligible(p, file, on_case, today)}
    candidates = [
        roster.Candidate(person, p.limit)
        for person, p in sorted(able.items())
        if only in {None, person}
    ]
    picked = await roster.pick(service.rosters, file.call, case, purposes, candidates)
    found = {
        purpose: able.get(person) or await _picked_before(service, person)
        for purpose, person in picked.items()
    }
    return {purpose: profile.contact for purpose, profile in found.items() if profile is not None}


async def _picked_before(service: Evaluation, person: str) -> Profile | None:
    """A redelivery: the roster's first answer stands even if the profile has changed since."""
    found = await service.experts.find(person)
    return None if found is None else found.state.profile
