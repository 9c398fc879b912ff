"""Subscriptions to announcements of calls: ask, confirm, leave, and one's own."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import Principal, allow, public
from chassis.openapi import also, example
from chassis.process import Invalid
from contracts.base import Language
from services.intake.api.access import Cause
from services.intake.domain.identifiers import is_email
from services.intake.domain.procedure import VOIVODESHIPS
from services.intake.domain.reading import wrong
from services.intake.domain.subscription import LIFE, Subscription, Wish
from services.intake.service import Intake

Anybody = Annotated[Principal, Depends(allow())]
Secret = Annotated[str, Field(min_length=1, max_length=200)]


class Wishes(BaseModel):
    """What to hear of; of every call when no voivodeship is named."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=example(language="pl", voivodeship="lubelskie")
    )

    name: str = Field(default="", max_length=200)
    language: Language = "pl"
    voivodeship: str | None = Field(default=None, max_length=50)


class Asked(Wishes):
    """Whose mails, and what to hear of."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(email="anna@przyklad.example", voivodeship="lubelskie"),
    )

    email: str = Field(max_length=254)


class Accepted(BaseModel):
    """The same answer whoever asks, and whether or not the address is known."""

    life: float = Field(description="Seconds within which the mailed link has to be opened.")


class Key(BaseModel):
    """The secret of a mailed link."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=example(
            secret="bDq3mR0VgqLhTzq0b9Jm2Wc7sXk1yQeUoYf4Zn8aPiE"  # noqa: S106 -- as it looks
        ),
    )

    secret: Secret


class SubscriptionView(BaseModel):
    """A subscription in force."""

    email: str
    name: str
    language: Language
    voivodeship: str | None
    state: Literal["confirmed"] = "confirmed"


def router(service: Intake) -> APIRouter:
    """The routes, bound to this service."""
    routes = APIRouter(prefix="/api/subscriptions", tags=["subscriptions"])
    _add_public(routes, service)
    _add_own(routes, service)
    return routes


def _add_public(routes: APIRouter, service: Intake) -> None:
    @routes.post("", status_code=202, dependencies=[Depends(public)])
    async def ask(body: Asked, cause: Cause) -> Accepted:
        """Ask to be told of calls; a mail with a link to confirm it follows."""
        await asked(service, body, cause)
        return Accepted(life=LIFE.total_seconds())

    @routes.post("/confirmation", dependencies=[Depends(public)])
    async def confirm(body: Key) -> SubscriptionView:
        """Confirm by the mailed link."""
        return _view(await service.subscriptions.confirm(body.secret))

    @routes.post("/unsubscription", status_code=204, dependencies=[Depends(public)])
    async def leave(key: Annotated[str, Query(min_length=1, max_length=200)]) -> None:
        """End it by the link in an announcement, also as mail programs do (RFC 8058)."""
        await service.subscriptions.leave_by(key)


def _add_own(routes: APIRouter, service: Intake) -> None:
    @routes.get("/mine", responses=also(404))
    async def mine(who: Anybody) -> SubscriptionView:
        """One's own."""
        return _view(await service.subscriptions.mine(who))

    @routes.put("/mine")
    async def choose(body: Wishes, who: Anybody, cause: Cause) -> SubscriptionView:
        """Subscribe, or change one's wishes."""
        return _view(await service.subscriptions.choose(who, _wish(body), cause))

    @routes.delete("/mine", status_code=204)
    async def give_up(who: Anybody) -> None:
        """End one's own."""
        await service.subscriptions.leave(who)


async def asked(service: Intake, body: Asked, cause: str) -> None:
    """Mail a link to confirm it.

    Raises:
        Invalid: Naming the field.
    """
    if not is_email(body.email.strip()):
        said = ("Ten adres e-mail jest nieprawidłowy.", "This e-mail address is not valid.")
        raise Invalid((wrong("email", "not-valid", *said),))
    await service.subscriptions.ask(body.email, _wish(body), cause)


def _wish(body: Wishes) -> Wish:
    if body.voivodeship is not None and body.voivodeship not in VOIVODESHIPS:
        said = ("Wybierz województwo z listy.", "Choose a voivodeship from the list.")
        raise Invalid((wrong("voivodeship", "unknown-voivodeship", *said),))
    return Wish(name=body.name.strip(), language=body.language, voivodeship=body.voivodeship)


def _view(subscription: Subscription) -> SubscriptionView:
    return SubscriptionView(email=subscription.email, **subscription.wish.model_dump())
