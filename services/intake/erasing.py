"""What intake does when a person is to be erased: asks whether it may, and leaves nothing of them.

Each document is changed for itself and the same again changes nothing, so a message that comes
again after a crash does the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection as Some
from functools import partial
from typing import Final

from chassis.mongo import Document
from chassis.process import Decision, Invalid
from contracts.base import Service
from contracts.people import address_of, person_of
from services.intake import queries
from services.intake.domain import erasing
from services.intake.domain.application import LIVE, Application
from services.intake.domain.erasing import LICENSED, OVER, Held
from services.intake.domain.person import Actor, Erase, Person
from services.intake.domain.reading import wrong
from services.intake.domain.team import Team
from services.intake.domain.timeline import Entry, Status, where
from services.intake.known import known
from services.intake.service import Intake

NOBODY: Final = (
    "Nie znamy osoby o tym identyfikatorze. Sprawdź go.",
    "Nobody of this id is known here. Please check it.",
)
ANOTHERS: Final = (
    "To nie jest adres tej osoby.",
    "This is not the address of that person.",
)
HOLDERS: Final = frozenset({"contact", "new"})
"""Under which names a case file keeps whom the applicant's side is written to."""


async def grant(
    service: Intake, person: str, reason: str, by: Actor, cause: str, email: str | None = None
) -> Person:
    """Let a person be erased everywhere; the event tells it.

    Args:
        service: Intake.
        person: Their id.
        reason: What the office notes of why.
        by: Who grants it.
        cause: Of the request.
        email: Their address, which shows that the id is meant where nobody here knows it: of an
            expert who never had an account, say.

    Raises:
        Invalid: Nobody knows this id; or the address is somebody else's.
        Refused: They are needed still, or ``by`` may not.
    """
    account = await service.people.accounts.find(person)
    address = account.state.email if account else None
    if email is not None and person_of(email) != person and address_of(email) != address:
        raise Invalid((wrong("email", "another-person", *ANOTHERS),))
    if account is None and email is None and await known(service, person) is None:
        raise Invalid((wrong("id", "unknown-person", *NOBODY),))
    persons = {person} | ({person_of(address)} if address else set())
    if held := await needing(service, persons):
        raise erasing.needed(held)
    command = Erase(person, service.clock.now(), reason, by)
    return (await service.people.change(person, command, cause)).state


async def needing(service: Intake, persons: Some[str]) -> list[Held]:
    """The cases and licences that go on and whose contact is one of these persons."""
    held = {
        each.id: Held(each.number or each.id, None)
        for each in await queries.owned(service.applications, persons)
        if each.state in LIVE
    }
    async for file in service.cases.of_people(persons):
        if file["_id"] in held or over(service, file) or _holder(file) not in persons:
            continue
        licence = file.get("licence_number") if _state(service, file) in LICENSED else None
        held[file["_id"]] = Held(file.get("number") or file["_id"], licence)
    return list(held.values())


def over(service: Intake, file: Document) -> bool:
    """Whether the case needs nobody any more."""
    return _state(service, file) in OVER


def holders(file: Document) -> set[str]:
    """Everybody the applicant's side was written to under, as far as they are not erased."""
    return {
        each.value["person"]
        for entry in map(Entry.model_validate, file["entries"])
        for each in entry.personal
        if each.name in HOLDERS and each.value is not None
    }


def _state(service: Intake, file: Document) -> str:
    said = file.get("status", {})
    statuses: dict[Service, Status] = {
        name: Status.model_validate(each) for name, each in said.items()
    }
    status = where(statuses, service.clock.now())
    return "draft" if status is None else status.state


def _holder(file: Document) -> str | None:
    """Who was written to last, as the events tell."""
    entries = sorted(map(Entry.model_validate, file["entries"]), key=lambda entry: entry.at)
    told = (
        each.value["person"]
        for entry in reversed(entries)
        for each in entry.personal
        if each.name in HOLDERS and each.value is not None
    )
    return next(told, None)


async def erase(service: Intake, persons: Some[str]) -> None:
    """Leave nothing of these persons but what the cases need."""
    gone = sorted(persons)
    for each in (service.people.links, service.subscriptions.kept):
        # Documents of an address alone, which would be deleted by time anyway.
        await each.collection.delete_many({"_id": {"$in": gone}})
    for id_ in await queries.involving(service.applications, persons):
        await _application(service, id_, persons)
    for team in await queries.naming(service.teams, persons):
        now = service.clock.now()
        await service.teams.change(team, partial(_team, persons, now))
    await service.licences.erase(persons)
    await service.cases.erase(persons)


async def _application(service: Intake, id_: str, persons: Some[str]) -> None:
    """The files go last: what is cut off here the sweeper takes, for nobody notes them any more."""
    before = (await service.applications.get(id_)).state.attachments
    for file in before.values():
        await service.files.loosen(file)
    left = (await service.applications.change(id_, partial(_left, persons))).state.attachments
    for place in before.keys() - left.keys():
        await service.files.drop(before[place].file)


def _left(persons: Some[str], found: Application | None) -> Decision[Application]:
    assert found is not None  # noqa: S101 -- for the types: applications are never deleted
    return erasing.application(found, persons)


def _team(persons: Some[str], now: dt.datetime, found: Team | None) -> Decision[Team]:
    assert found is not None  # noqa: S101 -- for the types: neither are teams
    return erasing.team(found, persons, now)
