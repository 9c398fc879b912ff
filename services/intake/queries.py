"""Reads of intake: lists, duplicates, and who is to be told about a call."""

from __future__ import annotations

from chassis.mongo import Document, Index
from chassis.repository import Repository, Stored
from contracts.values import Contact
from services.intake.domain.application import LIVE, Application, State
from services.intake.domain.call import Call
from services.intake.domain.form import same
from services.intake.domain.team import Team

INDEXES = {
    "applications": (
        Index([("state.form.entity.nip", 1)]),
        Index([("state.call", 1), ("state.state", 1)]),
        Index([("state.owner.person", 1)]),
        Index([("state.team", 1)]),
        Index([("state.form.licence_number", 1)]),
    ),
    "teams": (
        Index([("state.members.contact.person", 1)]),
        Index([("state.invitations.email", 1)], sparse=True),
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
    shown = {"state.number": 1, "state.form.items.kind": 1, "state.form.items.name": 1}
    wanted = {(item.kind, same(item.name)) for item in application.form.items}
    found = []
    async for document in applications.collection.find(query, shown):
        items = document["state"]["form"]["items"]
        if wanted & {(item["kind"], same(item["name"])) for item in items}:
            found.append(document["state"]["number"] or document["_id"])
    return tuple(sorted(found))


async def renewing(applications: Repository[Application], number: str, but: str) -> bool:
    """Whether a live application other than this one is to renew the licence of this number."""
    query: Document = {
        "_id": {"$ne": but},
        "state.form.licence_number": number,
        "state.state": {"$in": [state.value for state in LIVE]},
    }
    return await applications.collection.find_one(query, {"_id": 1}) is not None


async def recipients(applications: Repository[Application], call: str) -> tuple[Contact, ...]:
    """People with drafts in the call, each once. Subscribers come with accounts."""
    people: dict[str, Contact] = {}
    query = {"state.call": call, "state.state": State.DRAFT.value}
    async for document in applications.collection.find(query).sort("_id", 1):
        contact = applications.load(document).state.contact()
        people.setdefault(contact.person, contact)
    return tuple(people.values())


async def listed(
    applications: Repository[Application], query: Document, limit: int, after: str | None
) -> tuple[list[Stored[Application]], str | None]:
    """A page of applications by id, and the cursor of the next one."""
    if after is not None:
        query = {**query, "_id": {"$gt": after}}
    cursor = applications.collection.find(query).sort("_id", 1).limit(limit + 1)
    found = [applications.load(document) async for document in cursor]
    page = found[:limit]
    return page, (page[-1].id if len(found) > limit else None)


async def all_calls(calls: Repository[Call]) -> list[Call]:
    """Every call, the newest first; they are few."""
    cursor = calls.collection.find({}).sort("state.opens", -1).limit(200)
    return [calls.load(document).state async for document in cursor]


async def written_to(applications: Repository[Application], team: str, person: str) -> list[str]:
    """Ids of the team's applications about which this person is written to."""
    query = {"state.team": team, "state.owner.person": person}
    return [each["_id"] async for each in applications.collection.find(query, {"_id": 1})]


async def teams_of(teams: Repository[Team], person: str) -> list[Team]:
    """The teams a person is in; they are few."""
    return await _teams(teams, {"state.members.contact.person": person})


async def inviting(teams: Repository[Team], email: str) -> list[Team]:
    """The teams that have asked whoever signs in with this address, also too long ago."""
    return await _teams(teams, {"state.invitations.email": email.lower()})


async def _teams(teams: Repository[Team], query: Document) -> list[Team]:
    cursor = teams.collection.find(query).sort("_id", 1).limit(200)
    return [teams.load(document).state async for document in cursor]
