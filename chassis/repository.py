"""One document, one write: the heart.

State, the ids of the messages already applied (inbox), the messages to send (outbox) and the next
moment that matters (due) live in one document, so MongoDB's atomicity per document is all we need:
no transaction, no lock, no second collection. Delivery is at least once, effects are exactly once.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Generic, Protocol

from pymongo.errors import DuplicateKeyError

from chassis import trace
from chassis.clock import Clock
from chassis.inbox import INBOX, applied
from chassis.mongo import Collection, Document, Index
from chassis.process import A, Decision, Refused, Unknown
from contracts.base import Event

TRIES = 100
"""How often a change is decided again after losing the race for a document."""

INDEXES = (
    Index([("due", 1)], sparse=True),
    Index([("outbox.at", 1)], sparse=True),
)
"""What the scheduler and the sweeper read by; an aggregate at rest takes no entry in either."""

EPHEMERAL = (Index([("due", 1)], expires=True), *INDEXES[1:])
"""Of aggregates that the server deletes when they are due, instead of a tick."""


class LostRaces(Exception):  # noqa: N818 -- the name says it
    """So many others changed this aggregate that the bound of tries is spent."""


@dataclass(frozen=True, slots=True)
class Stored(Generic[A]):
    """An aggregate as it stands. ``repeated`` tells that the cause had been applied before."""

    id: str
    state: A
    version: int
    repeated: bool = False


class Absent:
    """The guess that there is no such aggregate yet."""


ABSENT: Final = Absent()


class Outlet(Protocol):
    """Where committed messages go: the relay."""

    def offer(self, collection: Collection, id: str, entries: Sequence[Document]) -> None:  # noqa: A002
        """Publish these outbox entries of a committed document, then pull them."""


class Repository(Generic[A]):
    """The aggregates of one collection, and the only way to change them.

    Args:
        collection: Written with majority and journal.
        model: The aggregate's type.
        due: The next moment that matters to a state, or None.
        clock: For the age of outbox entries (real time).
        outlet: Gets every committed message at once; what it loses the sweeper finds.
        schema: Version of the stored state that this code writes.
        upcast: From an older version to the next: ``{1: to_2, 2: to_3}``.
    """

    def __init__(
        self,
        collection: Collection,
        model: type[A],
        *,
        due: Callable[[A], datetime | None],
        clock: Clock,
        outlet: Outlet,
        schema: int = 1,
        upcast: Mapping[int, Callable[[Document], Document]] | None = None,
    ) -> None:
        self.collection = collection
        self._model = model
        self._due = due
        self._clock = clock
        self._outlet = outlet
        self._schema = schema
        self._upcast = upcast or {}

    def load(self, document: Document) -> Stored[A]:
        """Read a document of any schema version so far."""
        state = document["state"]
        for version in range(document["schema"], self._schema):
            state = self._upcast[version](state)
        return Stored(document["_id"], self._model.model_validate(state), document["version"])

    async def find(self, id: str) -> Stored[A] | None:  # noqa: A002
        """The aggregate, or None."""
        document = await self.collection.find_one({"_id": id})
        return None if document is None else self.load(document)

    async def get(self, id: str) -> Stored[A]:  # noqa: A002
        """The aggregate.

        Raises:
            Unknown: There is none of this id.
        """
        found = await self.find(id)
        if found is None:
            raise Unknown(id)
        return found

    async def change(
        self,
        id: str,  # noqa: A002
        decide: Callable[[A | None], Decision[A]],
        cause: str | None = None,
        guess: Stored[A] | Absent | None = None,
    ) -> Stored[A]:
        """Decide and commit, or do nothing when ``cause`` has been applied before.

        Args:
            id: The aggregate's id; it is created when it does not exist.
            decide: Pure; gets the present state or None. May be called several times.
            cause: Id of the message or request that asks for the change.
            guess: What the caller believes is stored, which saves reading it: `ABSENT`, or where
                there is no cause what an earlier change returned. The write's condition tells
                whether it was right; nothing else is concluded from it.

        Returns:
            The aggregate as committed (or as found, with ``repeated``).

        Raises:
            Refused: What ``decide`` raises; nothing has changed then.
            LostRaces: Others changed the aggregate all the time.
        """
        if guess is not None:
            found = None if isinstance(guess, Absent) else guess
            with suppress(Refused):
                made = await self._attempt(id, found, decide, cause)
                if made is not None and made is not found:
                    return made
        for attempt in range(TRIES):
            document = await self.collection.find_one({"_id": id})
            before = None if document is None else self.load(document)
            if document is not None and before is not None and applied(cause, document["inbox"]):
                return replace(before, repeated=True)
            made = await self._attempt(id, before, decide, cause)
            if made is not None:
                return made
            await asyncio.sleep(random.uniform(0, min(0.05, 0.001 * 2**attempt)))  # noqa: S311
        raise LostRaces(id)

    async def _attempt(
        self,
        id: str,  # noqa: A002
        before: Stored[A] | None,
        decide: Callable[[A | None], Decision[A]],
        cause: str | None,
    ) -> Stored[A] | None:
        """Decide once and commit; ``before`` when nothing changes, None when the race is lost."""
        decision = decide(None if before is None else before.state)
        if before is not None and not decision.messages and decision.state == before.state:
            return before
        after = Stored(id, decision.state, 1 if before is None else before.version + 1)
        entries = self._entries(after, decision.messages, cause)
        if not await self._commit(after, entries, cause):
            return None
        if entries:
            self._outlet.offer(self.collection, id, entries)
        return after

    def _entries(
        self, after: Stored[A], messages: Sequence[Event], cause: str | None
    ) -> list[Document]:
        at = self._clock.real()
        origin = f"{self.collection.name}/{after.id}/{after.version}"
        return [
            {
                "id": f"{message.owner}/{origin}.{number}",
                "type": message.wire_type,
                "key": message.routing_key,
                "body": message.model_copy(update={"seq": after.version}).model_dump_json(),
                "at": at,
                "moment": message.at,
                "case": message.case,
                "cause": cause,
                "trace": trace.current(),
                "attempt": 0,
            }
            for number, message in enumerate(messages, start=1)
        ]

    async def _commit(self, after: Stored[A], entries: list[Document], cause: str | None) -> bool:
        """Write conditionally on the version; False when somebody else was first."""
        inbox = [] if cause is None else [cause]
        fields: dict[str, Any] = {
            "schema": self._schema,
            "version": after.version,
            "state": after.state.model_dump(mode="json"),
        }
        due = self._due(after.state)
        if due is not None:
            fields["due"] = due
        if after.version == 1:
            return await self._insert(
                {"_id": after.id, **fields, "inbox": inbox, "outbox": entries}
            )
        update: dict[str, Any] = {
            "$set": fields,
            "$unset": {"retry": ""} if due is not None else {"retry": "", "due": ""},
        }
        push: dict[str, Any] = {}
        if inbox:
            push["inbox"] = {"$each": inbox, "$slice": -INBOX}
        if entries:
            push["outbox"] = {"$each": entries}
        if push:
            update["$push"] = push
        done = await self.collection.update_one(
            {"_id": after.id, "version": after.version - 1}, update
        )
        return done.matched_count == 1

    async def _insert(self, document: Document) -> bool:
        try:
            await self.collection.insert_one(document)
        except DuplicateKeyError as error:
            if (error.details or {}).get("keyPattern") != {"_id": 1}:
                raise
            return False
        return True
