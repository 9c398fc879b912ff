"""Who is told of calls: asked for by anybody, in force once the address itself has confirmed it.

The moments here are real: links do not travel in time. What nobody confirmed and what has ended is
deleted, so no address stays that its owner did not leave.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict

from chassis import process
from chassis.process import Aggregate, Decision, Refused, Rules, Text, go, ignore, refuse, stay
from contracts.base import Language, Subject
from contracts.intake import SubscriptionRequested
from contracts.values import Contact, Office, Recipient

PAGE: Final = "/subskrypcja#"
"""Where a link leads; what stands behind the # stays in the browser."""

LIFE: Final = dt.timedelta(days=7)
"""For how long a subscription may be confirmed."""

PAUSE: Final = dt.timedelta(minutes=10)
"""One address is mailed a link at most so often, whoever asks."""


class State(StrEnum):
    """Where a subscription is."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    ENDED = "ended"


class Wish(BaseModel):
    """What somebody wants to be told, and how. Without a voivodeship: of every call."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    language: Language = "pl"
    voivodeship: str | None = None


class Subscription(Aggregate):
    """The subscription of one address.

    Attributes:
        id: The person's.
        key: Stands in the link out of it, in every announcement.
        wish: What is in force once confirmed.
        asked: What was asked for and not confirmed yet.
        asked_at: When a link was mailed last.
        digest: Of the secret in that link.
        ends_at: When that link ends; when it all ended, of one that has.
    """

    id: str
    state: State
    email: str
    key: str
    wish: Wish = Wish()
    asked: Wish = Wish()
    asked_at: AwareDatetime | None = None
    digest: str = ""
    ends_at: AwareDatetime

    def recipient(self) -> Recipient:
        """Whom to tell, and by which link they leave."""
        return Recipient(
            person=self.id,
            name=self.wish.name,
            email=self.email,
            language=self.wish.language,
            unsubscribe=self.key,
        )


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody gives an address; its owner has to confirm. ``secret`` and ``key`` are random."""

    id: str
    email: str
    wish: Wish
    secret: str
    key: str
    office: Office


@dataclass(frozen=True, slots=True)
class Confirm:
    """Whoever got the mail opened its link."""

    secret: str


@dataclass(frozen=True, slots=True)
class Choose:
    """The owner of the address, who is signed in, says what they want."""

    id: str
    email: str
    wish: Wish
    key: str


@dataclass(frozen=True, slots=True)
class Leave:
    """The owner wants no more of it."""


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def due(subscription: Subscription) -> dt.datetime | None:
    """When it is deleted: never while it is in force."""
    return None if subscription.state is State.CONFIRMED else subscription.ends_at


def link_over() -> Refused:
    """The link was used or is too old."""
    text = Text(
        "Ten link już nie działa. Zapisz się jeszcze raz.",
        "This link does not work any more. Please subscribe again.",
    )
    return Refused("link-over", text)


def _ask(known: Subscription | None, command: Ask, now: dt.datetime) -> Decision[Subscription]:
    until = now + LIFE
    before = known or Subscription(
        id=command.id, state=State.ASKED, email=command.email, key=command.key, ends_at=until
    )
    asked = before.but(
        asked=command.wish, asked_at=now, digest=digest(command.secret), ends_at=until
    )
    told = SubscriptionRequested(
        subject=Subject(kind="person", id=command.id),
        at=now,
        by="rule:subscription",
        contact=Contact(
            person=command.id,
            name=command.wish.name,
            email=command.email,
            language=command.wish.language,
        ),
        link=f"{PAGE}{command.secret}",
        until=until,
        office=command.office,
    )
    return Decision(asked, (told,))


def _just_asked(known: Subscription, _: Ask, now: dt.datetime) -> bool:
    return known.asked_at is not None and now < known.asked_at + PAUSE


def _holds(known: Subscription, command: Confirm, now: dt.datetime) -> bool:
    return known.digest == digest(command.secret) and now < known.ends_at


def _over(_: Subscription, __: Confirm, ___: dt.datetime) -> Refused:
    return link_over()


def _confirm(known: Subscription, _: Confirm, __: dt.datetime) -> Decision[Subscription]:
    return Decision(known.but(wish=known.asked))


def _choose(
    known: Subscription | None, command: Choose, now: dt.datetime
) -> Decision[Subscription]:
    chosen = known or Subscription(
        id=command.id, state=State.CONFIRMED, email=command.email, key=command.key, ends_at=now
    )
    return Decision(chosen.but(wish=command.wish, digest=""))


def _leave(known: Subscription, _: Leave, now: dt.datetime) -> Decision[Subscription]:
    return Decision(known.but(wish=Wish(), asked=Wish(), digest="", asked_at=None, ends_at=now))


_CONFIRMING: Final = (go(State.CONFIRMED, _confirm, when=_holds), refuse(_over))

RULES: Final[Rules] = {
    (None, Ask): stay(_ask),
    (State.ASKED, Ask): (ignore("a link was mailed just now", when=_just_asked), stay(_ask)),
    (State.CONFIRMED, Ask): (ignore("a link was mailed just now", when=_just_asked), stay(_ask)),
    (State.ENDED, Ask): go(State.ASKED, _ask),
    (State.ASKED, Confirm): _CONFIRMING,
    (State.CONFIRMED, Confirm): _CONFIRMING,
    (State.ENDED, Confirm): refuse(_over),
    (None, Choose): stay(_choose),
    **{(state, Choose): go(State.CONFIRMED, _choose) for state in State},
    (State.ASKED, Leave): go(State.ENDED, _leave),
    (State.CONFIRMED, Leave): go(State.ENDED, _leave),
    (State.ENDED, Leave): ignore("left already"),
}


def decide(
    command: object, now: dt.datetime, subscription: Subscription | None
) -> Decision[Subscription]:
    """What a command leads to; see `RULES`."""
    return process.decide(RULES, command, now, subscription)
