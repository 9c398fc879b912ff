"""Subscriptions to announcements of calls, one for each address. All by the real clock."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from chassis.auth import Principal
from chassis.clock import Clock
from chassis.mongo import Document, Index
from chassis.process import Unknown
from chassis.repository import Repository
from contracts.people import address_of, person_of
from contracts.values import Office, Recipient
from services.intake.domain.subscription import (
    Ask,
    Choose,
    Confirm,
    Leave,
    State,
    Subscription,
    Wish,
    decide,
    digest,
    link_over,
)

INDEXES: Final = (
    Index([("state.state", 1), ("state.wish.voivodeship", 1), ("_id", 1)]),
    Index([("state.digest", 1)]),
    Index([("state.key", 1)]),
)


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """Everybody who wants to hear of calls.

    Attributes:
        office: Signs the mails that ask for a confirmation.
    """

    kept: Repository[Subscription]
    clock: Clock
    office: Office

    async def ask(self, email: str, wish: Wish, cause: str) -> None:
        """Mail a link; whoever asks learns nothing of whether the address is known."""
        address = address_of(email)
        command = Ask(person_of(address), address, wish, _secret(), _secret(), self.office)
        await self._change(command.id, command, cause)

    async def confirm(self, secret: str) -> Subscription:
        """The subscription of which this is the link.

        Raises:
            Refused: The link is over.
        """
        found = await self.kept.collection.find_one({"state.digest": digest(secret)})
        if found is None:
            raise link_over()
        return await self._change(found["_id"], Confirm(secret))

    async def leave_by(self, key: str) -> None:
        """End the subscription in whose mails this key stands.

        Raises:
            Refused: There is none any more.
        """
        found = await self.kept.collection.find_one({"state.key": key})
        if found is None:
            raise link_over()
        await self._change(found["_id"], Leave())

    async def mine(self, who: Principal) -> Subscription:
        """One's own.

        Raises:
            Unknown: There is none in force.
        """
        found = await self.kept.find(person_of(who.email))
        if found is None or found.state.state is not State.CONFIRMED:
            raise Unknown("subscription")
        return found.state

    async def choose(self, who: Principal, wish: Wish, cause: str) -> Subscription:
        """Subscribe or change one's wishes; signing in has shown whose the address is."""
        address = address_of(who.email)
        command = Choose(person_of(address), address, wish, _secret())
        return await self._change(command.id, command, cause)

    async def leave(self, who: Principal) -> None:
        """End one's own; that there is none is fine."""
        if await self.kept.find(person_of(who.email)) is not None:
            await self._change(person_of(who.email), Leave())

    async def page(
        self, voivodeship: str, after: str, limit: int
    ) -> tuple[tuple[Recipient, ...], str | None]:
        """Some of those who want to hear of calls there, and after whom the next of them come."""
        query = {**_told_of(voivodeship), "_id": {"$gt": after}}
        cursor = self.kept.collection.find(query).sort("_id", 1).limit(limit)
        found = [self.kept.load(document).state async for document in cursor]
        page = tuple(each.recipient() for each in found)
        return page, (found[-1].id if len(found) == limit else None)

    async def others(
        self, people: tuple[Recipient, ...], voivodeship: str
    ) -> tuple[Recipient, ...]:
        """Those of these people who are not told as subscribers."""
        ids = [id_ for each in people for id_ in (each.person, person_of(each.email))]
        query = {**_told_of(voivodeship), "_id": {"$in": ids}}
        told = {each["_id"] async for each in self.kept.collection.find(query, {"_id": 1})}
        return tuple(each for each in people if not {each.person, person_of(each.email)} & told)

    async def _change(self, id_: str, command: Any, cause: str | None = None) -> Subscription:
        decision = partial(decide, command, self.clock.real())
        return (await self.kept.change(id_, decision, cause)).state


def _told_of(voivodeship: str) -> Document:
    return {
        "state.state": State.CONFIRMED.value,
        "state.wish.voivodeship": {"$in": [None, voivodeship]},
    }


def _secret() -> str:
    return secrets.token_urlsafe(32)
