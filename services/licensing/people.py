"""What intake tells of people: who is in which team, and whom to write to about a case."""

from __future__ import annotations

from collections.abc import Collection as Some
from dataclasses import dataclass

from pymongo.errors import DuplicateKeyError

from chassis.mongo import Collection, Document
from contracts.erasure import ERASED
from contracts.intake import ContactChanged, TeamChanged
from contracts.values import Contact
from services.licensing.domain.commands import FollowContact


@dataclass(frozen=True)
class People:
    """One document for each team and for each changed contact; the newest word wins.

    Attributes:
        teams: ``{_id: team, seq, members}``.
        contacts: ``{_id: case, seq, contact}``, as a change may come before its case's verdict.
    """

    teams: Collection
    contacts: Collection

    async def learn_team(self, event: TeamChanged) -> None:
        """Take over who is in the team."""
        await _newest(self.teams, event.subject.id, event.seq, {"members": event.members})

    async def act(self, contact: Contact, person: str) -> bool:
        """Whether the person acts for a licensee: this contact, or the members of its team."""
        if contact.team is None:
            return contact.person == person
        found = {"_id": contact.team, "members": person}
        return await self.teams.find_one(found, {"_id": 1}) is not None

    async def teams_of(self, person: str) -> list[str]:
        """The teams that the person is in."""
        found = await self.teams.find({"members": person}, {"_id": 1}).to_list(None)
        return [str(each["_id"]) for each in found]

    async def learn_contact(self, event: ContactChanged) -> FollowContact:
        """Take over whom to write to; what to ask of the licence."""
        case, new = event.case or event.subject.id, event.new
        await _newest(self.contacts, case, event.seq, {"contact": new.model_dump(mode="json")})
        return FollowContact(case, new, event.seq)

    async def contact_of(self, case: str) -> FollowContact | None:
        """What to ask of a licence that this case has led to just now, if anything."""
        found = await self.contacts.find_one({"_id": case})
        if found is None:
            return None
        return FollowContact(case, Contact.model_validate(found["contact"]), found["seq"])

    async def erase(self, persons: Some[str]) -> None:
        """Leave their ids alone."""
        for person in sorted(persons):
            unnamed = {"contact.name": ERASED, "contact.email": ""}
            await self.contacts.update_many({"contact.person": person}, {"$set": unnamed})


async def _newest(collection: Collection, id_: str, seq: int, fields: Document) -> None:
    query = {"_id": id_, "seq": {"$lt": seq}}
    update = {"$set": {"seq": seq, **fields}}
    try:
        await collection.update_one(query, update, upsert=True)
    except DuplicateKeyError:  # a newer one is there, or an older one was put in a moment ago
        await collection.update_one(query, update)
