"""Whom the roster offers for the seats of a case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from contracts.values import Contact
from services.evaluation import queries, roster
from services.evaluation.domain import Case
from services.evaluation.domain.calendar import WARSAW
from services.evaluation.domain.dossier import Dossier, of_category
from services.evaluation.domain.experts import Profile, eligible
from services.evaluation.service import Evaluation


async def offers(
    service: Evaluation,
    file: Dossier,
    case: str,
    purposes: Mapping[str, str | None],
    on_case: Collection[str] = (),
    only: str | None = None,
) -> dict[str, Contact]:
    """The experts the roster picks, by purpose; fewer when there are no more.

    Args:
        service: Whose experts.
        file: What is to be scored.
        case: Its case.
        purposes: The category that each seat is for; none for all of them. Where nobody can take
            all of it, experts for its parts are found: one for each category.
        on_case: Persons who have or had a seat there.
        only: The one person who is asked for.
    """
    found: dict[str, Contact] = {}

    async def look(seats: Collection[str], category: str | None) -> None:
        if seats:
            able = await _able(service, file, on_case, category)
            found.update(await _picked(service, file.call, case, seats, able, only))

    for category in dict.fromkeys(purposes.values()):
        await look([seat for seat, its in purposes.items() if its == category], category)
    whole = [seat for seat, its in purposes.items() if its is None and seat not in found]
    if len(file.categories) > 1 and only is None:
        for category in file.categories:
            await look([seat + of_category(category) for seat in whole], category)
    return found


async def offers_for(
    service: Evaluation, case: Case, purposes: Iterable[str], only: str | None = None
) -> dict[str, Contact]:
    """The same for a case that is open; nobody sits on it twice."""
    panels = {purpose: case.category_of(purpose) for purpose in purposes}
    return await offers(service, case.file, case.id, panels, case.persons, only)


async def _picked(
    service: Evaluation,
    call: str,
    case: str,
    seats: Iterable[str],
    able: Mapping[str, Profile],
    only: str | None,
) -> dict[str, Contact]:
    """What the roster answers for seats of one kind.

    Its answer stands only while that expert may sit here: else it is asked anew under a key that
    says who could not, the same one however often this comes again.
    """
    candidates = [
        roster.Candidate(person, profile.limit, ",".join(sorted(profile.competences)))
        for person, profile in sorted(able.items())
        if only in {None, person}
    ]
    keys = {f"{seat}.{only}" if only else seat: seat for seat in seats}
    found: dict[str, Contact] = {}
    while keys:
        picked = await roster.pick(service.rosters, call, case, tuple(keys), candidates)
        stale = {key: person for key, person in picked.items() if person not in able}
        held = await _held(service, case) if stale else set()
        found |= {keys[k]: able[who].contact for k, who in picked.items() if k not in stale}
        keys = {
            f"{key}.not-{person}": keys[key]
            for key, person in stale.items()
            if (keys[key], person) not in held
        }
    return found


async def _able(
    service: Evaluation, file: Dossier, on_case: Collection[str] = (), category: str | None = None
) -> dict[str, Profile]:
    """Everybody who may sit on this case today, for this category or for all, by person."""
    today = service.clock.now().astimezone(WARSAW).date()
    competent = await queries.competent(service.experts, file.needed(category))
    return {p.person: p for p in competent if eligible(p, file, on_case, today, category)}


async def _held(service: Evaluation, case: str) -> set[tuple[str, str]]:
    """Seats that have been taken: after a redelivery nobody is asked in their holders' place."""
    stored = await service.cases.find(case)
    seats = stored.state.seats if stored is not None else ()
    return {(seat.purpose, seat.expert.person) for seat in seats}
