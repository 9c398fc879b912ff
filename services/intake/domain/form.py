"""The application form. Every field may be empty in a draft; `validation` says what is missing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from contracts import values
from contracts.base import Language
from contracts.values import ApplicationKind
from contracts.workdays import Day
from services.intake.domain.identifiers import compact

Line = Annotated[str, StringConstraints(max_length=300)]
Prose = Annotated[str, StringConstraints(max_length=10_000)]
Digits = Annotated[str, StringConstraints(max_length=40), AfterValidator(compact)]


def _written(typed: object) -> object:
    """An amount as it is written in Polish, 1 234,50, or as a number."""
    return "".join(typed.split()).replace(",", ".") if isinstance(typed, str) else typed


Amount = Annotated[Decimal, BeforeValidator(_written), Field(ge=0, max_digits=15, decimal_places=2)]

_WORD = re.compile(r"\w+")


class Part(BaseModel):
    """A part of the form: frozen, no field too many, no blanks around texts."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class RunBy(Part):
    """The entity that runs one with no legal personality of its own."""

    name: Line = ""
    nip: Digits = ""


class Address(Part):
    """The seat."""

    street: Line = ""
    postcode: Line = ""
    town: Line = ""
    voivodeship: Line = ""


class Representative(Part):
    """Who may sign for the entity."""

    name: Line = ""
    role: Line = ""


class Entity(Part):
    """The entity that applies."""

    name: Line = ""
    type: Line = ""
    run_by: RunBy | None = None
    social_enterprise: bool | None = None
    nip: Digits = ""
    regon: Digits = ""
    krs: Digits | None = None
    register_name: Annotated[Line | None, Field(alias="register")] = None
    address: Address = Address()
    representative: Representative = Representative()
    edoreczenia: Line | None = None

    model_config = ConfigDict(serialize_by_alias=True)


class Contact(Part):
    """Whom the office writes to."""

    name: Line = ""
    email: Line = ""
    phone: Line = ""
    language: Language = "pl"


class Activity(Part):
    """Since when, what, and for whom."""

    since: Day | None = None
    social: Prose = ""
    served: Prose = ""


class Economy(Part):
    """Revenue in the period, PLN."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None
    total: Amount | None = None
    own: Amount | None = None

    model_config = ConfigDict(serialize_by_alias=True)


class Recommendation(Part):
    """What somebody says about an item."""

    author: Line = ""
    text: Prose = ""


class Item(Part):
    """A product or service. ``new`` may be left out: what is not licensed yet is new."""

    kind: Literal["product", "service"] | None = None
    name: Line = ""
    category: Line = ""
    description: Prose = ""
    quality: Prose = ""
    recommendations: Annotated[tuple[Recommendation, ...], Field(max_length=20)] = ()
    new: bool | None = None


class Declarations(Part):
    """What the applicant declares."""

    truth: bool = False
    rules: bool = False
    rodo: bool = False


class Form(Part):
    """The whole application as typed so far."""

    kind: ApplicationKind = "new"
    licence_number: Line | None = None
    channel: Literal["online", "paper"] = "online"
    received_on: Day | None = None
    entity: Entity = Entity()
    contact: Contact = Contact()
    activity: Activity = Activity()
    economy: Economy = Economy()
    items: Annotated[tuple[Item, ...], Field(max_length=20)] = ()
    declarations: Declarations = Declarations()


def same(name: str) -> str:
    """The form of an item's name by which two are the same: its words, however they are set."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", name).casefold()))


def entity_of(form: Form) -> values.Entity:
    """The entity as messages carry it."""
    entity = form.entity
    return values.Entity(
        name=entity.name,
        type=entity.type,
        nip=entity.nip,
        town=entity.address.town,
        voivodeship=entity.address.voivodeship,
    )


def items_of(
    form: Form, application: str, licensed: tuple[values.Item, ...]
) -> tuple[values.Item, ...]:
    """The items as messages carry them; one that is licensed already keeps its id and is not new.

    Its description may be another; see `redescribed`.

    Args:
        form: A form complete enough to be sent.
        application: Its id, from which new items take theirs.
        licensed: Items of the licence that is renewed; empty for a new application.
    """
    found = []
    for index, item in enumerate(form.items, start=1):
        known = held(item, licensed)
        found.append(
            values.Item(
                id=known.id if known else f"{application}-{index}",
                kind=item.kind or "product",
                name=item.name,
                category=item.category,
                description=item.description,
                new=known is None,
            )
        )
    return tuple(found)


def held(item: Item, licensed: Iterable[values.Item]) -> values.Item | None:
    """The item of a licence that this one is: of the same kind, name and category."""
    said = (item.kind, same(item.name), item.category)
    found = (each for each in licensed if said == (each.kind, same(each.name), each.category))
    return next(found, None)


def redescribed(form: Form, licensed: tuple[values.Item, ...]) -> tuple[values.Item, ...]:
    """Items of the licence, as it has them, that the form describes otherwise."""
    pairs = ((item, held(item, licensed)) for item in form.items)
    return tuple(known for item, known in pairs if known and item.description != known.description)


def materials_of(form: Form, items: tuple[values.Item, ...]) -> values.Materials | None:
    """What the experts read beside the items; none when the form is not complete.

    Args:
        form: The form.
        items: As `items_of` gives them, one for each of the form's.
    """
    activity, economy = form.activity, form.economy
    if activity.since is None or economy.from_ is None or economy.to is None:
        return None
    if economy.total is None or economy.own is None:
        return None
    return values.Materials(
        active_since=activity.since,
        social=activity.social,
        served=activity.served,
        period_from=economy.from_,
        period_to=economy.to,
        total_revenue=economy.total,
        own_revenue=economy.own,
        items=tuple(map(_item_materials, form.items, items)),
    )


def _item_materials(typed: Item, item: values.Item) -> values.ItemMaterials:
    recommendations = tuple(
        values.Recommendation(author=each.author, text=each.text) for each in typed.recommendations
    )
    return values.ItemMaterials(
        item=item.id, quality=typed.quality, recommendations=recommendations
    )
