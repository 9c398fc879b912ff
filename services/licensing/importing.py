"""Licences in force at go-live come in: all of a list that is right, or nothing of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chassis.process import Text
from chassis.repository import ABSENT
from services.licensing.domain.bringing import id_of
from services.licensing.domain.commands import BringIn
from services.licensing.domain.ledger import Entry, Region, Wrong, read
from services.licensing.service import Licensing

TAKEN = Text(
    "Ten numer ma już inna licencja w systemie.", "Another licence of this system has this number."
)
NOT_IN_FORCE = Text("Ta licencja dziś nie obowiązuje.", "This licence is not in force today.")


@dataclass(frozen=True)
class Report:
    """What became of a list: numbers brought in, numbers known before, or mistakes alone."""

    brought: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    wrong: tuple[Wrong, ...] = ()


async def bring_in(
    service: Licensing, text: str, region: Region, *, check_only: bool = False
) -> Report:
    """Bring a list in; the same list again changes nothing and finishes what a crash cut off.

    Args:
        service: Its licences, numbers and clock.
        text: The list; see `ledger`.
        region: What its licences must fit.
        check_only: Only tell what is wrong with it.
    """
    entries, wrong = read(text, region)
    stored = await _stored(service, entries)
    fresh = [each for each in entries if each.licence.number not in stored]
    wrong += _strangers(entries, stored)
    wrong += (
        Wrong(each.line, "end", NOT_IN_FORCE)
        for each in fresh
        if not each.licence.start <= service.today() <= each.licence.end
    )
    wrong += await _taken(service, fresh)
    if not wrong and not check_only:
        for series, nos in _by_series(fresh).items():
            await service.numbers.reserve(series, max(nos))
        wrong += await _taken(service, fresh)  # given while this list was checked
    if wrong:
        return Report(wrong=tuple(sorted(set(wrong))))
    for each in () if check_only else fresh:
        await service.change(id_of(each.licence.number), each.licence, guess=ABSENT)
    brought = tuple(each.licence.number for each in fresh)
    return Report(brought, known=tuple(sorted(stored)))


async def _stored(service: Licensing, entries: Sequence[Entry]) -> dict[str, tuple[str, str]]:
    """Id and NIP of the licences of these numbers that are there already."""
    numbers = [each.licence.number for each in entries]
    shown = {"state.number": 1, "state.entity.nip": 1}
    cursor = service.licences.collection.find({"state.number": {"$in": numbers}}, shown)
    return {
        each["state"]["number"]: (each["_id"], each["state"]["entity"]["nip"])
        for each in await cursor.to_list(None)
    }


def _strangers(entries: Sequence[Entry], stored: dict[str, tuple[str, str]]) -> Iterator[Wrong]:
    for each in entries:
        licence = each.licence
        ours = (id_of(licence.number), licence.entity.nip)
        if stored.get(licence.number, ours) != ours:
            yield Wrong(each.line, "number", TAKEN)


async def _taken(service: Licensing, fresh: Sequence[Entry]) -> list[Wrong]:
    given = {
        (series, no)
        for series, nos in _by_series(fresh).items()
        for no in await service.numbers.given(series, nos)
    }
    return [
        Wrong(each.line, "number", TAKEN) for each in fresh if _series_no(each.licence) in given
    ]


def _by_series(entries: Sequence[Entry]) -> dict[str, list[int]]:
    series: defaultdict[str, list[int]] = defaultdict(list)
    for each in entries:
        name, no = _series_no(each.licence)
        series[name].append(no)
    return series


def _series_no(licence: BringIn) -> tuple[str, int]:
    series, _, no = licence.number.rpartition("/")
    return series, int(no)
