"""Whom the roster offers for the seats of a case."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from contracts.values import Contact
from services.evaluation import queries, roster
from services.evaluation.domain import Case
from services.evaluation.domain.calendar import WARSAW
from services.evaluation.domain.dossier import Dossier
from services.evaluation.domain.experts import Profile, eligible
from services.evaluation.service import Evaluation


async def offers(
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
    found: dict[str, Contact] = {}
    while keys:
        picked = await roster.pick(service.rosters, file.call, case, tuple(keys), candidates)
        stale = {key: person for key, person in picked.items() if person not in able}
        held = await _held(service, case) if stale else set()
        found |= {keys[k]: able[who].contact for k, who in picked.items() if k not in stale}
        keys = {
            f"{key}.not-{person}": keys[key]
            for key, person in stale.items()
            if (keys[key], person) not in held
        }
    return found


async def offers_for(
    service: Evaluation, case: Case, purposes: Sequence[str], only: str | None = None
) -> dict[str, Contact]:
    """The same for a case that is open; nobody sits on it twice."""
    on_case = {seat.expert.person for seat in case.seats}
    return await offers(service, case.file, case.id, purposes, on_case, only)


async def _able(service: Evaluation, file: Dossier, on_case: Collection[str]) -> dict[str, Profile]:
    """Everybody who may sit on this case today, by person."""
    today = service.clock.now().astimezone(WARSAW).date()
    competent = await queries.competent(service.experts, file.categories)
    return {p.person: p for p in competent if eligible(p, file, on_case, today)}


async def _held(service: Evaluation, case: str) -> set[tuple[str, str]]:
    """Seats that have been taken: after a redelivery nobody is asked in their holders' place."""
    stored = await service.cases.find(case)
    seats = stored.state.seats if stored is not None else ()
    return {(seat.purpose, seat.expert.person) for seat in seats}
