"""Reads of accounts: whose address, whose refresh token, whose link; the office's list."""

from __future__ import annotations

from chassis.mongo import Document, Index
from chassis.repository import Repository
from contracts.base import Role
from services.intake.domain.people import words
from services.intake.domain.person import Person, State

INDEXES = {
    "people": (
        # Not sparse: an address that was erased is null, and null is there for a sparse index.
        Index([("state.email", 1)], unique=True, partial={"state.email": {"$gt": ""}}),
        Index([("state.sessions.family", 1)], sparse=True),
        Index([("state.search", 1), ("_id", 1)]),
        Index([("state.roles", 1), ("_id", 1)]),
        Index([("state.state", 1), ("_id", 1)]),
    ),
    "links": (Index([("state.links.digest", 1)], sparse=True),),
}


async def listed(
    accounts: Repository[Person],
    q: str,
    role: Role | None,
    state: State | None,
    limit: int,
    after: str | None,
) -> tuple[list[Person], str | None]:
    """A page of accounts by id, and the cursor of the next one.

    Args:
        accounts: Where they are.
        q: Beginnings of words of name or address, all of which must be there.
        role: One of their roles.
        state: Of the account.
        limit: Accounts on a page.
        after: The cursor.
    """
    query: Document = {} if after is None else {"_id": {"$gt": after}}
    if asked := words(q):
        query["$and"] = [{"state.search": {"$regex": f"^{word}"}} for word in asked]
    query |= {} if role is None else {"state.roles": role}
    query |= {} if state is None else {"state.state": state.value}
    cursor = accounts.collection.find(query).sort("_id", 1).limit(limit + 1)
    found = [accounts.load(document).state async for document in cursor]
    return found[:limit], (found[limit - 1].id if len(found) > limit else None)
