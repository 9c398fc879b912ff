"""Whom the roster offers for the seats of a case."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from contracts.values import Contact
from services.evaluation import queries, roster
from services.evaluation.domain import Case
from services.evaluation.domain.calendar import WARSAW
from services.evaluation.domain.dossier import Dossier, of_category
from services.evaluation.domain.experts import Profile, eligible
from services.evaluation.service import Evaluation


class Group(NamedTuple):
    """Experts for seats of one kind.

    Attributes:
        able: Who may sit on the case today, for these seats, by person.
        here: Everybody competent who is there today, tied to the case or not.
        needed: What for.
    """

    able: Mapping[str, Profile]
    here: Sequence[Profile]
    needed: Sequence[str]

    def asked(self, only: str | None) -> tuple[list[roster.Candidate], roster.Here]:
        """What the roster is told of them."""
        equals: dict[Any, list[str]] = {}
        for each in sorted(self.here, key=lambda profile: profile.person):
            equals.setdefault(_same(each), []).append(each.person)
        place = {same: no for no, same in enumerate(equals)}
        candidates = [
            roster.Candidate(person, each.limit, _kind(each), place[_same(each)])
            for person, each in sorted(self.able.items())
            if only in {None, person}
        ]
        return candidates, roster.Here(self.needed, list(equals.values()))


def _kind(expert: Profile) -> str:
    return ",".join(sorted(expert.competences))


def _same(expert: Profile) -> tuple[Any, ...]:
    """What makes experts eligible for exactly the same cases."""
    return _kind(expert), expert.affiliations, expert.limit


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
            today = service.clock.now().astimezone(WARSAW).date()
            competent = await queries.competent(service.experts, file.needed(category))
            here = [each for each in competent if not each.away(today)]
            able = {p.person: p for p in here if eligible(p, file, on_case, today, category)}
            group = Group(able, here, file.needed(category))
            found.update(await _picked(service, file.call, case, seats, group, only))

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
    group: Group,
    only: str | None,
) -> dict[str, Contact]:
    """What the roster answers for seats of one kind.

    Its answer stands only while that expert may sit here: else it is asked anew under a key that
    says who could not, the same one however often this comes again.
    """
    able, (candidates, here) = group.able, group.asked(only)
    keys = {f"{seat}.{only}" if only else seat: seat for seat in seats}
    found: dict[str, Contact] = {}
    while keys:
        picked = await roster.pick(service.rosters, call, case, tuple(keys), candidates, here)
        stale = {key: person for key, person in picked.items() if person not in able}
        held = await _held(service, case) if stale else set()
        found |= {keys[k]: able[who].contact for k, who in picked.items() if k not in stale}
        keys = {
            f"{key}.not-{person}": keys[key]
            for key, person in stale.items()
            if (keys[key], person) not in held
        }
    return found


async def _held(service: Evaluation, case: str) -> set[tuple[str, str]]:
    """Seats that have been taken: after a redelivery nobody is asked in their holders' place."""
    stored = await service.cases.find(case)
    seats = stored.state.seats if stored is not None else ()
    return {(seat.purpose, seat.expert.person) for seat in seats}
