"""Reads of intake: lists, duplicates, and who is to be told about a call."""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Mapping

from chassis import pages
from chassis.mongo import Document, Index
from chassis.pages import Key, Page, Turn
from chassis.repository import Repository
from contracts.values import Recipient
from services.intake.domain.application import LIVE, Application, State
from services.intake.domain.call import Call
from services.intake.domain.form import same
from services.intake.domain.team import Team

NEWEST: Key = ("state.opens", -1)
DRAFTS: Document = {"state.state": State.DRAFT.value, "state.owner.person": {"$gt": ""}}
ON_PAPER: Document = {"state.form.channel": "paper"}
INDEXES = {
    "calls": (
        Index([NEWEST, ("_id", -1)]),
        Index([("state.state", 1), NEWEST, ("_id", -1)]),
    ),
    "applications": (
        Index([("state.form.entity.nip", 1), ("_id", 1)]),
        Index([("state.call", 1), ("_id", 1)]),
        Index([("state.call", 1), ("state.state", 1), ("_id", 1)]),
        Index([("state.state", 1), ("_id", 1)]),
        Index([("state.owner.person", 1), ("_id", 1)]),
        Index([("state.team", 1), ("_id", 1)]),
        Index([("state.appeals.by", 1)], sparse=True),
        Index([("state.form.contact.email", 1)], partial=ON_PAPER),
        # Only for `recipients`: it cannot give the order of any list.
        Index([("state.call", 1), ("state.owner.person", 1)], partial=DRAFTS),
    ),
    "teams": (
        Index([("state.members.contact.person", 1), ("_id", 1)]),
        Index([("state.invitations.email", 1), ("_id", 1)]),
        Index([("state.invitations.person", 1)], sparse=True),
    ),
}


async def duplicates(
    applications: Repository[Application], application: Application
) -> tuple[str, ...]:
    """Numbers (ids while pending) of other live applications of the entity for a same item."""
    query: Document = {
        "_id": {"$ne": application.id},
        "state.form.entity.nip": application.form.entity.nip,
        "state.state": {"$in": [state.value for state in LIVE]},
    }
    if (licence := application.licence_number()) is not None:
        # Of renewals of one licence only one goes on, see `Renewals`.
        query["state.form.licence_number"] = {"$ne": licence}
    shown = {"state.number": 1, "state.form.items.kind": 1, "state.form.items.name": 1}
    wanted = application.wanted()
    found = []
    async for document in applications.collection.find(query, shown):
        items = document["state"]["form"]["items"]
        if wanted & {(item["kind"], same(item["name"])) for item in items}:
            found.append(document["state"]["number"] or document["_id"])
    return tuple(sorted(found))


async def recipients(
    applications: Repository[Application], call: str, after: str | None, limit: int
) -> tuple[tuple[Recipient, ...], str | None]:
    """A page of the people with drafts in the call, each once, and after whom the next begins."""
    query = {"state.call": call, **DRAFTS, "state.owner.person": {"$gt": after or ""}}
    cursor = applications.collection.find(query).sort("state.owner.person", 1).limit(limit)
    drafts = [applications.load(document).state async for document in cursor]
    people = {draft.owner.person: draft.contact() for draft in reversed(drafts)}
    found = tuple(Recipient(**people[person].model_dump()) for person in sorted(people))
    return found, (drafts[-1].owner.person if len(drafts) == limit else None)


async def listed(
    applications: Repository[Application],
    where: Mapping[str, str | None],
    turn: Turn,
    whose: Document,
) -> Page[Application]:
    """Applications by id, without deleted drafts.

    Args:
        applications: All of them.
        where: Fields of the state that must be equal; None leaves one out.
        turn: Which page.
        whose: The query for those that the reader may see.
    """
    asked = {f"state.{field}": value for field, value in where.items() if value}
    query: Document = {"state.state": {"$ne": State.DELETED.value}, **whose, **asked}
    page = await pages.read(applications.collection, query, turn)
    return page.of(lambda document: applications.load(document).state)


async def written_to(applications: Repository[Application], team: str, person: str) -> list[str]:
    """Ids of the team's applications about which this person is written to."""
    query = {"state.team": team, "state.owner.person": person}
    return [each["_id"] async for each in applications.collection.find(query, {"_id": 1})]


async def owned(applications: Repository[Application], persons: Some[str]) -> list[Application]:
    """Applications that belong to one of these persons."""
    query = {"state.owner.person": {"$in": sorted(persons)}}
    found = await applications.collection.find(query).to_list(None)
    return [applications.load(each).state for each in found]


async def involving(applications: Repository[Application], persons: Some[str]) -> list[str]:
    """Ids of applications that belong to one of these persons, or that one has appealed for."""
    of = {"$in": sorted(persons)}
    query = {"$or": [{"state.owner.person": of}, {"state.appeals.by": of}]}
    return [each["_id"] async for each in applications.collection.find(query, {"_id": 1})]


async def on_paper(applications: Repository[Application], email: str) -> list[Application]:
    """What came on paper with this address, from people who have ids of their own there."""
    query = {**ON_PAPER, "state.form.contact.email": email}
    found = await applications.collection.find(query).to_list(None)
    return [applications.load(each).state for each in found]


async def naming(teams: Repository[Team], persons: Some[str]) -> list[str]:
    """Ids of the teams that one of these persons is in or is asked into."""
    of = {"$in": sorted(persons)}
    query = {"$or": [{"state.members.contact.person": of}, {"state.invitations.person": of}]}
    return [each["_id"] async for each in teams.collection.find(query, {"_id": 1})]


async def teams_of(teams: Repository[Team], person: str) -> list[str]:
    """Ids of the teams a person is in; they are few."""
    query = {"state.members.contact.person": person}
    return [each["_id"] async for each in teams.collection.find(query, {"_id": 1})]


async def joined(teams: Repository[Team], person: str, turn: Turn) -> Page[Team]:
    """Teams that a person is in."""
    query = {"state.members.contact.person": person}
    page = await pages.read(teams.collection, query, turn)
    return page.of(lambda document: teams.load(document).state)


async def inviting(teams: Repository[Team], email: str, turn: Turn) -> Page[Team]:
    """Teams that ask in whoever signs in with this address."""
    page = await pages.read(teams.collection, {"state.invitations.email": email.lower()}, turn)
    return page.of(lambda document: teams.load(document).state)


async def all_calls(
    calls: Repository[Call], where: Mapping[str, str | None], turn: Turn
) -> Page[Call]:
    """Calls, the newest first; ``where`` as in `listed`."""
    query = {f"state.{field}": value for field, value in where.items() if value is not None}
    page = await pages.read(calls.collection, query, turn, NEWEST)
    return page.of(lambda document: calls.load(document).state)
