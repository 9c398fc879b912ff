"""Accounts, the links that lead into them, and the sessions that follow. All by the real clock."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from chassis.auth import Principal, Unauthenticated, mint
from chassis.clock import Clock
from chassis.process import FieldError, Forbidden, Invalid, Text, Unknown
from chassis.repository import Repository, Stored
from contracts.base import Language, Role
from contracts.intake import PersonInvited
from contracts.people import address_of, person_of
from contracts.values import Contact, Office
from services.intake.domain import people, sign_in
from services.intake.domain.person import (
    Actor,
    ChangeRoles,
    EndSessions,
    Invite,
    Person,
    Refresh,
    Remove,
    Session,
    SignIn,
    State,
    TimeArrived,
)
from services.intake.domain.sign_in import Ask, Limit, Links, digest
from services.intake.settings import Settings

if TYPE_CHECKING:  # it brings an HTTP client with it, which only an office with an issuer needs
    from services.intake.oidc import Oidc

HALF: Final = 32
"""Characters of a refresh token's first half, which stays, and of its second, which changes."""

NO_NAME = Text("Podaj imię i nazwisko.", "Please give your name.")


class Opened(NamedTuple):
    """A session just begun or refreshed, and what its holder gets to go on with it."""

    person: Person
    session: Session
    token: str
    refresh: str


