"""Reads of intake: lists, duplicates, and who is to be told about a call."""

from __future__ import annotations

from chassis.mongo import Document, Index
from chassis.repository import Repository, Stored
from contracts.values import Recipient
from services.intake.domain.application import LIVE, Application, State
from services.intake.domain.call import Call
from services.intake.domain.form import same

INDEXES = {
    "calls": (Index([("state.opens", -1)]),),
    "applications": (
        Index([("state.form.entity.nip", 1)]),
        Index([("state.call", 1), ("state.state", 1), ("state.owner.person", 1)]),
        Index([("state.owner.person", 1)]),
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


async def recipients(
    applications: Repository[Application], call: str, after: str | None, limit: int
) -> tuple[tuple[Recipient, ...], str | None]:
    """A page of the people with drafts in the call, each once, and after whom the next begins."""
    query: Document = {"state.call": call, "state.state": State.DRAFT.value}
    if after is not None:
        query["state.owner.person"] = {"$gt": after}
    cursor = applications.collection.find(query).sort("state.owner.person", 1).limit(limit)
    drafts = [applications.load(document).state async for document in cursor]
    people = {draft.owner.person: draft.contact() for draft in reversed(drafts)}
    found = tuple(Recipient(**people[person].model_dump()) for person in sorted(people))
    return found, (drafts[-1].owner.person if len(drafts) == limit else None)


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


async def all_calls(
    calls: Repository[Call], state: str | None = None, voivodeship: str | None = None
) -> list[Call]:
    """Every call in this state and voivodeship, the newest first; they are few."""
    query = {"state.state": state, "state.procedure.voivodeship": voivodeship}
    wanted = {path: value for path, value in query.items() if value is not None}
    cursor = calls.collection.find(wanted).sort("state.opens", -1).limit(200)
    return [calls.load(document).state async for document in cursor]
