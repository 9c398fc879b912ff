"""Reads of accounts: whose address, whose refresh token, whose link; the office's list."""

from __future__ import annotations

from chassis import pages
from chassis.mongo import Document, Index
from chassis.pages import Page, Turn
from chassis.repository import Repository
from chassis.words import begun, words
from contracts.base import Role
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
    accounts: Repository[Person], q: str, role: Role | None, state: State | None, turn: Turn
) -> Page[Person]:
    """Accounts by id.

    Args:
        accounts: Where they are.
        q: Beginnings of words of name or address, all of which must be there.
        role: One of their roles.
        state: Of the account.
        turn: Which page.
    """
    named = [each for word in words(q) for each in begun("state.search", word)]
    query: Document = {"$and": named} if named else {}
    query |= {} if role is None else {"state.roles": role}
    query |= {} if state is None else {"state.state": state.value}
    page = await pages.read(accounts.collection, query, turn)
    return page.of(lambda document: accounts.load(document).state)
