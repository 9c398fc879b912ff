"""Whom intake knows, and from where: most people who may be erased have no account.

Somebody applied on paper, holds a licence from before the system, gets announcements, or was asked
into a team. An id that is found nowhere was mistyped.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.intake import queries
from services.intake.domain.timeline import Entry
from services.intake.service import Intake

NAMED = ("contact", "new", "expert", "old")
"""Under which names a case file keeps whom an event names."""


@dataclass(frozen=True, slots=True)
class Known:
    """What leads to a person.

    Attributes:
        cases: Ids of those that name them, with the numbers there are.
        licences: Numbers of those whose contact they are.
        teams: How many they are in or asked into.
        announcements: Whether they get them, or have been asked to confirm that they want them.
    """

    person: str
    name: str
    email: str
    cases: tuple[tuple[str, str], ...]
    licences: tuple[str, ...]
    teams: int
    announcements: bool


async def known(service: Intake, person: str) -> Known | None:
    """Where this person is named, None when nowhere."""
    called: list[tuple[str, str]] = []
    cases: dict[str, str] = {}
    for id_ in await queries.involving(service.applications, {person}):
        found = (await service.applications.get(id_)).state
        cases[id_] = found.number or ""
        if found.owner.person == person:
            called.append((found.contact().name, found.contact().email))
    async for file in service.cases.of_people({person}):
        cases[file["_id"]] = file.get("number") or file.get("licence_number") or ""
        called += _called(file["entries"], person)
    subscription = await service.subscriptions.kept.find(person)
    if subscription is not None:
        called.append((subscription.state.wish.name, subscription.state.email))
    link = await service.people.links.find(person)
    called += [] if link is None else [("", link.state.address)]
    licences = [each async for each in service.licences.of(person)]
    called += [("", each.email) for each in licences]
    teams = await queries.naming(service.teams, {person})
    if not (cases or licences or teams or subscription or link):
        return None
    return Known(
        person=person,
        name=next((name for name, _ in called if name), ""),
        email=next((email for _, email in called if email), ""),
        cases=tuple(sorted(cases.items())),
        licences=tuple(each.number for each in licences),
        teams=len(teams),
        announcements=subscription is not None,
    )


def _called(entries: list[object], person: str) -> list[tuple[str, str]]:
    values = (entry.value(name) for entry in map(Entry.model_validate, entries) for name in NAMED)
    return [
        (each["name"], each["email"])
        for each in values
        if isinstance(each, dict) and each.get("person") == person
    ]
