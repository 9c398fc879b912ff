"""Reads of intake: lists, duplicates, and who is to be told about a call."""

from __future__ import annotations

from collections.abc import Mapping

from chassis import pages
from chassis.mongo import Document, Index
from chassis.pages import Key, Page, Turn
from chassis.repository import Repository
from contracts.values import Contact
from services.intake.domain.application import LIVE, Application, State
from services.intake.domain.call import Call
from services.intake.domain.call import State as CallState
from services.intake.domain.form import same

NEWEST: Key = ("state.opens", -1)
INDEXES = {
    "calls": (
        Index([NEWEST, ("_id", -1)]),
        Index([("state.state", 1), NEWEST, ("_id", -1)]),
    ),
    "applications": (
        Index([("state.form.entity.nip", 1), ("_id", 1)]),
        Index([("state.call", 1), ("state.state", 1), ("_id", 1)]),
        Index([("state.state", 1), ("_id", 1)]),
        Index([("state.owner.person", 1), ("_id", 1)]),
        Index([("state.form.licence_number", 1)]),
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
    applications: Repository[Application], where: Mapping[str, str | None], turn: Turn
) -> Page[Application]:
    """Applications by id.

    Args:
        applications: All of them.
        where: Fields of the state that must be equal; None leaves one out.
        turn: Which page.
    """
    query = {f"state.{field}": value for field, value in where.items() if value is not None}
    page = await pages.read(applications.collection, query, turn)
    return page.of(lambda document: applications.load(document).state)


async def all_calls(calls: Repository[Call], state: CallState | None, turn: Turn) -> Page[Call]:
    """Calls, those of one state if asked for, the newest first."""
    query = {} if state is None else {"state.state": state}
    page = await pages.read(calls.collection, query, turn, NEWEST)
    return page.of(lambda document: calls.load(document).state)