@dataclass(frozen=True, slots=True)
class People:
    """The accounts, the links mailed, and the key that tokens are signed with.

    Attributes:
        office: Signs mails that concern no call.
        oidc: The issuer at which staff may sign in, if there is one.
    """

    accounts: Repository[Person]
    links: Repository[Links]
    clock: Clock
    settings: Settings
    office: Office
    key: bytes
    oidc: Oidc | None = None

    async def find(self, address: str) -> Person | None:
        """Who has this address now."""
        found = await self.accounts.collection.find_one({"state.email": address})
        return None if found is None else self.accounts.load(found).state

    async def names(self, persons: Iterable[str]) -> dict[str, str]:
        """The names of those of these persons who have an account."""
        query = {"_id": {"$in": sorted(persons)}}
        cursor = self.accounts.collection.find(query, {"state.name": 1})
        return {found["_id"]: found["state"]["name"] async for found in cursor}

    async def ask(self, email: str, language: Language, cause: str) -> None:
        """Mail a link. Whoever asks learns nothing of whether there is such a person."""
        address = address_of(email)
        known = await self.find(address)
        stranger = Contact(person=person_of(address), name="", email=address, language=language)
        told = self.settings
        command = Ask(
            contact=stranger if known is None else known.contact(),
            secret=secrets.token_urlsafe(32),
            office=self.office,
            life=dt.timedelta(seconds=told.sign_in_life),
            limit=Limit(told.sign_in_limit, dt.timedelta(seconds=told.sign_in_window)),
            silent=known is not None and known.state is State.REMOVED,
        )
        await self._mail(command, cause)

    async def welcome(self, event: PersonInvited, cause: str) -> None:
        """Mail the link of an invitation."""
        life = dt.timedelta(seconds=self.settings.invitation_life)
        secret = secrets.token_urlsafe(32)
        await self._mail(Ask(event.contact, secret, self.office, life, limit=None), cause)

    async def open(self, secret: str, name: str, device: str) -> Opened:
        """Use a link: the person who got it is signed in, and has an account from now on.

        Raises:
            Invalid: The person is new and gives no name; the link can still be used.
            Refused: The link is over.
        """
        found = await self.links.collection.find_one({"state.links.digest": digest(secret)})
        if found is None:
            raise people.link_over()
        spend = partial(sign_in.spend, secret, self.clock.real())
        address = spend(self.links.load(found).state).state.address
        known = await self.find(address)
        if known is None and not name.strip():
            raise Invalid((FieldError("name", "missing", NO_NAME),))
        await self.links.change(found["_id"], spend)
        fresh = Contact(person=person_of(address), name=name.strip(), email=address)
        return await self.begin(fresh if known is None else known.contact(), device)

    def issuer(self) -> Oidc:
        """The office's issuer.

        Raises:
            Unknown: It has none.
        """
        if self.oidc is None:
            raise Unknown("issuer")
        return self.oidc

    async def vouched(self, address: str, device: str) -> Opened:
        """Sign in a person for whose address the issuer vouches.

        Raises:
            Forbidden: The office has not invited them; who came by themselves uses a link.
        """
        known = await self.find(address)
        if known is None or known.state is State.REMOVED or not {*known.roles} - {"applicant"}:
            raise Forbidden
        return await self.begin(known.contact(), device)

    async def begin(self, contact: Contact, device: str) -> Opened:
        """Begin a session of somebody who has shown who they are.

        Raises:
            Refused: The account is closed.
        """
        now = self.clock.real()
        refresh = _random_half() + _random_half()
        session = Session(
            id=secrets.token_urlsafe(12),
            family=digest(refresh[:HALF]),
            refresh=digest(refresh),
            began_at=now,
            used_at=now,
            ends_at=now + dt.timedelta(seconds=self.settings.session_life),
            device=device,
        )
        stored = await self.change(contact.person, SignIn(contact, session))
        return self._opened(stored.state, session, refresh)

    async def refresh(self, token: str, *, shared: bool = False) -> Opened:
        """Give the next token of a session; a refresh token used before ends the session.

        Where tabs share it, one that comes a moment late gets a token and no refresh token: the
        browser has the newer one.

        Raises:
            Unauthenticated: The session is over.
        """
        family, new = digest(token[:HALF]), token[:HALF] + _random_half()
        found = await self.accounts.collection.find_one({"state.sessions.family": family})
        if found is None:
            raise Unauthenticated
        command = Refresh(family, digest(token), digest(new), shared)
        person = (await self.change(found["_id"], command)).state
        session = person.session(family)
        if session is None:
            raise Unauthenticated
        if session.refresh == digest(new):
            return self._opened(person, session, new)
        if shared and session.previous == digest(token):
            return self._opened(person, session, "")
        raise Unauthenticated

    async def end(self, person: str, session: str | None, by: str) -> None:
        """End one session or all; of somebody without an account there is none."""
        if await self.accounts.find(person) is not None:
            await self.change(person, EndSessions(session, by))

    async def invite(
        self, contact: Contact, roles: tuple[Role, ...], by: Actor, cause: str | None = None
    ) -> Person:
        """Let a person in; the mail follows.

        Raises:
            Refused: There is such a person, or ``by`` may not give these roles.
        """
        known = await self.find(contact.email)
        asked = contact if known is None else contact.model_copy(update={"person": known.id})
        return (await self.change(asked.person, Invite(asked, roles, by), cause)).state

    async def change_roles(self, person: str, roles: tuple[Role, ...], by: Actor) -> Person:
        """Replace the roles; every session ends."""
        return (await self.change(person, ChangeRoles(roles, by))).state

    async def remove(self, person: str, by: Actor) -> None:
        """Close the account; every session ends."""
        await self.change(person, Remove(by))

    async def wake(self, id: str) -> None:  # noqa: A002
        """An erasure is told again."""
        await self.change(id, TimeArrived())

    async def change(self, id: str, command: Any, cause: str | None = None) -> Stored[Person]:  # noqa: A002
        """Change an account now."""
        decision = partial(people.decide, command, self.clock.real())
        return await self.accounts.change(id, decision, cause)

    async def _mail(self, command: Ask, cause: str) -> None:
        decision = partial(sign_in.ask, command, self.clock.real())
        await self.links.change(person_of(command.contact.email), decision, cause)

    def _opened(self, person: Person, session: Session, refresh: str) -> Opened:
        who = Principal(
            person=person.id,
            name=person.name,
            email=person.email or "",
            language=person.language,
            roles=frozenset(person.roles),
            session=session.id,
        )
        return Opened(person, session, mint(self.key, who, self.clock.real()), refresh)


def _random_half() -> str:
    return secrets.token_urlsafe(HALF * 3 // 4)
